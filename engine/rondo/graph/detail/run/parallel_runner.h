// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <rondo/base/cache_line.h>
#include <rondo/base/tick_clock.h>
#include <rondo/graph/detail/due_events.h>
#include <rondo/graph/detail/parallel_plan.h>
#include <rondo/graph/detail/run/ready_queue.h>
#include <rondo/graph/detail/run/root_counter.h>
#include <rondo/graph/detail/run/step_runner.h>

namespace rondo::graph::detail {

/// Runs schedules on the calling thread and on whoever helps. An item is claimed before it is run, and a claim
/// succeeds only in the block that it was meant for (RootCounter, ReadyQueue); between its claims a helper
/// touches nothing but the runner itself. So a helper may be held up anywhere, or come late from a block long
/// gone, and can neither run an item twice nor one of another block, nor touch a schedule that has died.
class ParallelRunner {
public:
    explicit ParallelRunner(const base::TickClock& clock) : clock_(clock) {}

    /// Effects: runs every step of `schedule` that does not sleep; returns when all items have finished, which
    /// the calling thread can do alone. `timed`: whether `busyNanoseconds` is wanted. Requires:
    /// `schedule.parallel()` is there; one thread at a time. Progress: bounded by the items' work, plus, when a
    /// helper has claimed an item and is held up, however long it is held up; no system call. [audio]
    void run(Schedule& schedule, const BlockJob& job, DueEvents& due, SharedCounts& counts,
             bool timed) noexcept;
    /// Returns: the sum of the items' times in the last timed run. Progress: wait-free. [audio]
    std::int64_t busyNanoseconds() const noexcept { return busy_.load(std::memory_order_relaxed); }

    /// Effects: claims an item that can run now and runs it and what it frees. Returns: whether there was one.
    /// Progress: bounded by the items. [worker]
    bool help() noexcept;

private:
    static constexpr std::uint32_t none = ReadyQueue::none;
    static constexpr std::uint32_t queueCapacity = 1024;

    /// What a run is about. Written before the roots are opened, read after a claim.
    struct Work {
        Schedule* schedule = nullptr;
        ParallelPlan* plan = nullptr;
        const BlockJob* job = nullptr;
        DueEvents* due = nullptr;
        SharedCounts* counts = nullptr;
        bool timed = false;
    };
    std::uint32_t claim() noexcept;
    std::uint64_t runFrom(std::uint32_t item) noexcept;
    void runSteps(const Work& work, const WorkItem& item) noexcept;
    std::uint32_t finish(ParallelPlan& plan, const WorkItem& item, std::uint32_t& kept) noexcept;

    const base::TickClock& clock_;
    Work work_;
    std::atomic<std::int64_t> busy_{0};
    alignas(base::cacheLine) RootCounter roots_;
    alignas(base::cacheLine) std::atomic<std::uint32_t> openSinks_{0};
    ReadyQueue ready_{queueCapacity};
};

} // namespace rondo::graph::detail
