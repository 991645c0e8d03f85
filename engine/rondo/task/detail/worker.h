// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <coroutine>
#include <cstdint>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/block_cache.h>
#include <rondo/task/detail/parker.h>
#include <rondo/task/detail/run_queue.h>
#include <source_location>
#include <vector>

namespace rondo::task::detail {

class PoolCore;
class TaskNode;

/// A seat on which one thread at a time runs tasks: the queues, and what belongs to whoever sits there. A
/// thread that a plain function blocks leaves it to another one.
class Worker {
public:
    Worker(PoolCore& owner, std::uint32_t place, BlockStore& store) noexcept
        : pool_(owner), number_(place), blocks_(store) {}
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Of the calling thread; null outside of a pool. Never inline: a coroutine may go on in another thread,
    /// whose own it is then.
    static Worker* current() noexcept;
    static void sit(Worker* worker) noexcept;

    PoolCore& pool() const noexcept { return pool_; }
    std::uint32_t number() const noexcept { return number_; }
    BlockCache& blocks() noexcept { return blocks_; }
    TaskNode* running() const noexcept { return running_; }

    /// Returns how many are there with it. [any]
    std::uint32_t push(TaskNode& task) noexcept;
    /// The task that the caller runs goes on at once with another coroutine of its own.
    void goOn(std::coroutine_handle<> coroutine) noexcept { direct_ = coroutine; }

    /// Runs one task until it waits or ends. [its thread]
    void run(TaskNode& task) noexcept;
    /// The next one of its own. [its thread]
    TaskNode* next() noexcept;
    /// One of `victim`'s; `single`: also its only one.
    TaskNode* steal(Worker& victim, bool single) noexcept;
    /// Tasks that others may take.
    std::uint32_t waiting() const noexcept { return ready_[0].count() + ready_[1].count(); }
    bool hasWork() const noexcept { return readyCount() > 0; }
    /// For a simulated pool, where nothing else runs: all its ready tasks, and one of them by its place.
    std::uint32_t readyCount() const noexcept { return waiting() + own_[0].count() + own_[1].count(); }
    TaskNode* takeReady(std::uint64_t place) noexcept;
    /// Both by `RunQueue::look`.
    std::uint32_t lookWaiting() noexcept { return ready_[0].look() + ready_[1].look(); }
    std::uint32_t lookOwn() noexcept { return own_[0].look() + own_[1].look(); }
    /// How many it has run.
    std::uint64_t turns() const noexcept { return turns_.load(std::memory_order_relaxed); }

    /// For reports: whether a task runs, and where that was started; from another thread it may be out of date.
    bool isRunning() const noexcept { return runs_.load(std::memory_order_relaxed); }
    std::source_location started() const noexcept { return started_.load(std::memory_order_relaxed); }

    /// Another task goes on here, or none. [its thread]
    void take(TaskNode* task) noexcept;

    Parker parker;
    bool idle = false;               ///< under the pool's lock
    std::vector<std::uint64_t> seen; ///< its thread's: the turns of each worker at its last look

private:
    TaskNode* nextOf(std::size_t lane) noexcept;

    PoolCore& pool_;
    std::uint32_t number_;
    std::array<RunQueue, 2> ready_; ///< by lane
    std::array<RunQueue, 2> own_;   ///< of tasks that only this one may run
    BlockCache blocks_;
    TaskNode* running_ = nullptr;
    std::coroutine_handle<> direct_;
    Atomic<std::uint64_t> turns_{0}; ///< its thread writes, these as well
    Atomic<std::source_location> started_{};
    Atomic<bool> runs_{false};
};

} // namespace rondo::task::detail
