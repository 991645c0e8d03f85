// SPDX-License-Identifier: MIT
#include <rondo/nodes/pan_node.h>

#include <rondo/base/error.h>
#include <rondo/nodes/detail/segments.h>
#include <string>

namespace rondo::nodes {

PanNode::PanNode(PanOptions options) : options_(options) {
    if (options.inputWidth != 1 && options.inputWidth != 2)
        throw base::Failure(
            {base::ErrorCode::invalidArgument,
             "A pan node takes 1 or 2 channels; " + std::to_string(options.inputWidth) + " were asked for."});
}

graph::NodeDescription PanNode::describe() const {
    return {.inputs = {{"input", options_.inputWidth}},
            .outputs = {{"output", 2}},
            .parameters = {{"pan", "", -1, 1, options_.pan}},
            .tail = options_.smoothing.value,
            .memoryless = true,
            .multiplies = true,
            .inPlace = true};
}

void PanNode::prepare(const graph::PrepareContext& context) {
    position_ = {options_.pan,
                 static_cast<std::uint32_t>(base::toFrames(options_.smoothing, context.rate).value)};
}

dsp::StereoGains PanNode::gainsAt(float position) const noexcept {
    return options_.inputWidth == 2 ? dsp::balance(position) : dsp::panConstantPower(position);
}

std::optional<graph::SteadyFactors> PanNode::steadyFactors() const noexcept {
    if (position_.moving())
        return std::nullopt;
    const auto gains = gainsAt(position_.current());
    return graph::SteadyFactors{gains.left, gains.right};
}

void PanNode::process(const graph::ProcessContext& context) noexcept {
    const bool stereo = options_.inputWidth == 2;
    const float* const fromLeft = context.input().channel(0).data();
    const float* const fromRight = context.input().channel(stereo ? 1 : 0).data();
    float* const left = context.output().channel(0).data();
    float* const right = context.output().channel(1).data();
    const auto apply = [&](const audio::ParameterEvent& event) { position_.setTarget(event.value); };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        std::uint32_t at = first;
        for (; at < first + count && position_.moving(); ++at) {
            const auto gains = gainsAt(position_.next());
            left[at] = fromLeft[at] * gains.left;
            right[at] = fromRight[at] * gains.right;
        }
        const auto gains = gainsAt(position_.current());
        for (; at < first + count; ++at) {
            left[at] = fromLeft[at] * gains.left;
            right[at] = fromRight[at] * gains.right;
        }
    };
    detail::forEachSegment(context, apply, render);
}

} // namespace rondo::nodes
