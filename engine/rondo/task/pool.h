// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/detail/spawned.h>
#include <rondo/task/pool_options.h>
#include <rondo/task/task_report.h>
#include <source_location>
#include <utility>

namespace rondo::task {

template <class T>
class RootTask;
class Hook;

/// Threads that run tasks: coroutines that wait without holding a thread. Workers take the oldest task of their
/// own that is ready, then half of another one's; who finds none sleeps.
///
/// Example:
///     Pool pool({.workers = 2});
///     expect(pool.run([]() -> Task<int> { co_return 42; }) == 42);
class Pool {
public:
    /// Effects: starts the workers. Errors: Failure(invalidArgument) for more than 256; std::system_error when
    /// there is no thread. Progress: blocking. [control]
    explicit Pool(const PoolOptions& options = {}) : core_(std::make_unique<detail::PoolCore>(options)) {}
    /// Effects: closes it and waits for as long as that takes. Requires: nobody is in a call or will make one;
    /// tasks that threads own by a RootTask may outlive it. Progress: blocking. [control]
    ~Pool() = default;
    /// Effects: lets no more tasks start from outside, cancels all there are and waits until they have ended.
    /// Returns: whether that was by the deadline, and else which tasks have not ended. Progress: blocking.
    /// [control, any but audio, one thread at a time, and no task]
    PoolCloseReport close(concurrency::Deadline deadline);

    /// Effects: runs `function()`, which makes a Task, as a task without parent, and waits until it has ended.
    /// Returns: its result. Errors: what it threw; Failure(wrongThread) inside of a pool, where `co_await
    /// spawn(...)` does not block a worker. Progress: blocking. [any but audio, and no task]
    template <class Function>
    detail::ResultOf<Function> run(Function function,
                                   std::source_location where = std::source_location::current()) {
        using T = detail::ResultOf<Function>;
        struct Destroy {
            void operator()(detail::SpawnedFunction<T, Function>* task) const noexcept { task->destroy(); }
        };
        refuseInside();
        const std::unique_ptr<detail::SpawnedFunction<T, Function>, Destroy> root(
            &detail::SpawnedFunction<T, Function>::make(*core_, nullptr, where, std::move(function)));
        runRoot(*root);
        throwDeadlock(root->succeeded());
        return root->take();
    }

    /// Returns: the time by its clock, in nanoseconds, which in a simulated pool is the pool's own. Progress:
    /// wait-free. [any]
    std::int64_t now() const noexcept { return core_->now(); }
    /// Returns: how many workers there are. Progress: wait-free. [any]
    std::uint32_t workers() const noexcept { return core_->workerCount(); }
    /// Returns: threads of the pool that live: its workers, and those that stand in for blocked ones. Progress:
    /// blocking, briefly. [any]
    std::uint32_t threads() const noexcept { return core_->threadCount(); }

private:
    template <class>
    friend class RootTask;
    friend class Hook;
    static void refuseInside();
    void throwDeadlock(bool succeeded);
    void runRoot(detail::TaskNode& root);

    std::unique_ptr<detail::PoolCore> core_;
};

} // namespace rondo::task
