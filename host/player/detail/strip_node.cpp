// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/detail/strip_node.h>

#include <algorithm>
#include <rondo/base/units.h>

namespace rondo::host::detail {
namespace {
constexpr base::Seconds smoothing{0.010};
constexpr std::uint32_t channels = 2;
} // namespace

StripNode::StripNode(const std::array<float, parameterCount>& initial) : initial_(initial) {
    for (std::uint32_t parameter = 0; parameter < parameterCount; ++parameter)
        set(parameter, initial_[parameter]);
}

graph::NodeDescription StripNode::describe() const {
    graph::NodeDescription description;
    description.inputs = {{"input", channels}};
    description.outputs = {{"output", channels}};
    description.parameters = {
        {"gain", "dB", -144, 24, initial_[gain]},        {"pan", "%", -100, 100, initial_[pan]},
        {"width", "%", 0, 200, initial_[width]},         {"mute", "", 0, 1, initial_[mute]},
        {"invert left", "", 0, 1, initial_[invertLeft]}, {"invert right", "", 0, 1, initial_[invertRight]}};
    description.delivery = graph::EventDelivery::split;
    description.tail = smoothing.value;
    return description;
}

void StripNode::prepare(const graph::PrepareContext& context) {
    const auto frames = static_cast<std::uint32_t>(base::toFrames(smoothing, context.rate).value);
    const auto matrix = strip::StripMatrix::of(settings_, channels, channels);
    for (std::size_t output = 0; output < channels; ++output)
        for (std::size_t input = 0; input < channels; ++input)
            factors_[output][input] = {matrix.gain[output][input], frames};
}

void StripNode::set(std::uint32_t parameter, float value) noexcept {
    switch (parameter) {
    case gain:
        settings_.trim = double{value};
        break;
    case pan:
        settings_.pan = double{value};
        break;
    case width:
        settings_.width = double{value};
        break;
    case mute:
        settings_.mute = value >= 0.5F;
        break;
    case invertLeft:
        settings_.phaseLeft = value >= 0.5F;
        break;
    default:
        settings_.phaseRight = value >= 0.5F;
        break;
    }
}

void StripNode::aim() noexcept {
    const auto matrix = strip::StripMatrix::of(settings_, channels, channels);
    for (std::size_t output = 0; output < channels; ++output)
        for (std::size_t input = 0; input < channels; ++input)
            if (factors_[output][input].target() != matrix.gain[output][input])
                factors_[output][input].setTarget(matrix.gain[output][input]);
}

void StripNode::process(const graph::ProcessContext& context) noexcept {
    for (const auto& event : context.events())
        set(event.parameter, event.value);
    if (!context.events().empty())
        aim();
    mix(context);
}

void StripNode::mix(const graph::ProcessContext& context) noexcept {
    const auto count = context.frameCount();
    const auto left = context.input().channel(0);
    const auto right = context.input().channel(1);
    for (std::uint32_t output = 0; output < channels; ++output) {
        auto& [fromLeft, fromRight] = factors_[output];
        const auto to = context.output().channel(output);
        std::size_t frame = 0;
        for (; frame < count && (fromLeft.moving() || fromRight.moving()); ++frame)
            to[frame] = fromLeft.next() * left[frame] + fromRight.next() * right[frame];
        const float leftGain = fromLeft.current();
        const float rightGain = fromRight.current();
        if (rightGain == 0 || leftGain == 0) { // the other side is not even multiplied by zero
            const auto& from = rightGain == 0 ? left : right;
            const float factor = rightGain == 0 ? leftGain : rightGain;
            for (; frame < count; ++frame)
                to[frame] = factor == 0 ? 0.0F : factor * from[frame];
            continue;
        }
        for (; frame < count; ++frame)
            to[frame] = leftGain * left[frame] + rightGain * right[frame];
    }
}

} // namespace rondo::host::detail
