// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/dsp/waveform.h>
#include <span>

namespace rondo::dsp {

/// Makes periodic waveforms between -1 and +1 (the corrected ones overshoot by less than 0.1). The sine is a
/// polynomial with an error under 1e-9. Saw and square have their steps, the triangle its corners rounded over
/// two samples by polynomials (Valimaki and Huovilainen, "Antialiasing oscillators in subtractive synthesis",
/// 2007; Esqueda, Valimaki and Bilbao, "Rounding corners with BLAMP", 2016), which removes most of the
/// aliasing. The phase advances once a frame, in double precision. All calls: wait-free, [audio].
class Oscillator {
public:
    Oscillator() noexcept = default;
    /// Effects: starts at `phase` turns.
    explicit Oscillator(Waveform waveform, double phase = 0) noexcept : waveform_(waveform), phase_(phase) {}

    /// Effects: from the next sample on the phase advances by `turns` a frame: frequency divided by rate,
    /// limited to 0 to 0.5.
    void setIncrement(double turns) noexcept {
        increment_ = turns > 0 ? (turns < 0.5 ? turns : 0.5) : 0; // also maps NaN to 0
    }
    /// Effects: goes on from `phase` turns, 0 to 1.
    void setPhase(double phase) noexcept { phase_ = phase; }
    /// Effects: goes on with another shape at the same phase.
    void setWaveform(Waveform waveform) noexcept { waveform_ = waveform; }
    /// Effects: advances by one frame. Returns: the sample before it.
    float next() noexcept;
    /// Effects: fills `samples` with what `next` returns.
    void fill(std::span<float> samples) noexcept;

private:
    Waveform waveform_ = Waveform::sine;
    double phase_ = 0;
    double increment_ = 0;
};

/// Returns: sin(2 pi `turns`) with an error under 1e-9. Requires: `turns` between 0 and 1. Progress: wait-free.
/// [any]
double sineOfTurns(double turns) noexcept;

} // namespace rondo::dsp
