// SPDX-License-Identifier: MIT
#include <rondo/nodes/oscillator_node.h>

#include <rondo/dsp/oscillator.h>
#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/smoothing.h>

namespace rondo::nodes {

struct OscillatorNode::State {
    double rate;
    dsp::Oscillator oscillator;
    dsp::LinearSmoother factor;
};

OscillatorNode::OscillatorNode(OscillatorOptions options) : options_(options) {}
OscillatorNode::~OscillatorNode() = default;

graph::NodeDescription OscillatorNode::describe() const {
    return {{},
            {{"output", 1}},
            {{"frequency", "Hz", 0, 20000, options_.frequency},
             {"level", "dB", -144, 0, static_cast<float>(options_.level.value)}}};
}

void OscillatorNode::prepare(const graph::PrepareContext& context) {
    state_ =
        std::make_unique<State>(State{context.rate, dsp::Oscillator(options_.waveform),
                                      detail::smoother(detail::amplitude(options_.level.value), context.rate)});
    state_->oscillator.setIncrement(double{options_.frequency} / context.rate);
}

void OscillatorNode::process(const graph::ProcessContext& context) noexcept {
    auto& state = *state_;
    float* const output = context.output().channel(0).data();
    const auto apply = [&](const audio::ParameterEvent& event) {
        if (event.parameter == frequency)
            state.oscillator.setIncrement(double{event.value} / state.rate);
        else if (event.parameter == level)
            state.factor.setTarget(detail::amplitude(double{event.value}));
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (auto frame = first; frame < first + count; ++frame)
            output[frame] = state.oscillator.next() * state.factor.next();
    };
    detail::forEachSegment(context, apply, render);
}

} // namespace rondo::nodes
