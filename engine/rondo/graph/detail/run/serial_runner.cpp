// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/serial_runner.h>

#include <algorithm>
#include <rondo/graph/node.h>

namespace rondo::graph::detail {

namespace {

using Events = std::span<audio::ParameterEvent>;

audio::AudioBlock block(const PortChannels<float>& port, std::uint32_t frames) noexcept {
    return {port.channels, port.width, frames};
}

// The order of the additions is part of the result: first the first two sources, then one more at a time.
void sum(std::span<const PortChannels<const float>> sources, const PortChannels<float>& target,
         std::uint32_t frames) noexcept {
    for (std::uint32_t channel = 0; channel < target.width; ++channel) {
        float* const to = target.channels[channel];
        const float* const first = sources[0].channels[channel];
        const float* const second = sources[1].channels[channel];
        for (std::uint32_t frame = 0; frame < frames; ++frame)
            to[frame] = first[frame] + second[frame];
        for (const auto& source : sources.subspan(2)) {
            const float* const from = source.channels[channel];
            for (std::uint32_t frame = 0; frame < frames; ++frame)
                to[frame] += from[frame];
        }
    }
}

// A step of a parallel runner or a guard against NaN would stand here, around the one call of a node.
void runNode(const Schedule& schedule, const Step& step, const FrameRange& range, Events events) noexcept {
    step.node->process({schedule.inputs(step), schedule.outputs(step), range, events});
}

// Each piece starts at an event; the events there are given as at frame 0.
void runPieces(const Schedule& schedule, const Step& step, const FrameRange& whole, Events events) noexcept {
    std::uint32_t at = 0;
    while (at < whole.count) {
        std::size_t now = 0;
        for (; now < events.size() && events[now].frame <= at; ++now)
            events[now].frame = 0;
        const auto end = now < events.size() ? static_cast<std::uint32_t>(events[now].frame) : whole.count;
        runNode(schedule, step, {whole.streamFrame + at, whole.offset + at, end - at}, events.first(now));
        events = events.subspan(now);
        at = end;
    }
}

} // namespace

void runSerially(const Schedule& schedule, const BlockJob& job, DueEvents& due) noexcept {
    const auto frames = job.output.frameCount();
    const auto steps = schedule.steps();
    std::size_t cursor = 0;
    for (std::uint32_t index = 0; index < steps.size(); ++index) {
        const Step& step = steps[index];
        switch (step.kind) {
        case StepKind::runNode: {
            const FrameRange range{job.streamFrame, 0, frames};
            const auto events = due.of(index, cursor);
            if (step.split && !events.empty())
                runPieces(schedule, step, range, events);
            else
                runNode(schedule, step, range, events);
            break;
        }
        case StepKind::sum:
            sum(schedule.inputs(step), schedule.outputs(step)[0], frames);
            break;
        case StepKind::readInput:
            for (const auto& port : schedule.outputs(step))
                block(port, frames).copyFrom(job.input);
            break;
        case StepKind::writeOutput:
            for (const auto& port : schedule.inputs(step))
                job.output.copyFrom({port.channels, port.width, frames});
            break;
        }
    }
}

} // namespace rondo::graph::detail
