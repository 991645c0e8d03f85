// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <exception>
#include <mutex>
#include <rondo/task/child.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/spawned.h>
#include <rondo/task/spawn.h>
#include <rondo/task/spawn_options.h>
#include <rondo/task/task.h>
#include <rondo/task/task_cancelled.h>
#include <source_location>
#include <utility>

namespace rondo::task {

namespace detail {
struct ScopeRun;
}

/// Owns tasks that nobody awaits one by one; see `withScope`. They are gone as soon as they have ended, so that
/// a server's scope may have any number of them in time. The first one that fails ends all others.
class Scope {
public:
    Scope() noexcept = default;
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    /// Effects: starts a task in the scope that runs `function()`, which makes a Task<>; in a scope that was
    /// cancelled it meets TaskCancelled at its first wait. Errors: std::bad_alloc and what the function throws,
    /// and then there is no task; Failure(invalidArgument) for a worker that is not there. Progress: blocking,
    /// briefly. [the scope's function, and each task below it]
    template <class Function>
    void spawn(Function function, SpawnOptions options = {},
               std::source_location where = std::source_location::current()) {
        auto run = [this, function = std::move(function)]() mutable -> Task<> {
            std::exception_ptr thrown;
            try {
                co_await function();
            } catch (const TaskCancelled&) {
            } catch (...) {
                thrown = std::current_exception();
            }
            if (thrown)
                fail(std::move(thrown));
        };
        const detail::Placement placement(*task_, options);
        auto& child =
            detail::SpawnedFunction<void, decltype(run)>::make(task_->pool, task_, where, std::move(run));
        child.detached = true;
        placement.start(*task_, child);
    }
    /// Effects: asks all tasks of the scope and its function to end; `withScope` returns when they have.
    /// Progress: blocking for as long as their tree takes to be walked. [the scope's function, and each task
    /// below it]
    void cancel() noexcept { task_->cancel(); }
    /// Returns: how many tasks of the scope have not ended. Progress: blocking, briefly. [as `spawn`]
    std::uint32_t running() noexcept { return task_->liveChildren(); }

private:
    friend struct detail::ScopeRun;

    void fail(std::exception_ptr thrown) noexcept {
        {
            const std::lock_guard guard(lock_);
            if (!failure_)
                failure_ = std::move(thrown);
        }
        cancel();
    }

    detail::TaskNode* task_ = nullptr; ///< the one that runs the function
    detail::BriefLock lock_;
    std::exception_ptr failure_; ///< the first one
};

namespace detail {
struct ScopeRun {
    template <class Function>
    static Task<> run(Function function, SpawnOptions options, std::source_location where) {
        Scope scope;
        auto body = task::spawn(
            [&]() -> Task<> {
                scope.task_ = &detail::currentTask("withScope");
                std::exception_ptr thrown;
                try {
                    co_await function(scope);
                } catch (const TaskCancelled&) {
                } catch (...) {
                    thrown = std::current_exception();
                }
                if (thrown)
                    scope.fail(std::move(thrown));
            },
            options, where);
        const auto outcome = co_await body.outcome();
        if (scope.failure_)
            std::rethrow_exception(scope.failure_);
        if (!outcome)
            std::rethrow_exception(outcome.error());
        if (detail::currentTask("withScope").isCancelled())
            throw TaskCancelled();
    }
};
} // namespace detail

/// Effects: `co_await` it: runs `function(scope)`, which makes a Task<>, and waits until it and all tasks that
/// were started in the scope have ended. Errors: the first exception that the function or one of the tasks
/// ended with, after all others were cancelled and have ended; TaskCancelled when the caller was cancelled. A
/// scope that was ended by `Scope::cancel` is no error. [a task]
///
/// Example:
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 2});
///     std::atomic<int> sum{0};
///     pool.run([&]() -> Task<> {
///         co_await withScope([&](Scope& scope) -> Task<> {
///             for (int number = 1; number <= 4; ++number)
///                 scope.spawn([&sum, number]() -> Task<> {
///                     sum += number;
///                     co_return;
///                 });
///             co_return;
///         });
///     });
///     expect(sum == 10);
template <class Function>
Task<> withScope(Function function, SpawnOptions options = {},
                 std::source_location where = std::source_location::current()) {
    return detail::ScopeRun::run(std::move(function), options, where);
}

} // namespace rondo::task
