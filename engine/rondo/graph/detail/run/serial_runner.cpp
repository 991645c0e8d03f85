// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/serial_runner.h>

#include <algorithm>
#include <bit>

namespace rondo::graph::detail {

namespace {

/// Runs the steps of a schedule that do not sleep, from the first to the last.
class SerialRun {
public:
    SerialRun(Schedule& schedule, const BlockJob& job, DueEvents& due, SharedCounts& counts) noexcept
        : runner_(schedule, job, counts), due_(due), steps_(schedule.steps().data()),
          chains_(schedule.chains()), states_(schedule.rest.states.data()) {}

    static constexpr std::uint32_t together = StepRunner::eight;
    bool allSleep(std::uint32_t first) const noexcept { return runner_.eightAre(StepState::asleep, first); }
    bool sleeps(std::uint32_t number) const noexcept { return states_[number] == StepState::asleep; }

    void runOne(std::uint32_t number) noexcept {
        runner_.run(steps_[number], number, due_.of(number, cursor_));
    }
    /// Returns: whether any of them was awake.
    bool run(std::uint32_t first, std::uint32_t end) noexcept {
        if (chains_.list.empty())
            return runPlain(first, end);
        bool ran = false;
        forEachRun(
            chains_, first, end, [&](std::uint32_t from, std::uint32_t to) { ran = runPlain(from, to) || ran; },
            [&](std::uint32_t from, std::uint32_t to) { ran = runChain(from, to) || ran; });
        return ran;
    }

private:
    bool runChain(std::uint32_t first, std::uint32_t end) noexcept {
        return runner_.runChain({steps_ + first, end - first}, chains_, first, first,
                                [&](std::uint32_t place) { runOne(first + place); });
    }
    bool runPlain(std::uint32_t first, std::uint32_t end) noexcept {
        bool ran = false;
        for (; end - first >= together; first += together) {
            if (allSleep(first))
                continue;
            ran = true;
            runEach(runner_.eightAre(StepState::sounding, first) ? runSounding(first) : first,
                    first + together);
        }
        return runEach(first, end) || ran;
    }
    // Returns the step after the last one that ran: eight on, or where something fell silent, because those
    // that follow may have to look.
    std::uint32_t runSounding(std::uint32_t first) noexcept {
        for (std::uint32_t number = first; number < first + together; ++number)
            if (!runner_.runSounding(steps_[number], number))
                return number + 1;
        return first + together;
    }
    // Returns whether any of them was awake.
    bool runEach(std::uint32_t first, std::uint32_t end) noexcept {
        bool ran = false;
        for (; first < end; ++first)
            if (const auto state = states_[first]; state == StepState::sounding) {
                runner_.runSounding(steps_[first], first);
                ran = true;
            } else if (state != StepState::asleep) {
                runOne(first);
                ran = true;
            }
        return ran;
    }

    StepRunner runner_;
    DueEvents& due_;
    const Step* const steps_;
    const Chains& chains_;
    const StepState* const states_;
    std::size_t cursor_ = 0;
};

/// The same with the clock in hand: tells a lane of spans and of single steps in them. Sleepers cost no
/// reading.
class TimedRun {
public:
    TimedRun(SerialRun& run, const Schedule& schedule, FlightRecorder& recorder) noexcept
        : run_(run), schedule_(schedule), recorder_(recorder), lane_(recorder.lane()), now_(recorder.now()) {}

    void runAll() noexcept {
        const auto steps = static_cast<std::uint32_t>(schedule_.steps().size());
        const auto& plan = recorder_.plan();
        const auto shift = static_cast<std::uint32_t>(std::countr_zero(plan.stride));
        for (std::uint32_t first = 0; first < steps;) {
            // The places are filled up with sleepers to whole eights.
            if (plan.stride < SerialRun::together && first % SerialRun::together == 0 && run_.allSleep(first)) {
                first += SerialRun::together;
                continue;
            }
            const auto end = std::min(first + plan.stride, steps);
            const auto single = plan.stride == 1 ? 0 : plan.single(first >> shift);
            runSpan(first, end, single == SpanPlan::none ? end : std::min(first + single, end));
            first = end;
        }
    }

private:
    // The step `single` is timed by itself, none if it is `end`.
    void runSpan(std::uint32_t first, std::uint32_t end, std::uint32_t single) noexcept {
        const auto begin = now_;
        const bool before = run_.run(first, single);
        bool alone = false;
        bool after = false;
        if (single < end) {
            alone = !run_.sleeps(single);
            if (alone)
                time(single, before);
            after = run_.run(single + 1, end);
        }
        if (after || (before && !alone))
            now_ = recorder_.now();
        if (before || after || (alone && end - first > 1))
            lane_.spanRan(schedule_.steps()[first].id, end - first, begin, now_);
    }

    void time(std::uint32_t number, bool later) noexcept {
        const auto begin = later ? recorder_.now() : now_;
        run_.runOne(number);
        now_ = recorder_.now();
        const Step& step = schedule_.steps()[number];
        if (auto* const times = schedule_.timesOf(number))
            lane_.nodeRan(step.id, *times, begin, now_);
        else if (step.kind == StepKind::add)
            lane_.sumRan(step.id, begin, now_);
        else
            lane_.spanRan(step.id, 1, begin, now_);
    }

    SerialRun& run_;
    const Schedule& schedule_;
    FlightRecorder& recorder_;
    TimingLane& lane_;
    std::int64_t now_; ///< the end of what ran last
};

} // namespace

void runSerially(Schedule& schedule, const BlockJob& job, DueEvents& due, SharedCounts& counts,
                 FlightRecorder& recorder) noexcept {
    for (const auto step : due.steps())
        schedule.rest.states[step] = StepState::quiet;
    SerialRun run(schedule, job, due, counts);
    if (recorder.plan().stride == 0)
        run.run(0, static_cast<std::uint32_t>(schedule.rest.states.size()));
    else
        TimedRun(run, schedule, recorder).runAll();
}

} // namespace rondo::graph::detail
