// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstddef>
#include <rondo/base/error.h>
#include <rondo/task/child.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/suspension.h>
#include <rondo/task/task_cancelled.h>
#include <span>
#include <vector>

namespace rondo::task {

namespace detail {
template <class T>
class AwaitOne : public Suspension {
public:
    explicit AwaitOne(std::span<Child<T>> children) noexcept : children_(children) {}
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> caller) {
        auto& parent = caller.promise().task();
        if (children_.empty())
            throw base::Failure({base::ErrorCode::invalidArgument,
                                 "awaitOne waits for the first of some children to end, and was given none."});
        for (const auto& child : children_)
            requireParent(ChildAccess::task(child), parent, "awaited");
        return suspend(
            parent, caller,
            [&](Waiter& waiter) {
                for (const auto& child : children_)
                    if (!ChildAccess::task(child)->join(waiter))
                        return false;
                return true;
            },
            WaitKind::child);
    }
    std::size_t await_resume() {
        if (enlisted())
            for (const auto& child : children_)
                ChildAccess::task(child)->unjoin();
        if (resume() == Woken::cancelled)
            throw TaskCancelled();
        auto found = children_.size();
        for (std::size_t number = 0; number < children_.size(); ++number) {
            auto& child = *ChildAccess::task(children_[number]);
            if (!child.finished())
                continue;
            if (child.succeeded())
                return number;
            if (found == children_.size())
                found = number;
        }
        return found;
    }

private:
    std::span<Child<T>> children_;
};
} // namespace detail

/// Effects: `co_await` it: waits until one of `children` has ended; all are the caller's to await still.
/// Returns: which; of several one that has a result, the first of those. Errors: Failure(invalidArgument) for
/// no children; ForeignChild for one that is not the caller's or was awaited already; TaskCancelled. [the
/// parent]
///
/// Example:
///     #include <rondo/task/pool.h>
///     #include <rondo/task/sleep.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 1});
///     pool.run([]() -> Task<> {
///         std::vector<Child<int>> children;
///         for (const int time : {500, 1})
///             children.push_back(spawn([time]() -> Task<int> {
///                 co_await sleepFor(std::chrono::milliseconds(time));
///                 co_return time;
///             }));
///         const auto first = co_await awaitOne(children);
///         expect(first == 1 && co_await children[first] == 1);
///         children[0].cancel();
///         static_cast<void>(co_await children[0].outcome());
///     });
template <class T>
auto awaitOne(std::span<Child<T>> children) noexcept {
    return detail::AwaitOne<T>(children);
}
template <class T>
auto awaitOne(std::vector<Child<T>>& children) noexcept {
    return detail::AwaitOne<T>(children);
}

} // namespace rondo::task
