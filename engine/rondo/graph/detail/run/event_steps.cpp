// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/step_runner.h>

#include <algorithm>
#include <rondo/graph/node.h>

namespace rondo::graph::detail {

namespace {

/// Merges all that reaches the inputs of a node: from outside, then edge by edge. Returns: for how many events
/// there was no room.
std::uint32_t gather(EventStep& step, std::uint32_t frames) noexcept {
    auto& ports = *step.ports;
    std::uint32_t lost = 0;
    for (std::size_t input = 0; input < ports.inputs.size(); ++input) {
        ports.inputs[input].clear();
        lost += ports.inputs[input].merge(ports.outside[input].events());
        ports.outside[input].clear();
    }
    for (auto& source : step.sources) {
        auto& input = ports.inputs[source.input];
        const auto come = *source.silent != 0 ? std::span<const audio::UmpEvent>() : source.buffer->events();
        lost += source.line ? source.line->process(come, frames, source.frames, input) : input.merge(come);
    }
    return lost;
}

/// Gives the node what comes by frame `at`, as at frame 0. Returns: where the next event is, or `end`.
std::uint32_t nextPiece(EventStep& step, std::uint32_t at, std::uint32_t end) noexcept {
    for (std::size_t input = 0; input < step.rest.size(); ++input) {
        auto& rest = step.rest[input];
        std::size_t now = 0;
        for (; now < rest.size() && rest[now].frame <= at; ++now)
            rest[now].frame = 0;
        step.views[input] = rest.first(now);
        rest = rest.subspan(now);
        if (!rest.empty())
            end = std::min(end, rest.front().frame);
    }
    return end;
}

} // namespace

// Returns whether the node has asked to sleep.
bool StepRunner::runEventNode(const Step& step, std::span<audio::ParameterEvent> events) noexcept {
    auto& own = *step.events;
    auto lost = gather(own, frames_);
    for (auto& output : own.ports->outputs)
        output.clear();
    EventPorts eventPorts{own.views.data(), own.ports->outputs.data()};
    const StepPorts ports{step.ports.inputs, step.ports.outputs, own.inputCount, own.outputCount};
    const ProcessContext context(ports, {job_.streamFrame, 0, frames_}, events, schedule_.silence(),
                                 &eventPorts);
    bool sleeps = false;
    if (step.hasBypass)
        step.bypass->hear(context, step.bypassed, step.frames);
    if (step.split) {
        std::ranges::transform(own.ports->inputs, own.rest.begin(), [](auto& input) { return input.events(); });
        for (std::uint32_t at = 0, end = 0; at < frames_; at = end) {
            std::size_t now = 0;
            for (; now < events.size() && events[now].frame <= at; ++now)
                events[now].frame = 0;
            end = now < events.size() ? static_cast<std::uint32_t>(events[now].frame) : frames_;
            end = nextPiece(own, at, end);
            own.node->process({ports,
                               {job_.streamFrame + at, at, end - at},
                               events.first(now),
                               schedule_.silence(),
                               &eventPorts});
            events = events.subspan(now);
        }
    } else {
        std::ranges::transform(own.ports->inputs, own.views.begin(),
                               [](auto& input) { return input.events(); });
        own.node->process(context);
        sleeps = context.asleep_;
    }
    if (step.hasBypass)
        sleeps = step.bypass->pass(ports, frames_) && sleeps;
    // What has sent something must run again, so that it is not taken for sent again.
    for (std::size_t port = 0; port < own.ports->outputs.size(); ++port) {
        const bool none = own.ports->outputs[port].empty();
        *step.ports.outputs[own.outputCount + port].silent = none ? 1 : 0;
        sleeps = sleeps && none;
    }
    if (lost += eventPorts.lost; lost > 0)
        counts_.eventsLost.fetch_add(lost, std::memory_order_relaxed);
    if (eventPorts.disordered > 0)
        counts_.eventsDisordered.fetch_add(eventPorts.disordered, std::memory_order_relaxed);
    return sleeps;
}

} // namespace rondo::graph::detail
