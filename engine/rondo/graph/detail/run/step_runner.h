// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstring>
#include <rondo/audio/audio_block.h>
#include <rondo/audio/parameter_event.h>
#include <rondo/graph/detail/run/samples.h>
#include <rondo/graph/detail/shared_counts.h>
#include <rondo/graph/node.h>
#include <rondo/graph/schedule.h>
#include <span>

namespace rondo::graph::detail {

/// One block's work for a whole schedule.
struct BlockJob {
    audio::ConstAudioBlock input;
    audio::AudioBlock output;
    std::int64_t streamFrame = 0;
};

/// Runs single steps of a schedule, and knows which of them sleep. What it notes of a step, it writes only
/// where that changes something: notes of steps that run on different cores share cache lines. All calls:
/// bounded, [audio].
class StepRunner {
public:
    StepRunner(Schedule& schedule, const BlockJob& job, SharedCounts& counts) noexcept
        : schedule_(schedule), job_(job), counts_(counts), frames_(job.output.frameCount()),
          context_({job.streamFrame, 0, job.output.frameCount()}, schedule.silence()) {}

    /// Effects: step number `number` does its block's work; `step` is that step or a copy of it whose samples
    /// lie elsewhere. On several threads at once, when no step runs before those are done whose outputs it
    /// reads. Requires: it does not sleep.
    void run(const Step& step, std::uint32_t number, std::span<audio::ParameterEvent> events) noexcept {
        if (const auto state = stateOf(number); state == StepState::sounding || state == StepState::steady)
            static_cast<void>(runSounding(step, number));
        else
            look(step, number, events);
    }
    /// Effects: the same for a step that sounds, and so has no events. Returns: whether all of it still sounds.
    bool runSounding(const Step& step, std::uint32_t number) noexcept {
        if (step.kind == StepKind::runNode) {
            context_.ports_ = &step.ports;
            step.node->process(context_);
            const bool contained =
                step.guarded && (step.metered ? meter(step, number) : !outputsFinite(step) && contain(step));
            if (!contained && !context_.saidSilent_)
                return true;
            fallSilent(step, number);
            return false;
        }
        if (step.kind != StepKind::add)
            return runOther(step, number);
        addSounding(step);
        return true;
    }
    /// Effects: the steps of a chain do their block's work, those that are steady side by side in one go.
    /// `first`: where in `chains` they begin. `runOne(n)` runs the n-th of them by itself. Returns: whether any
    /// of them was awake.
    template <class RunOne>
    bool runChain(std::span<const Step> steps, const Chains& chains, std::uint32_t first, std::uint32_t number,
                  RunOne runOne) noexcept {
        bool ran = false;
        for (std::uint32_t at = 0; at < steps.size();) {
            const auto left = static_cast<std::uint32_t>(steps.size()) - at;
            if (left >= eight && eightAre(StepState::asleep, number + at)) {
                at += eight;
                continue;
            }
            if (const auto steady = countSteady(steps.subspan(at), number + at); steady > 0) {
                runSteady(steps.subspan(at, steady), chains, first + at, number + at);
                at += steady;
                ran = true;
                continue;
            }
            if (stateOf(number + at) != StepState::asleep) {
                runOne(at);
                ran = true;
            }
            ++at;
        }
        return ran;
    }
    static constexpr std::uint32_t eight = 8; ///< steps that one look tells of
    /// Returns: whether this step and the seven after it are all in that state.
    bool eightAre(StepState state, std::uint32_t number) const noexcept {
        std::uint64_t states = 0;
        static_assert(sizeof states == eight * sizeof(StepState));
        std::memcpy(&states, schedule_.rest.states.data() + number, sizeof states);
        return states == 0x0101'0101'0101'0101 * static_cast<std::uint64_t>(state);
    }
    /// Returns: what is known of step number `number`.
    StepState stateOf(std::uint32_t number) const noexcept { return schedule_.rest.states[number]; }

private:
    void addSounding(const Step& step) const noexcept {
        const auto& sum = step.ports.outputs[0];
        addChannels(sum.channels, step.ports.inputs[0].channels, step.ports.inputs[1].channels, sum.width,
                    frames_);
    }
    std::uint32_t countSteady(std::span<const Step> steps, std::uint32_t number) noexcept;
    bool settles(const Step& step, std::uint32_t number) noexcept;
    void runSteady(std::span<const Step> steps, const Chains& chains, std::uint32_t first,
                   std::uint32_t number) noexcept;
    bool runOther(const Step& step, std::uint32_t number) noexcept;
    void look(const Step& step, std::uint32_t number, std::span<audio::ParameterEvent> events) noexcept;
    void fallSilent(const Step& step, std::uint32_t number) noexcept;
    void settle(const Step& step, std::uint32_t number, bool asleep) noexcept;
    static bool isThere(const Step& step) noexcept;
    bool inputsSilent(const Step& step) const noexcept;
    bool falls(std::uint32_t number, const Step& step, bool eventful) noexcept;
    void tellReaders(const PortChannels<float>& port) noexcept;
    void work(const Step& step) noexcept;
    void add(const Step& step) const noexcept;
    void delay(const Step& step) const noexcept;
    void fade(const Step& step) const noexcept;
    void readInput(const Step& step) noexcept;
    bool runNode(const Step& step, std::span<audio::ParameterEvent> events) noexcept;
    bool runEventNode(const Step& step, std::span<audio::ParameterEvent> events) noexcept;
    static bool eventsWait(const Step& step) noexcept {
        return step.kind == StepKind::runEventNode && step.events->waits();
    }
    void runPieces(const Step& step, std::span<audio::ParameterEvent> events) noexcept;
    // What a silent output's memory holds may be anything; `contain` leaves it out.
    bool outputsFinite(const Step& step) const noexcept {
        for (std::uint32_t port = 0; port < step.ports.outputCount; ++port)
            if (!allFinite(step.ports.outputs[port].channels, step.ports.outputs[port].width, frames_))
                return false;
        return true;
    }
    bool contain(const Step& step) noexcept;
    bool meter(const Step& step, std::uint32_t number) noexcept;
    void silence(const PortChannels<float>& port, std::uint64_t node) noexcept;
    audio::ConstAudioBlock input(const PortChannels<const float>& port) const noexcept {
        return {*port.silent != 0 ? schedule_.silence() : port.channels, port.width, frames_};
    }
    audio::AudioBlock output(const PortChannels<float>& port) const noexcept {
        return {port.channels, port.width, frames_};
    }

    Schedule& schedule_;
    const BlockJob& job_;
    SharedCounts& counts_;
    std::uint32_t frames_;
    ProcessContext context_; ///< of whatever node runs without an event
};

} // namespace rondo::graph::detail
