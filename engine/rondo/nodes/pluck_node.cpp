// SPDX-License-Identifier: MIT
#include <rondo/nodes/pluck_node.h>

#include <algorithm>
#include <cmath>
#include <rondo/dsp/delay_line.h>
#include <rondo/dsp/noise.h>
#include <rondo/dsp/one_pole.h>
#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/smoothing.h>

namespace rondo::nodes {

namespace {
constexpr float lowestNote = 16;
constexpr float dampedDecay = 0.12f; ///< seconds to -60 dB of a damped string
} // namespace

struct PluckNode::State {
    State(const PluckOptions& options, double rateGiven)
        : rate(rateGiven), sound(options), noise(options.seed),
          string(static_cast<std::uint32_t>(1 / detail::turnsOfNote(double{lowestNote}, rateGiven)) + 4),
          amplitude(detail::smoother(detail::amplitude(double{options.level}), rateGiven)) {
        blocker.setCutoff(15 / rateGiven);
        tune();
    }

    void tune() noexcept {
        // Averaging two neighbours with weights 1 - loss and loss delays low partials by `loss` frames; one
        // more frame passes between writing and reading.
        loss = 0.5f * (1 - sound.brightness) * (1 - 0.5f * sound.brightness);
        length = static_cast<float>(period) - 1 - loss;
        const double seconds = double{open ? sound.decay : std::min(sound.decay, dampedDecay)};
        gain = static_cast<float>(std::pow(10.0, -3.0 * period / (seconds * rate)));
    }

    void pluck() noexcept {
        open = true;
        period = 1 / detail::turnsOfNote(double{std::max(note, lowestNote)}, rate);
        burst = static_cast<std::uint32_t>(period);
        strength = velocity;
        softener.setCutoff((500 + 12000 * double{velocity} * velocity * sound.brightness) / rate);
        tune();
    }

    float next() noexcept {
        float excitation = 0;
        if (burst > 0) {
            --burst;
            excitation = softener.process(noise.next()) * strength;
        }
        const float back = string.readBetween(length);
        const float filtered = back + loss * (before - back);
        before = back;
        const float sample = excitation + gain * filtered;
        string.write(sample);
        return blocker.process(sample) * amplitude.next();
    }

    double rate;
    PluckOptions sound;
    dsp::Noise noise;
    dsp::DelayLine string;
    dsp::OnePoleLowPass softener;
    dsp::DcBlocker blocker;
    dsp::LinearSmoother amplitude;
    bool open = false;
    float note = 69;
    float velocity = 1;
    float strength = 0;
    double period = 100;
    float length = 99;
    float loss = 0;
    float gain = 0;
    float before = 0;
    std::uint32_t burst = 0;
};

PluckNode::PluckNode(PluckOptions options) : options_(options) {}
PluckNode::~PluckNode() = default;

graph::NodeDescription PluckNode::describe() const {
    return {{},
            {{"output", 1}},
            {{"gate", "", 0, 1, 0},
             {"pitch", "note", lowestNote, 127, 69},
             {"velocity", "", 0, 1, 1},
             {"level", "dB", -144, 0, options_.level},
             {"decay", "s", 0.05f, 30, options_.decay},
             {"brightness", "", 0, 1, options_.brightness}}};
}

void PluckNode::prepare(const graph::PrepareContext& context) {
    state_ = std::make_unique<State>(options_, context.rate);
}

void PluckNode::process(const graph::ProcessContext& context) noexcept {
    auto& state = *state_;
    float* const output = context.output().channel(0).data();
    const auto apply = [&](const audio::ParameterEvent& event) {
        switch (event.parameter) {
        case gate:
            state.open = event.value >= 0.5f;
            state.open ? state.pluck() : state.tune();
            break;
        case pitch:
            state.note = event.value;
            break;
        case velocity:
            state.velocity = event.value;
            break;
        case level:
            state.amplitude.setTarget(detail::amplitude(double{event.value}));
            break;
        case decay:
            state.sound.decay = event.value;
            state.tune();
            break;
        case brightness:
            state.sound.brightness = event.value;
            state.tune();
            break;
        default:
            break;
        }
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (auto frame = first; frame < first + count; ++frame)
            output[frame] = state.next();
    };
    detail::forEachSegment(context, apply, render);
}

} // namespace rondo::nodes
