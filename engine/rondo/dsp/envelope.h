// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace rondo::dsp {

/// The times of an Envelope in seconds and its sustain level.
struct EnvelopeShape {
    float attack = 0.005f;
    float decay = 0.2f;
    float sustain = 0.6f; ///< 0 to 1
    float release = 0.3f;
};

/// Attack in a straight line to 1, decay to the sustain level and release to 0 exponentially; decay and release
/// come within 60 dB of their end in the time given and are exactly there soon after. A new start goes on from
/// the present level, so nothing jumps. The state advances once a frame. All calls: wait-free, [audio].
class Envelope {
public:
    Envelope() noexcept = default;
    /// Requires: `rate` above 0, in frames a second.
    explicit Envelope(double rate, const EnvelopeShape& shape = {}) noexcept : rate_(rate) { setShape(shape); }

    /// Effects: the stages to come, and the rest of the present one, have this shape.
    void setShape(const EnvelopeShape& shape) noexcept {
        attackStep_ = 1.0f / frames(shape.attack);
        decayShare_ = share(shape.decay);
        releaseShare_ = share(shape.release);
        sustain_ = std::clamp(shape.sustain, 0.0f, 1.0f);
        if (stage_ == Stage::sustain)
            stage_ = Stage::decay;
    }
    /// Effects: attacks from the present level.
    void start() noexcept { stage_ = Stage::attack; }
    /// Effects: releases from the present level.
    void stop() noexcept {
        if (stage_ != Stage::idle)
            stage_ = Stage::release;
    }
    /// Effects: advances by one frame. Returns: the level there, 0 to 1.
    float next() noexcept {
        switch (stage_) {
        case Stage::attack:
            level_ += attackStep_;
            if (level_ >= 1) {
                level_ = 1;
                stage_ = Stage::decay;
            }
            break;
        case Stage::decay:
            if (approach(sustain_, decayShare_))
                stage_ = Stage::sustain;
            break;
        case Stage::release:
            if (approach(0, releaseShare_))
                stage_ = Stage::idle;
            break;
        case Stage::sustain:
        case Stage::idle:
            break;
        }
        return level_;
    }
    /// Returns: whether it has ended and stays at 0.
    bool idle() const noexcept { return stage_ == Stage::idle; }
    /// Returns: the level without advancing.
    float level() const noexcept { return level_; }

private:
    enum class Stage : std::uint8_t { idle, attack, decay, sustain, release };

    float frames(float seconds) const noexcept {
        return std::max(1.0f, static_cast<float>(static_cast<double>(seconds) * rate_));
    }
    float share(float seconds) const noexcept { return -std::expm1(-6.9077553f / frames(seconds)); } // ln(1000)
    bool approach(float target, float share) noexcept {
        level_ += share * (target - level_);
        if (std::abs(target - level_) > 1e-5f)
            return false;
        level_ = target;
        return true;
    }

    double rate_ = 48000;
    float attackStep_ = 1;
    float decayShare_ = 1;
    float releaseShare_ = 1;
    float sustain_ = 1;
    float level_ = 0;
    Stage stage_ = Stage::idle;
};

} // namespace rondo::dsp
