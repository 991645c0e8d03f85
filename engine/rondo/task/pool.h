// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/detail/spawned.h>
#include <rondo/task/pool_options.h>
#include <source_location>
#include <utility>

namespace rondo::task {

template <class T>
class RootTask;

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
    /// Effects: ends the workers. Requires: no `run` is inside. Progress: blocking. [control]
    ~Pool() = default;

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
        return root->take();
    }

    /// Returns: how many workers there are. Progress: wait-free. [any]
    std::uint32_t workers() const noexcept { return core_->workerCount(); }
    /// Returns: threads of the pool that live: its workers, and those that stand in for blocked ones. Progress:
    /// blocking, briefly. [any]
    std::uint32_t threads() const noexcept { return core_->threadCount(); }

private:
    template <class>
    friend class RootTask;
    static void refuseInside();
    void runRoot(detail::TaskNode& root) noexcept;

    std::unique_ptr<detail::PoolCore> core_;
};

} // namespace rondo::task
