// SPDX-License-Identifier: MIT
#include <rondo/nodes/filter_node.h>

#include <rondo/dsp/state_variable_filter.h>
#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/smoothing.h>
#include <vector>

namespace rondo::nodes {

struct FilterNode::State {
    double rate;
    std::vector<dsp::StateVariableFilter> channels;
    dsp::LinearSmoother cutoff;
    dsp::LinearSmoother resonance;
    dsp::StateVariableCoefficients coefficients;

    void compute() noexcept {
        coefficients = dsp::StateVariableCoefficients::make(cutoff.current() / static_cast<float>(rate),
                                                            detail::qualityOf(resonance.current()));
    }
};

FilterNode::FilterNode(FilterOptions options) : options_(options) {}
FilterNode::~FilterNode() = default;

graph::NodeDescription FilterNode::describe() const {
    return {{{"input", options_.width}},
            {{"output", options_.width}},
            {{"cutoff", "Hz", 20, 20000, options_.cutoff}, {"resonance", "", 0, 1, options_.resonance}}};
}

void FilterNode::prepare(const graph::PrepareContext& context) {
    state_ = std::make_unique<State>(State{context.rate,
                                           std::vector<dsp::StateVariableFilter>(options_.width),
                                           detail::smoother(options_.cutoff, context.rate),
                                           detail::smoother(options_.resonance, context.rate),
                                           {}});
    state_->compute();
}

void FilterNode::process(const graph::ProcessContext& context) noexcept {
    auto& state = *state_;
    const auto input = context.input();
    const auto output = context.output();
    const auto apply = [&](const audio::ParameterEvent& event) {
        (event.parameter == cutoff ? state.cutoff : state.resonance).setTarget(event.value);
    };
    const auto choose = [&](const dsp::StateVariableFilter::Outputs& outputs) {
        switch (options_.response) {
        case FilterResponse::lowPass:
            return outputs.low;
        case FilterResponse::bandPass:
            return outputs.band;
        case FilterResponse::highPass:
            return outputs.high;
        }
        return 0.0f;
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (auto frame = first; frame < first + count; ++frame) {
            if (state.cutoff.moving() || state.resonance.moving()) {
                state.cutoff.next();
                state.resonance.next();
                state.compute();
            }
            for (std::uint32_t channel = 0; channel < options_.width; ++channel)
                output.channel(channel)[frame] =
                    choose(state.channels[channel].process(input.channel(channel)[frame], state.coefficients));
        }
    };
    detail::forEachSegment(context, apply, render);
}

} // namespace rondo::nodes
