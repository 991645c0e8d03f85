// SPDX-License-Identifier: MIT
#include <rondo/nodes/send_node.h>

#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/smoothing.h>

namespace rondo::nodes {

graph::NodeDescription SendNode::describe() const {
    graph::NodeDescription description{
        .inputs = {{"input", options_.width}},
        .outputs = {{"send", options_.width}},
        .parameters = {{"level", "dB", -144, 12, static_cast<float>(options_.level.value)},
                       {"on", "", 0, 1, options_.on ? 1.0f : 0.0f}}};
    description.tail = options_.smoothing.value;
    description.memoryless = true;
    description.multiplies = true;
    description.inPlace = true;
    return description;
}

void SendNode::prepare(const graph::PrepareContext& context) {
    openFactor_ = detail::amplitude(options_.level.value);
    open_ = options_.on;
    factor_ = detail::smoother(open_ ? openFactor_ : 0, context.rate, options_.smoothing.value);
}

void SendNode::process(const graph::ProcessContext& context) noexcept {
    if (context.events().empty() && !factor_.moving() && factor_.current() == 0)
        return context.setSilent();
    const auto apply = [&](const audio::ParameterEvent& event) {
        if (event.parameter == level)
            openFactor_ = detail::amplitude(double{event.value});
        else
            open_ = event.value >= 0.5f;
        factor_.setTarget(open_ ? openFactor_ : 0);
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        const auto input = context.input();
        const auto output = context.output();
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
            for (auto frame = at; frame < first + count; ++frame)
                to[frame] = factor == 0 ? 0.0f : from[frame] * factor;
        }
    };
    detail::forEachSegment(context, apply, render);
}

// A closed send makes zeros, whatever it hears, rather than multiplying by one.
std::optional<graph::SteadyFactors> SendNode::steadyFactors() const noexcept {
    if (factor_.moving() || factor_.current() == 0)
        return std::nullopt;
    return graph::SteadyFactors{factor_.current(), factor_.current()};
}

} // namespace rondo::nodes
