// SPDX-License-Identifier: MIT
#include <rondo/nodes/voice_node.h>

#include <algorithm>
#include <cmath>
#include <rondo/dsp/envelope.h>
#include <rondo/dsp/oscillator.h>
#include <rondo/dsp/state_variable_filter.h>
#include <rondo/nodes/detail/segments.h>
#include <rondo/nodes/detail/smoothing.h>

namespace rondo::nodes {

namespace {
/// Pitch and cutoff are computed anew every so many frames, counted by the node itself.
constexpr std::uint32_t controlFrames = 16;
} // namespace

struct VoiceNode::State {
    State(const VoiceOptions& options, double rateGiven)
        : rate(rateGiven), sound(options), low(options.waveform), high(options.waveform, 0.25),
          envelope(rateGiven), pitch(69, 0), amplitude(detail::smoother(0, rateGiven, 0.003)) {
        shapeEnvelope();
    }

    void shapeEnvelope() noexcept {
        envelope.setShape({sound.attack, sound.decay, sound.sustain, sound.release});
    }

    void open() noexcept {
        velocity = nextVelocity;
        const float target = detail::amplitude(double{sound.level}) * velocity * 0.5f;
        if (envelope.idle()) {
            amplitude.jumpTo(target);
            filter.reset();
            pitch.jumpTo(pitch.target());
        } else {
            amplitude.setTarget(target);
        }
        envelope.start();
    }

    void setPitch(float note) noexcept {
        const float from = envelope.idle() ? note : pitch.current();
        pitch = detail::smoother(from, rate, double{sound.glide});
        pitch.setTarget(note);
    }

    void updateControls() noexcept {
        const double center = detail::turnsOfNote(double{pitch.current()}, rate);
        const double apart = std::exp2(double{sound.detune} / 2400.0);
        low.setIncrement(center / apart);
        high.setIncrement(center * apart);
        const float octaves = sound.filterEnvelope * envelope.level() * velocity;
        const float turns = sound.cutoff * std::exp2(octaves) / static_cast<float>(rate);
        coefficients = dsp::StateVariableCoefficients::make(turns, detail::qualityOf(sound.resonance));
    }

    float next() noexcept {
        if (envelope.idle())
            return 0;
        if (untilControl == 0) {
            updateControls();
            untilControl = controlFrames;
        }
        --untilControl;
        pitch.next();
        const float raw = low.next() + high.next();
        return filter.process(raw, coefficients).low * envelope.next() * amplitude.next();
    }

    double rate;
    VoiceOptions sound;
    dsp::Oscillator low;
    dsp::Oscillator high;
    dsp::Envelope envelope;
    dsp::StateVariableFilter filter;
    dsp::StateVariableCoefficients coefficients;
    dsp::LinearSmoother pitch;
    dsp::LinearSmoother amplitude;
    float nextVelocity = 1;
    float velocity = 1;
    std::uint32_t untilControl = 0;
};

VoiceNode::VoiceNode(VoiceOptions options) : options_(options) {}
VoiceNode::~VoiceNode() = default;

graph::NodeDescription VoiceNode::describe() const {
    return {{},
            {{"output", 1}},
            {{"gate", "", 0, 1, 0},
             {"pitch", "note", 0, 127, 69},
             {"velocity", "", 0, 1, 1},
             {"level", "dB", -144, 0, options_.level},
             {"detune", "cents", 0, 100, options_.detune},
             {"cutoff", "Hz", 20, 20000, options_.cutoff},
             {"resonance", "", 0, 1, options_.resonance},
             {"filter envelope", "octaves", 0, 8, options_.filterEnvelope},
             {"attack", "s", 0.0005f, 10, options_.attack},
             {"decay", "s", 0.0005f, 10, options_.decay},
             {"sustain", "", 0, 1, options_.sustain},
             {"release", "s", 0.0005f, 10, options_.release},
             {"glide", "s", 0, 5, options_.glide}}};
}

void VoiceNode::prepare(const graph::PrepareContext& context) {
    state_ = std::make_unique<State>(options_, context.rate);
}

void VoiceNode::process(const graph::ProcessContext& context) noexcept {
    float* const output = context.output().channel(0).data();
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (auto frame = first; frame < first + count; ++frame)
            output[frame] = state_->next();
    };
    detail::forEachSegment(
        context, [&](const audio::ParameterEvent& event) { apply(event.parameter, event.value); }, render);
}

void VoiceNode::apply(std::uint32_t parameter, float value) noexcept {
    auto& state = *state_;
    switch (parameter) {
    case gate:
        value >= 0.5f ? state.open() : state.envelope.stop();
        break;
    case pitch:
        state.setPitch(value);
        break;
    case velocity:
        state.nextVelocity = value;
        break;
    case level:
        state.sound.level = value;
        state.amplitude.setTarget(detail::amplitude(double{value}) * state.velocity * 0.5f);
        break;
    case detune:
        state.sound.detune = value;
        break;
    case cutoff:
        state.sound.cutoff = value;
        break;
    case resonance:
        state.sound.resonance = value;
        break;
    case filterEnvelope:
        state.sound.filterEnvelope = value;
        break;
    case attack:
        state.sound.attack = value;
        break;
    case decay:
        state.sound.decay = value;
        break;
    case sustain:
        state.sound.sustain = value;
        break;
    case release:
        state.sound.release = value;
        break;
    case glide:
        state.sound.glide = value;
        break;
    default:
        break;
    }
    if (parameter >= attack && parameter <= release)
        state.shapeEnvelope();
    state.untilControl = 0;
}

} // namespace rondo::nodes
