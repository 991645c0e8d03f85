// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <numbers>

namespace rondo::dsp {

/// A low-pass of the first order. It needs denormals flushed on its way to silence. All calls: wait-free,
/// [audio].
class OnePoleLowPass {
public:
    /// Effects: the cutoff is `turns` a frame: frequency by rate; from 0.5 on it lets everything through.
    void setCutoff(double turns) noexcept {
        share_ = turns >= 0.5 ? 1.0f : static_cast<float>(-std::expm1(-2 * std::numbers::pi * turns));
    }
    /// Effects: advances by one frame. Returns: the output there.
    float process(float input) noexcept { return state_ += share_ * (input - state_); }
    /// Effects: forgets what it heard.
    void reset() noexcept { state_ = 0; }

private:
    float share_ = 1;
    float state_ = 0;
};

/// Takes away the constant part of a signal: a zero at 0 Hz and a pole beside it. All calls: wait-free,
/// [audio].
class DcBlocker {
public:
    /// Effects: frequencies above `turns` a frame pass; below they fall by 6 dB an octave.
    void setCutoff(double turns) noexcept {
        pole_ = static_cast<float>(std::exp(-2 * std::numbers::pi * turns));
    }
    /// Effects: advances by one frame. Returns: the output there.
    float process(float input) noexcept {
        output_ = input - input_ + pole_ * output_;
        input_ = input;
        return output_;
    }

private:
    float pole_ = 0.995f;
    float input_ = 0;
    float output_ = 0;
};

} // namespace rondo::dsp
