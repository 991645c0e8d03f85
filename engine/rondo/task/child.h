// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/detail/child_wait.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/select_case.h>
#include <rondo/task/detail/spawned.h>
#include <rondo/task/foreign_child.h>
#include <rondo/task/time_limit.h>
#include <utility>

namespace rondo::task {

namespace detail {
struct ChildAccess;
}

/// A task that another one has started and must await before it ends itself: what a task starts does not
/// outlive it. One that is forgotten is cancelled at the parent's end, and the parent fails with
/// UnawaitedChild, which names the line where it was started. The handle belongs to the parent alone.
///
/// Example:
///     #include <rondo/task/pool.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 2});
///     const int sum = pool.run([]() -> Task<int> {
///         auto left = spawn([]() -> Task<int> { co_return 20; });
///         auto right = spawn([]() -> Task<int> { co_return 22; });
///         co_return co_await left + co_await right;
///     });
///     expect(sum == 42);
template <class T = void>
class [[nodiscard]] Child {
public:
    explicit Child(detail::Spawned<T>& task) noexcept : task_(&task) {}
    Child(Child&& other) noexcept : task_(std::exchange(other.task_, nullptr)) {}
    Child& operator=(Child&& other) noexcept {
        if (this != &other) {
            detail::endForgotten(task_);
            task_ = std::exchange(other.task_, nullptr);
        }
        return *this;
    }
    /// Effects: one that was not awaited is cancelled and waited for, so that what its parent has made before
    /// it and lent to it is not destroyed under it: by an exception, say. Progress: blocking then; another
    /// thread takes over the worker meanwhile. [the parent]
    ~Child() { detail::endForgotten(task_); }

    /// Effects: asks the child and all below it to end: each meets TaskCancelled where it waits, when what is
    /// below it has ended. What has finished keeps its result. Errors: ForeignChild in another task than its
    /// parent, or when it was awaited already. Progress: blocking for as long as the tree below takes to be
    /// walked. [the parent]
    void cancel() {
        detail::requireParent(task_, detail::currentTask("Child::cancel"), "cancelled");
        task_->cancel();
    }
    /// Returns: whether awaiting it would not wait. Errors: as `cancel`. Progress: blocking, briefly.
    /// [the parent]
    bool finished() const {
        detail::requireParent(task_, detail::currentTask("Child::finished"), "asked");
        return task_->finished();
    }
    /// Returns: whether it has not been awaited yet. Progress: wait-free. [the parent]
    bool valid() const noexcept { return task_ != nullptr; }

    /// Effects: waits until the child has ended, and forgets it. Returns: its result. Errors: what it threw;
    /// TaskCancelled when it, or the caller, was cancelled; ForeignChild in another task than its parent, or
    /// when it was awaited already. [the parent]
    auto operator co_await() noexcept { return detail::ChildResult<T>(std::exchange(task_, nullptr)); }
    /// Effects: the same, but what the child threw is part of what is returned: an exception out of this is the
    /// caller's own. [the parent]
    auto outcome() noexcept { return detail::ChildOutcome<T>(std::exchange(task_, nullptr)); }
    /// Returns: its end as one of the things that `select` waits for; it is to be awaited still. Progress:
    /// wait-free. [the parent]
    auto ending() const noexcept { return detail::EndCase(task_); }
    /// Effects: waits until the child has ended, at most until `limit` is over; it is the caller's to await
    /// still. Returns: whether it has ended. Errors: as above, but for what the child threw; std::bad_alloc.
    /// [the parent]
    auto endedWithin(TimeLimit limit) noexcept { return detail::ChildEndedWithin<T>(task_, limit); }

private:
    friend struct detail::ChildAccess;
    detail::Spawned<T>* task_;
};

namespace detail {
/// For what waits for several children at once.
struct ChildAccess {
    template <class T>
    static Spawned<T>* task(const Child<T>& child) noexcept {
        return child.task_;
    }
};
} // namespace detail

} // namespace rondo::task
