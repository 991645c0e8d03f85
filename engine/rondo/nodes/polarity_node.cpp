// SPDX-License-Identifier: MIT
#include <rondo/nodes/polarity_node.h>

#include <algorithm>
#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/smoothing.h>
#include <span>
#include <string>

namespace rondo::nodes {

graph::NodeDescription PolarityNode::describe() const {
    graph::NodeDescription description{
        .inputs = {{"input", options_.width}}, .outputs = {{"output", options_.width}}, .parameters = {}};
    for (std::uint32_t channel = 0; channel < options_.width; ++channel)
        description.parameters.push_back(
            {"invert " + std::to_string(channel + 1), "", 0, 1, startsInverted(channel) ? 1.0f : 0.0f});
    description.tail = options_.smoothing.value;
    description.memoryless = true;
    description.multiplies = true;
    description.inPlace = true;
    return description;
}

void PolarityNode::prepare(const graph::PrepareContext& context) {
    factors_.clear();
    for (std::uint32_t channel = 0; channel < options_.width; ++channel)
        factors_.push_back(
            detail::smoother(startsInverted(channel) ? -1.0f : 1.0f, context.rate, options_.smoothing.value));
}

void PolarityNode::process(const graph::ProcessContext& context) noexcept {
    const auto apply = [&](const audio::ParameterEvent& event) {
        factors_[event.parameter].setTarget(event.value >= 0.5f ? -1.0f : 1.0f);
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (std::uint32_t channel = 0; channel < options_.width; ++channel) {
            auto& factor = factors_[channel];
            const float* const from = context.input().channel(channel).data();
            float* const to = context.output().channel(channel).data();
            std::uint32_t at = first;
            for (; at < first + count && factor.moving(); ++at)
                to[at] = from[at] * factor.next();
            const float rest = factor.current();
            for (; at < first + count; ++at)
                to[at] = from[at] * rest;
        }
    };
    detail::forEachSegment(context, apply, render);
}

// What turns only some of the channels after the first is more than can be said here.
std::optional<graph::SteadyFactors> PolarityNode::steadyFactors() const noexcept {
    const auto first = factors_.front().current();
    const auto others = std::span(factors_).subspan(1);
    const auto other = others.empty() ? first : others.front().current();
    if (std::ranges::any_of(factors_, &dsp::LinearSmoother::moving) ||
        std::ranges::any_of(others, [&](const auto& factor) { return factor.current() != other; }))
        return std::nullopt;
    return graph::SteadyFactors{first, other};
}

} // namespace rondo::nodes
