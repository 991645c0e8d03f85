// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/base/error.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/outside.h>
#include <rondo/task/detail/spawned.h>
#include <rondo/task/lane.h>
#include <rondo/task/pool.h>
#include <rondo/task/task_cancelled.h>
#include <source_location>
#include <utility>

namespace rondo::task {

/// A task without parent, which a thread has started and goes on beside: work in the background of an object
/// that lives as long as it likes. Its owner ends it: the destructor cancels it and waits. One thread at a time
/// uses the handle.
///
/// Example:
///     #include <rondo/task/sleep.h>
///     Pool pool({.workers = 1});
///     auto sum = start(pool, []() -> Task<int> { co_return 42; });
///     auto forever = start(pool, []() -> Task<> { co_await sleepFor(TimeLimit::never()); });
///     expect(sum.take() == 42);
///     forever.cancel();
///     expect(forever.wait());
template <class T = void>
class [[nodiscard]] RootTask {
public:
    /// Effects: none: without a task. [any]
    RootTask() noexcept = default;
    /// See `start`. [any but audio]
    template <class Function>
    RootTask(Pool& pool, Function function, Lane lane, std::source_location where) {
        auto& core = *pool.core_;
        auto& task = detail::SpawnedFunction<T, Function>::make(core, nullptr, where, std::move(function));
        destroy_ = [](detail::Spawned<T>& ended) noexcept {
            static_cast<detail::SpawnedFunction<T, Function>&>(ended).destroy();
        };
        task.lane = lane;
        try {
            core.start(task);
        } catch (...) {
            task.destroy();
            throw;
        }
        task_ = &task;
    }
    RootTask(RootTask&& other) noexcept
        : task_(std::exchange(other.task_, nullptr)), destroy_(other.destroy_) {}
    RootTask& operator=(RootTask&& other) noexcept {
        if (this != &other) {
            end();
            task_ = std::exchange(other.task_, nullptr);
            destroy_ = other.destroy_;
        }
        return *this;
    }
    /// Effects: cancels it and waits until it has ended; what it threw is dropped. Progress: blocking.
    /// [any but audio]
    ~RootTask() { end(); }

    /// Returns: whether there is a task. Progress: wait-free. [any]
    explicit operator bool() const noexcept { return task_ != nullptr; }
    /// Effects: asks it and all below it to end: it meets TaskCancelled where it waits. Requires: there is one.
    /// Progress: blocking for as long as the tree below takes to be walked. [any but audio]
    void cancel() noexcept { task_->cancel(); }
    /// Returns: whether it has ended. Requires: there is one. Progress: blocking, briefly. [any but audio]
    bool finished() const noexcept { return task_->finished(); }
    /// Effects: waits until it has ended. Requires: there is one. Returns: whether it has by the deadline.
    /// Errors: TaskCancelled in a task that is cancelled. Progress: blocking. [any but audio]
    bool wait(concurrency::Deadline deadline = concurrency::Deadline::never()) const {
        const auto woken = waitAs(detail::Cancels::yes, deadline);
        if (woken == detail::Woken::cancelled)
            throw TaskCancelled();
        return woken == detail::Woken::ready;
    }
    /// Effects: waits until it has ended, and lets it go. Requires: there is one. Returns: its result. Errors:
    /// what it threw; TaskCancelled when it was cancelled. Progress: blocking. [any but audio]
    T take() {
        wait();
        const LetGo letGo{*this};
        return task_->take();
    }

private:
    using Destroy = void (*)(detail::Spawned<T>&) noexcept;
    struct LetGo {
        RootTask& root;
        ~LetGo() { root.destroy_(*std::exchange(root.task_, nullptr)); }
    };
    detail::Woken waitAs(detail::Cancels cancels, concurrency::Deadline deadline) const noexcept {
        detail::ThreadWait wait(cancels);
        if (!task_->join(wait.waiter()))
            return detail::Woken::ready;
        wait.park(deadline, detail::WaitKind::world);
        task_->unjoin();
        return wait.woken();
    }
    void end() noexcept {
        if (task_ == nullptr)
            return;
        task_->cancel();
        waitAs(detail::Cancels::no, concurrency::Deadline::never());
        const LetGo letGo{*this};
    }

    detail::Spawned<T>* task_ = nullptr;
    Destroy destroy_ = nullptr;
};

/// Effects: starts a task without parent, which runs `function()`; the function is moved to where the task is
/// and lives as long. Requires: the pool outlives the task. Returns: what owns it. Errors: std::bad_alloc and
/// what the function throws, Failure(closed): then there is no task. Progress: blocking, briefly. [any but
/// audio]
template <class Function>
RootTask<detail::ResultOf<Function>> start(Pool& pool, Function function, Lane lane = Lane::background,
                                           std::source_location where = std::source_location::current()) {
    return {pool, std::move(function), lane, where};
}

} // namespace rondo::task
