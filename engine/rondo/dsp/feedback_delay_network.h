// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <rondo/dsp/delay_line.h>
#include <rondo/dsp/one_pole.h>
#include <rondo/dsp/stereo_sample.h>

namespace rondo::dsp {

/// A reverberant room (Jot and Chaigne, "Digital delay networks for designing artificial reverberators", 1991):
/// eight delay lines of unrelated lengths, mixed by an orthogonal matrix, each with the loss that gives all of
/// them the same decay. Without losses it would ring for ever at a constant level, so it cannot grow. It needs
/// denormals flushed. Construction allocates [control]; the rest is wait-free, [audio].
class FeedbackDelayNetwork {
public:
    static constexpr std::size_t lines = 8;

    FeedbackDelayNetwork() = default;
    /// Effects: a room for `rate` frames a second; `size` 1 has lines of 31 to 68 ms. Errors: std::bad_alloc.
    FeedbackDelayNetwork(double rate, double size);

    /// Effects: from now on the sound falls by 60 dB in `seconds` at low frequencies, faster above `damping`
    /// hertz.
    void setDecay(double seconds, double damping) noexcept;
    /// Effects: advances by one frame. Returns: the room's answer to what came before, without the direct
    /// sound.
    StereoSample process(float left, float right) noexcept;

private:
    double rate_ = 48000;
    std::array<DelayLine, lines> delays_;
    std::array<OnePoleLowPass, lines> losses_;
    std::array<std::uint32_t, lines> lengths_{};
    std::array<float, lines> gains_{};
};

} // namespace rondo::dsp
