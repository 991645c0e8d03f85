// SPDX-License-Identifier: MIT
#include <rondo/nodes/delay_node.h>

#include <algorithm>
#include <cmath>
#include <rondo/base/error.h>
#include <rondo/dsp/delay_line.h>
#include <rondo/dsp/one_pole.h>
#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/smoothing.h>
#include <string>

namespace rondo::nodes {

struct DelayNode::State {
    State(const DelayOptions& options, double rateGiven)
        : rate(rateGiven), left(room(options, rateGiven)), right(room(options, rateGiven)),
          frames(detail::smoother(static_cast<float>(double{options.time} * rate), rate, 0.1)),
          feedback(detail::smoother(options.feedback, rate)),
          crossing(detail::smoother(options.crossing, rate)), mix(detail::smoother(options.mix, rate)) {
        setDamping(options.damping);
    }
    static std::uint32_t room(const DelayOptions& options, double rate) {
        return static_cast<std::uint32_t>(std::ceil(double{options.maximumTime} * rate)) + 2;
    }
    void setDamping(float frequency) noexcept {
        dampLeft.setCutoff(double{frequency} / rate);
        dampRight.setCutoff(double{frequency} / rate);
    }

    double rate;
    dsp::DelayLine left;
    dsp::DelayLine right;
    dsp::OnePoleLowPass dampLeft;
    dsp::OnePoleLowPass dampRight;
    dsp::LinearSmoother frames;
    dsp::LinearSmoother feedback;
    dsp::LinearSmoother crossing;
    dsp::LinearSmoother mix;
};

DelayNode::DelayNode(DelayOptions options) : options_(options) {
    if (!(options.maximumTime >= 0.001f && options.maximumTime <= 60))
        throw base::Failure({base::ErrorCode::invalidArgument, "A delay lasts at most 0.001 to 60 seconds; " +
                                                                   std::to_string(options.maximumTime) +
                                                                   " were asked for."});
    options_.time = std::clamp(options.time, 0.001f, options.maximumTime);
}
DelayNode::~DelayNode() = default;

graph::NodeDescription DelayNode::describe() const {
    return {{{"input", 2}},
            {{"output", 2}},
            {{"time", "s", 0.001f, options_.maximumTime, options_.time},
             {"feedback", "", 0, 0.95f, options_.feedback},
             {"crossing", "", 0, 1, options_.crossing},
             {"damping", "Hz", 200, 20000, options_.damping},
             {"mix", "", 0, 1, options_.mix}}};
}

void DelayNode::prepare(const graph::PrepareContext& context) {
    state_ = std::make_unique<State>(options_, context.rate);
}

void DelayNode::process(const graph::ProcessContext& context) noexcept {
    auto& state = *state_;
    const auto input = context.input();
    const auto output = context.output();
    const auto apply = [&](const audio::ParameterEvent& event) {
        switch (event.parameter) {
        case time:
            state.frames.setTarget(static_cast<float>(double{event.value} * state.rate));
            break;
        case feedback:
            state.feedback.setTarget(event.value);
            break;
        case crossing:
            state.crossing.setTarget(event.value);
            break;
        case damping:
            state.setDamping(event.value);
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
            // The newest sample in the line is one frame old already.
            const float behind = state.frames.next() - 1;
            const float wetLeft = state.left.readBetween(behind);
            const float wetRight = state.right.readBetween(behind);
            const float share = state.feedback.next();
            const float cross = state.crossing.next();
            const float backLeft = state.dampLeft.process(wetLeft) * share;
            const float backRight = state.dampRight.process(wetRight) * share;
            const float middle = 0.5f * (inLeft + inRight);
            state.left.write(inLeft + cross * (middle - inLeft) + backLeft + cross * (backRight - backLeft));
            state.right.write((1 - cross) * inRight + backRight + cross * (backLeft - backRight));
            const float mixed = state.mix.next();
            output.channel(0)[frame] = inLeft + mixed * (wetLeft - inLeft);
            output.channel(1)[frame] = inRight + mixed * (wetRight - inRight);
        }
    };
    detail::forEachSegment(context, apply, render);
}

} // namespace rondo::nodes
