// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/task/detail/spawned.h>
#include <rondo/task/detail/suspension.h>
#include <rondo/task/task_cancelled.h>
#include <type_traits>
#include <utility>

namespace rondo::task {

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
        task_ = std::exchange(other.task_, nullptr);
        return *this;
    }

    /// Effects: asks the child and all below it to end: each meets TaskCancelled where it waits, when what is
    /// below it has ended. What has finished keeps its result. Progress: blocking for as long as the tree below
    /// takes to be walked. [the parent]
    void cancel() noexcept { task_->cancel(); }
    /// Returns: whether awaiting it would not wait. Progress: blocking, briefly. [the parent]
    bool finished() const noexcept { return task_->finished(); }

    /// Effects: waits until the child has ended, and forgets it. Returns: its result. Errors: what it threw;
    /// TaskCancelled when it, or the caller, was cancelled; Failure(wrongThread) in another task than its
    /// parent.
    auto operator co_await() noexcept { return Await(std::exchange(task_, nullptr)); }

private:
    class Await : public detail::Suspension {
    public:
        explicit Await(detail::Spawned<T>* task) noexcept : task_(task) {}
        bool await_ready() noexcept { return false; }
        template <class Promise>
        bool await_suspend(std::coroutine_handle<Promise> caller) {
            auto& parent = caller.promise().task();
            if (task_ == nullptr || task_->parent != &parent)
                throw base::Failure(
                    {base::ErrorCode::notOwner,
                     "A child is awaited by its parent, once; this one was awaited already or is "
                     "another task's. Await it where it was started."});
            return suspend(parent, caller, [&](detail::Waiter& waiter) { return task_->join(waiter); });
        }
        T await_resume() {
            if (enlisted())
                task_->unjoin();
            if (resume() == detail::Woken::cancelled)
                throw TaskCancelled();
            struct Release {
                detail::Spawned<T>& task;
                ~Release() { task.parent->release(task); }
            };
            const Release release{*task_};
            return task_->take();
        }

    private:
        detail::Spawned<T>* task_;
    };

    detail::Spawned<T>* task_;
};

} // namespace rondo::task
