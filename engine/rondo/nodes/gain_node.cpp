// SPDX-License-Identifier: MIT
#include <rondo/nodes/gain_node.h>

#include <algorithm>
#include <rondo/nodes/detail/segments.h>

namespace rondo::nodes {

graph::NodeDescription GainNode::describe() const {
    return {.inputs = {{"input", options_.width}},
            .outputs = {{"output", options_.width}},
            .parameters = {{"gain", "dB", -144, 24, static_cast<float>(options_.gain.value)}},
            .tail = options_.smoothing.value,
            .memoryless = true,
            .multiplies = true,
            .inPlace = true};
}

void GainNode::prepare(const graph::PrepareContext& context) {
    factor_ = {static_cast<float>(options_.gain.toGain()),
               static_cast<std::uint32_t>(base::toFrames(options_.smoothing, context.rate).value)};
}

void GainNode::process(const graph::ProcessContext& context) noexcept {
    if (factor_.current() == 0 && !factor_.moving() && context.events().empty())
        return context.setSilent();
    const auto input = context.input();
    const auto output = context.output();
    const auto apply = [&](const audio::ParameterEvent& event) {
        factor_.setTarget(static_cast<float>(base::Decibels{event.value}.toGain()));
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        std::uint32_t at = first;
        for (; at < first + count && factor_.moving(); ++at) {
            const float factor = factor_.next();
            for (std::uint32_t channel = 0; channel < output.channelCount(); ++channel)
                output.channel(channel)[at] = input.channel(channel)[at] * factor;
        }
        const float factor = factor_.current();
        for (std::uint32_t channel = 0; channel < output.channelCount(); ++channel) {
            const float* const from = input.channel(channel).data();
            float* const to = output.channel(channel).data();
            if (factor == 0)
                std::fill(to + at, to + first + count, 0.0f);
            else
                for (auto frame = at; frame < first + count; ++frame)
                    to[frame] = from[frame] * factor;
        }
    };
    detail::forEachSegment(context, apply, render);
}

// A closed gain makes silence, which those behind it may sleep in, rather than multiplying by nothing.
std::optional<graph::SteadyFactors> GainNode::steadyFactors() const noexcept {
    if (factor_.moving() || factor_.current() == 0)
        return std::nullopt;
    return graph::SteadyFactors{factor_.current(), factor_.current()};
}

} // namespace rondo::nodes
