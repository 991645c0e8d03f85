// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/block_store.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/hooks.h>
#include <rondo/task/detail/keeper.h>
#include <rondo/task/detail/parker.h>
#include <rondo/task/detail/resource.h>
#include <rondo/task/detail/roots.h>
#include <rondo/task/detail/simulation.h>
#include <rondo/task/detail/thread.h>
#include <rondo/task/detail/timer_heap.h>
#include <rondo/task/detail/worker.h>
#include <rondo/task/pool_options.h>
#include <rondo/task/task_report.h>
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
    const PoolOptions& options() const noexcept { return options_; }
    /// Puts a task without parent on its way. Throws Failure(closed).
    void start(TaskNode& root);
    Roots& roots() noexcept { return roots_; }
    Hooks& hooks() noexcept { return hooks_; }
    TimerHeap& timers() noexcept { return timers_; }
    const std::shared_ptr<ResourceTable>& resources() const noexcept { return resources_; }
    void addTimer(Timer& timer);
    std::int64_t now() const noexcept;
    /// Threads that the pool has made so far.
    std::uint32_t threadCount() noexcept;

    /// Whether nothing runs or could run by itself; `turns`: how many turns there were until now.
    bool isQuiet(std::uint64_t& turns) noexcept;
    /// Of a pool that is quiet; nothing when something outside of it may wake a task.
    std::optional<DeadlockReport> findDeadlock();
    void tell(const StallReport& report) const noexcept;
    void tell(const DeadlockReport& report) const noexcept;
    /// What a simulated pool found.
    std::optional<DeadlockReport> takeDeadlock();

    /// The calling thread, which runs a task, gives its seat away because it may block, for a thing of the
    /// pool's or for the `world`. Returns whether it could: no spare thread is left otherwise, and it blocks on
    /// its seat. [its thread]
    bool leaveSeat(bool world, bool forced) noexcept;
    /// Waits for a seat, the task's own one when it has a home. [a thread that has left its own]
    void takeSeat(TaskNode& task, bool world) noexcept;
    /// Where a simulated pool counts the threads that are woken away from their seats; null in others.
    Atomic<std::uint32_t>* wokenCounter() noexcept { return simulation_ ? &simulation_->woken : nullptr; }

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

    void pushElsewhere(TaskNode& task, Worker* here) noexcept;
    void tellIdle(bool more) noexcept;
    void startThread(Worker* worker);
    void stop() noexcept;
    void live(PoolThread& thread) noexcept;
    /// Until the seat is given away or the pool stops. Returns whether it goes on, as a spare.
    bool work(PoolThread& thread) noexcept;
    /// The same for who drives a simulated pool.
    bool simulate(PoolThread& thread) noexcept;
    enum class Step : std::uint8_t { ran, givesSeat, ends };
    Step simulateStep(PoolThread& thread) noexcept;
    void awaitArrivals() noexcept;
    bool endsByDeadlock() noexcept;
    std::vector<Returning*>::iterator returningTo(Worker& worker) noexcept;
    bool giveSeat(Worker& worker) noexcept;
    void handSeat(Returning& returning, Worker& worker) noexcept;
    void becomeSpare(PoolThread& thread) noexcept;
    TaskNode* find(Worker& worker) noexcept;
    void sleep(Worker& worker) noexcept;
    concurrency::Deadline limitFor(std::chrono::nanoseconds period) noexcept;
    bool reasonToWake(Worker& worker) noexcept;
    bool leavesWork(Worker& worker) noexcept;
    bool wake(Worker& worker) noexcept;
    void wakeAny() noexcept;
    /// Wakes the watcher, or else any.
    void wakeWatcher() noexcept;
    bool withdraw(Worker& worker) noexcept;

    PoolOptions options_;
    BlockStore::Owner blocks_ = BlockStore::make();
    std::vector<std::unique_ptr<Worker>> workers_;
    TimerHeap timers_;
    Roots roots_;
    Hooks hooks_;
    std::unique_ptr<Simulation> simulation_;
    std::unique_ptr<Keeper> keeper_;
    const std::shared_ptr<ResourceTable> resources_ = std::make_shared<ResourceTable>();
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
    std::uint32_t awayForTheWorld_ =
        0; ///< threads that have left their seats for something outside of the pool
    std::optional<DeadlockReport> deadlock_;
};

} // namespace rondo::task::detail
