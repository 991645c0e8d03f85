// SPDX-License-Identifier: MIT
#include <rondo/nodes/detail/voice.h>

#include <cmath>
#include <rondo/nodes/detail/smoothing.h>

namespace rondo::nodes::detail {

namespace {
/// Pitch and cutoff are computed anew every so many frames, counted by the voice itself.
constexpr std::uint32_t controlFrames = 16;
} // namespace

Voice::Voice(const VoiceOptions& options, double rate)
    : rate_(rate), sound_(options), low_(options.waveform), high_(options.waveform, 0.25), envelope_(rate),
      pitch_(69, 0), amplitude_(smoother(0, rate, 0.003)) {
    shapeEnvelope();
}

void Voice::shapeEnvelope() noexcept {
    envelope_.setShape({sound_.attack, sound_.decay, sound_.sustain, sound_.release});
}

void Voice::open() noexcept {
    velocity_ = nextVelocity_;
    const float target = amplitude(double{sound_.level}) * velocity_ * 0.5f;
    if (envelope_.idle()) {
        amplitude_.jumpTo(target);
        filter_.reset();
        pitch_.jumpTo(pitch_.target());
    } else {
        amplitude_.setTarget(target);
    }
    envelope_.start();
}

void Voice::setPitch(float note) noexcept {
    const float from = envelope_.idle() ? note : pitch_.current();
    pitch_ = smoother(from, rate_, double{sound_.glide});
    pitch_.setTarget(note);
}

void Voice::start(float note, float velocity) noexcept {
    setPitch(note);
    nextVelocity_ = velocity;
    open();
    untilControl_ = 0;
}

void Voice::cut() noexcept {
    envelope_ = dsp::Envelope(rate_);
    shapeEnvelope();
}

void Voice::updateControls() noexcept {
    const double center = turnsOfNote(double{pitch_.current()}, rate_);
    const double apart = std::exp2(double{sound_.detune} / 2400.0);
    low_.setIncrement(center / apart);
    high_.setIncrement(center * apart);
    const float octaves = sound_.filterEnvelope * envelope_.level() * velocity_;
    const float turns = sound_.cutoff * std::exp2(octaves) / static_cast<float>(rate_);
    coefficients_ = dsp::StateVariableCoefficients::make(turns, qualityOf(sound_.resonance));
}

float Voice::next() noexcept {
    if (envelope_.idle())
        return 0;
    if (untilControl_ == 0) {
        updateControls();
        untilControl_ = controlFrames;
    }
    --untilControl_;
    pitch_.next();
    const float raw = low_.next() + high_.next();
    return filter_.process(raw, coefficients_).low * envelope_.next() * amplitude_.next();
}

void Voice::apply(std::uint32_t parameter, float value) noexcept {
    switch (parameter) {
    case VoiceNode::gate:
        value >= 0.5f ? open() : envelope_.stop();
        break;
    case VoiceNode::pitch:
        setPitch(value);
        break;
    case VoiceNode::velocity:
        nextVelocity_ = value;
        break;
    case VoiceNode::level:
        sound_.level = value;
        amplitude_.setTarget(amplitude(double{value}) * velocity_ * 0.5f);
        break;
    case VoiceNode::detune:
        sound_.detune = value;
        break;
    case VoiceNode::cutoff:
        sound_.cutoff = value;
        break;
    case VoiceNode::resonance:
        sound_.resonance = value;
        break;
    case VoiceNode::filterEnvelope:
        sound_.filterEnvelope = value;
        break;
    case VoiceNode::attack:
        sound_.attack = value;
        break;
    case VoiceNode::decay:
        sound_.decay = value;
        break;
    case VoiceNode::sustain:
        sound_.sustain = value;
        break;
    case VoiceNode::release:
        sound_.release = value;
        break;
    case VoiceNode::glide:
        sound_.glide = value;
        break;
    default:
        break;
    }
    if (parameter >= VoiceNode::attack && parameter <= VoiceNode::release)
        shapeEnvelope();
    untilControl_ = 0;
}

} // namespace rondo::nodes::detail
