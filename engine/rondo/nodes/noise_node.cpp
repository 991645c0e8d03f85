// SPDX-License-Identifier: MIT
#include <rondo/nodes/noise_node.h>

#include <rondo/dsp/noise.h>
#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/smoothing.h>
#include <vector>

namespace rondo::nodes {

struct NoiseNode::State {
    std::vector<dsp::Noise> channels;
    dsp::LinearSmoother factor;
};

NoiseNode::NoiseNode(NoiseOptions options) : options_(options) {}
NoiseNode::~NoiseNode() = default;

graph::NodeDescription NoiseNode::describe() const {
    return {
        {}, {{"output", options_.width}}, {{"level", "dB", -144, 0, static_cast<float>(options_.level.value)}}};
}

void NoiseNode::prepare(const graph::PrepareContext& context) {
    state_ = std::make_unique<State>();
    for (std::uint32_t channel = 0; channel < options_.width; ++channel)
        state_->channels.emplace_back(options_.seed * 64 + channel);
    state_->factor = detail::smoother(detail::amplitude(options_.level.value), context.rate);
}

void NoiseNode::process(const graph::ProcessContext& context) noexcept {
    auto& state = *state_;
    const auto output = context.output();
    const auto apply = [&](const audio::ParameterEvent& event) {
        state.factor.setTarget(detail::amplitude(double{event.value}));
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (auto frame = first; frame < first + count; ++frame) {
            const float factor = state.factor.next();
            for (std::uint32_t channel = 0; channel < options_.width; ++channel)
                output.channel(channel)[frame] = state.channels[channel].next() * factor;
        }
    };
    detail::forEachSegment(context, apply, render);
}

} // namespace rondo::nodes
