// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/parallel_runner.h>

#include <rondo/graph/detail/run/spin_pause.h>

namespace rondo::graph::detail {

void ParallelRunner::run(Schedule& schedule, const BlockJob& job, DueEvents& due, SharedCounts& counts,
                         bool timed) noexcept {
    auto& plan = *schedule.parallel();
    for (const auto step : due.steps())
        schedule.rest.states[step] = StepState::quiet;
    work_ = {&schedule, &plan, &job, &due, &counts, timed};
    busy_.store(0, std::memory_order_relaxed);
    openSinks_.store(plan.sinks, std::memory_order_relaxed);
    roots_.open(static_cast<std::uint32_t>(plan.roots.size()));
    while (openSinks_.load(std::memory_order_acquire) != 0)
        if (const auto item = claim(); item != none)
            runFrom(item);
        else
            spinPause();
}

bool ParallelRunner::help() noexcept {
    const auto item = claim();
    if (item == none)
        return false;
    auto& counts = *work_.counts;
    counts.itemsByWorkers.fetch_add(runFrom(item), std::memory_order_relaxed);
    return true;
}

// What was freed in the course of the block comes first: its inputs are in a cache.
std::uint32_t ParallelRunner::claim() noexcept {
    if (const auto item = ready_.take(); item != none)
        return item;
    const auto root = roots_.claim(roots_.look());
    return root == RootCounter::none ? none : work_.plan->roots[root];
}

// As long as an item is claimed and not finished, some sink is open, so the block, and with it all that `work_`
// names, lasts. Afterwards nothing of it may be touched.
std::uint64_t ParallelRunner::runFrom(std::uint32_t number) noexcept {
    const Work work = work_;
    std::uint64_t count = 0;
    std::uint32_t kept = none; // the first of a list of freed items for which the queue had no room
    for (; number != none; ++count) {
        const WorkItem item = work.plan->items[number];
        runSteps(work, item);
        number = finish(*work.plan, item, kept);
        if (number == none && kept != none) {
            number = kept;
            kept = work.plan->kept[number];
        }
    }
    return count;
}

void ParallelRunner::runSteps(const Work& work, const WorkItem& item) noexcept {
    const auto start = work.timed ? clock_.nanoseconds() : 0;
    StepRunner runner(*work.schedule, *work.job, *work.counts);
    const bool eventful = !work.due->steps().empty();
    const auto& plan = *work.plan;
    const auto runOne = [&](std::uint32_t place) {
        const auto number = plan.numbers[place];
        if (runner.stateOf(number) != StepState::asleep)
            runner.run(plan.steps[place], number,
                       eventful ? work.due->find(number) : std::span<audio::ParameterEvent>());
    };
    forEachRun(
        plan.chains, item.firstStep, item.firstStep + item.stepCount,
        [&](std::uint32_t first, std::uint32_t end) {
            for (; first < end; ++first)
                runOne(first);
        },
        [&](std::uint32_t first, std::uint32_t end) {
            runner.runChain(std::span(plan.steps).subspan(first, end - first), plan.chains, first,
                            plan.numbers[first], [&](std::uint32_t place) { runOne(first + place); });
        });
    if (work.timed)
        busy_.fetch_add(clock_.nanoseconds() - start, std::memory_order_relaxed);
}

// Returns the first freed item, to be run right here; the others go to whoever is idle.
std::uint32_t ParallelRunner::finish(ParallelPlan& plan, const WorkItem& item, std::uint32_t& kept) noexcept {
    if (item.successorCount == 0) {
        openSinks_.fetch_sub(1, std::memory_order_acq_rel);
        return none;
    }
    std::uint32_t next = none;
    for (std::uint32_t index = 0; index < item.successorCount; ++index) {
        const auto successor = plan.successors[item.firstSuccessor + index];
        const auto waits = plan.items[successor].waits;
        if (waits > 1) {
            auto& arrived = plan.arrived[successor];
            if (arrived.fetch_add(1, std::memory_order_acq_rel) + 1 != waits)
                continue;
            arrived.store(0, std::memory_order_relaxed); // for the next block
        }
        if (next == none) {
            next = successor;
        } else if (!ready_.push(successor)) {
            plan.kept[successor] = kept;
            kept = successor;
        }
    }
    return next;
}

} // namespace rondo::graph::detail
