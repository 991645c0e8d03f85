// SPDX-License-Identifier: MIT
#include <rondo/nodes/reverb_node.h>

#include <algorithm>
#include <rondo/base/error.h>
#include <rondo/dsp/delay_line.h>
#include <rondo/dsp/feedback_delay_network.h>
#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/smoothing.h>
#include <string>

namespace rondo::nodes {

namespace {
constexpr double longestPreDelay = 0.25;
} // namespace

struct ReverbNode::State {
    State(const ReverbOptions& options, double rateGiven)
        : rate(rateGiven), sound(options), left(room(rateGiven)), right(room(rateGiven)),
          network(rateGiven, double{options.size}),
          preDelay(detail::smoother(frames(options.preDelay), rate, 0.1)),
          mix(detail::smoother(options.mix, rate)) {
        setDecay();
    }
    static std::uint32_t room(double rate) { return static_cast<std::uint32_t>(longestPreDelay * rate) + 4; }
    // The newest sample of a line is this frame's, so a delay between samples needs at least one frame.
    float frames(float seconds) const noexcept {
        return std::max(1.0f, static_cast<float>(double{seconds} * rate));
    }
    void setDecay() noexcept { network.setDecay(double{sound.decay}, double{sound.damping}); }

    double rate;
    ReverbOptions sound;
    dsp::DelayLine left;
    dsp::DelayLine right;
    dsp::FeedbackDelayNetwork network;
    dsp::LinearSmoother preDelay;
    dsp::LinearSmoother mix;
};

ReverbNode::ReverbNode(ReverbOptions options) : options_(options) {
    if (!(options.size >= 0.3f && options.size <= 2))
        throw base::Failure(
            {base::ErrorCode::invalidArgument,
             "The size of a room lies between 0.3 and 2; " + std::to_string(options.size) + " was asked for."});
}
ReverbNode::~ReverbNode() = default;

graph::NodeDescription ReverbNode::describe() const {
    return {{{"input", 2}},
            {{"output", 2}},
            {{"decay", "s", 0.1f, 30, options_.decay},
             {"damping", "Hz", 500, 20000, options_.damping},
             {"pre-delay", "s", 0, static_cast<float>(longestPreDelay), options_.preDelay},
             {"mix", "", 0, 1, options_.mix}}};
}

void ReverbNode::prepare(const graph::PrepareContext& context) {
    state_ = std::make_unique<State>(options_, context.rate);
}

void ReverbNode::process(const graph::ProcessContext& context) noexcept {
    auto& state = *state_;
    const auto input = context.input();
    const auto output = context.output();
    const auto apply = [&](const audio::ParameterEvent& event) {
        switch (event.parameter) {
        case decay:
            state.sound.decay = event.value;
            state.setDecay();
            break;
        case damping:
            state.sound.damping = event.value;
            state.setDecay();
            break;
        case preDelay:
            state.preDelay.setTarget(state.frames(event.value));
            break;
        case mix:
            state.mix.setTarget(event.value);
            break;
        default:
            break;
        }
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (auto frame = first; frame < first + count; ++frame) {
            const float inLeft = input.channel(0)[frame];
            const float inRight = input.channel(1)[frame];
            state.left.write(inLeft);
            state.right.write(inRight);
            const float behind = state.preDelay.next();
            const auto wet =
                state.network.process(state.left.readBetween(behind), state.right.readBetween(behind));
            const float mixed = state.mix.next();
            output.channel(0)[frame] = inLeft + mixed * (wet.left - inLeft);
            output.channel(1)[frame] = inRight + mixed * (wet.right - inRight);
        }
    };
    detail::forEachSegment(context, apply, render);
}

} // namespace rondo::nodes
