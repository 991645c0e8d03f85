// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/audio/audio_block.h>
#include <rondo/audio/parameter_event.h>
#include <rondo/graph/detail/shared_counts.h>
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
        : schedule_(schedule), job_(job), counts_(counts), frames_(job.output.frameCount()) {}

    /// Effects: step number `number` does its block's work. Requires: it does not sleep, or has events.
    void run(std::uint32_t number, std::span<audio::ParameterEvent> events) noexcept {
        run(schedule_.steps()[number], number, events);
    }
    /// Effects: the same for a copy of that step, whose samples lie elsewhere. On several threads at once, when
    /// no step runs before those are done whose outputs it reads.
    void run(const Step& step, std::uint32_t number, std::span<audio::ParameterEvent> events) noexcept;
    /// Returns: whether step number `number` sleeps.
    bool sleeps(std::uint32_t number) const noexcept { return schedule_.rest.asleep[number] != 0; }

private:
    bool inputsSilent(const Step& step) const noexcept;
    bool falls(std::uint32_t number, const Step& step, bool eventful) noexcept;
    void wakeReaders(const Step& step) noexcept;
    void work(const Step& step, std::span<audio::ParameterEvent> events, bool& asleep) noexcept;
    void add(const Step& step) const noexcept;
    void delay(const Step& step) const noexcept;
    void fade(const Step& step) const noexcept;
    void readInput(const Step& step) noexcept;
    void runNode(const Step& step, std::span<audio::ParameterEvent> events, bool& asleep) noexcept;
    void runPieces(const Step& step, std::span<audio::ParameterEvent> events) noexcept;
    void contain(const Step& step) noexcept;
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
};

} // namespace rondo::graph::detail
