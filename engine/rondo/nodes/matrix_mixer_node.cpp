// SPDX-License-Identifier: MIT
#include <rondo/nodes/matrix_mixer_node.h>

#include <algorithm>
#include <rondo/audio/channel_layout.h>
#include <rondo/base/error.h>
#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/smoothing.h>
#include <string>
#include <utility>

namespace rondo::nodes {

MatrixMixerNode::MatrixMixerNode(MatrixMixerOptions options) : options_(std::move(options)) {
    constexpr auto most = audio::ChannelLayout::maximum;
    if (options_.inputs - 1 >= most || options_.outputs - 1 >= most)
        throw base::Failure(
            {base::ErrorCode::invalidArgument, "A matrix mixer has 1 to 64 input and output channels; " +
                                                   std::to_string(options_.inputs) + " and " +
                                                   std::to_string(options_.outputs) + " were asked for."});
    const auto crossings = std::size_t{options_.inputs} * options_.outputs;
    if (options_.gains.empty()) {
        options_.gains.assign(crossings, -144.0f);
        for (std::uint32_t channel = 0; channel < std::min(options_.inputs, options_.outputs); ++channel)
            options_.gains[gain(channel, channel)] = 0;
    }
    if (options_.gains.size() != crossings)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A matrix mixer of this width has " + std::to_string(crossings) + " gains; " +
                                 std::to_string(options_.gains.size()) +
                                 " were given. Give one for each input in each output, or none."});
}

graph::NodeDescription MatrixMixerNode::describe() const {
    graph::NodeDescription description{
        .inputs = {{"input", options_.inputs}}, .outputs = {{"output", options_.outputs}}, .parameters = {}};
    for (std::uint32_t output = 0; output < options_.outputs; ++output)
        for (std::uint32_t input = 0; input < options_.inputs; ++input)
            description.parameters.push_back(
                {"gain of " + std::to_string(input + 1) + " in " + std::to_string(output + 1), "dB", -144, 24,
                 options_.gains[gain(input, output)]});
    description.tail = options_.smoothing.value;
    description.memoryless = true;
    return description;
}

void MatrixMixerNode::prepare(const graph::PrepareContext& context) {
    factors_.clear();
    for (const float decibels : options_.gains)
        factors_.push_back(
            detail::smoother(detail::amplitude(double{decibels}), context.rate, options_.smoothing.value));
}

void MatrixMixerNode::process(const graph::ProcessContext& context) noexcept {
    const auto apply = [&](const audio::ParameterEvent& event) {
        factors_[event.parameter].setTarget(detail::amplitude(double{event.value}));
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (std::uint32_t output = 0; output < options_.outputs; ++output) {
            const auto to = context.output().channel(output).subspan(first, count);
            std::ranges::fill(to, 0.0f);
            for (std::uint32_t input = 0; input < options_.inputs; ++input) {
                auto& factor = factors_[gain(input, output)];
                const auto from = context.input().channel(input).subspan(first, count);
                std::size_t frame = 0;
                for (; frame < count && factor.moving(); ++frame)
                    to[frame] += from[frame] * factor.next();
                const float rest = factor.current();
                if (rest == 0)
                    continue;
                for (; frame < count; ++frame)
                    to[frame] += from[frame] * rest;
            }
        }
    };
    detail::forEachSegment(context, apply, render);
}

} // namespace rondo::nodes
