// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/parker.h>
#include <rondo/task/detail/thread.h>
#include <rondo/task/detail/timer_heap.h>
#include <rondo/task/detail/worker.h>
#include <rondo/task/pool_options.h>
#include <vector>

namespace rondo::task::detail {

/// The workers of a pool, the threads that sit on them, who sleeps and who is woken.
///
/// Whoever makes work puts it into a queue, then looks whether somebody sleeps; whoever goes to sleep says so,
/// then looks at the queues, under their locks: of the two that take a queue's lock the second sees what the
/// first has done before. A single task in the queue of a worker that is awake wakes nobody, because that
/// worker is about to take it: one sleeper, the watcher, looks now and then whether it did, as long as any
/// worker is awake.
class PoolCore {
public:
    explicit PoolCore(const PoolOptions& options);
    ~PoolCore();
    PoolCore(const PoolCore&) = delete;
    PoolCore& operator=(const PoolCore&) = delete;

    /// Makes a task ready. The last access to it. [any]
    void push(TaskNode& task) noexcept;
    std::uint32_t workerCount() const noexcept { return static_cast<std::uint32_t>(workers_.size()); }
    Worker& worker(std::uint32_t number) noexcept { return *workers_[number]; }
    TimerHeap& timers() noexcept { return timers_; }
    void addTimer(Timer& timer);
    std::int64_t now() const noexcept;
    /// Threads that the pool has made so far.
    std::uint32_t threadCount() noexcept;

    /// The calling thread, which runs a task, gives its seat away because it may block. Returns whether it
    /// could: no spare thread is left otherwise, and it blocks on its seat. [its thread]
    bool leaveSeat() noexcept;
    /// Waits for a seat, the task's own one when it has a home. [a thread that has left its own]
    void takeSeat(TaskNode& task) noexcept;

private:
    struct PoolThread {
        Parker parker;
        Worker* worker = nullptr; ///< null: a spare; set by whoever wakes it
        Thread thread;
    };
    struct Returning {
        Worker* wanted = nullptr;
        Worker* got = nullptr;
        Parker parker;
    };
    enum class Watch : std::uint8_t { nobody, asleep, looking };

    void startThread(Worker* worker);
    void live(PoolThread& thread) noexcept;
    /// Until the seat is given away or the pool stops. Returns whether it goes on, as a spare.
    bool work(PoolThread& thread) noexcept;
    bool giveSeat(Worker& worker) noexcept;
    TaskNode* find(Worker& worker) noexcept;
    void sleep(Worker& worker) noexcept;
    concurrency::Deadline limitFor(std::chrono::nanoseconds period) noexcept;
    bool reasonToWake(Worker& worker) noexcept;
    bool wake(Worker& worker) noexcept;
    void wakeAny() noexcept;
    void wakeWatcher() noexcept;
    bool withdraw(Worker& worker) noexcept;

    PoolOptions options_;
    std::vector<std::unique_ptr<Worker>> workers_;
    TimerHeap timers_;
    Atomic<std::uint32_t> nextWorker_{0};
    Atomic<std::uint32_t> idleCount_{0};
    Atomic<std::uint32_t> returningCount_{0};
    Atomic<Watch> watch_{Watch::nobody};
    Atomic<bool> stopping_{false};

    BriefLock lock_; ///< everything below
    std::vector<Worker*> idle_;
    Worker* watcher_ = nullptr;
    std::vector<Returning*> returning_;
    std::vector<PoolThread*> spares_;
    std::list<PoolThread> threads_; ///< started under the lock, joined by the destructor
    std::uint32_t spareThreads_ = 0;
};

} // namespace rondo::task::detail
