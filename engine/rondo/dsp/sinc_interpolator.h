// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace rondo::dsp {

/// Finds values between samples by a sinc under a Kaiser window, 32 taps wide (J. O. Smith, "Digital audio
/// resampling", with linearly interpolated table). Below 0.41 of the rate the values are those of the
/// waveform to -76 dB; at a sample the value is that sample exactly. It does not filter: read faster than
/// one sample a frame, what lies above the new half rate folds over.
class SincInterpolator {
public:
    static constexpr std::uint32_t taps = 32;
    /// The samples before the place that is read, itself included; as many follow.
    static constexpr std::uint32_t half = taps / 2;
    using Weights = std::array<float, taps>;

    /// Effects: computes the table. Errors: std::bad_alloc. Progress: blocking. [control]
    SincInterpolator();
    /// Returns: the weights for a place `part` after a sample, 0 to 1. Progress: wait-free. [audio]
    Weights weights(float part) const noexcept;
    /// Returns: the value; `samples` points to the sample `half - 1` before the one at or before the place.
    /// Progress: wait-free. [audio]
    static float value(const float* samples, const Weights& weights) noexcept;

private:
    static constexpr std::uint32_t phases = 256;
    std::vector<Weights> table_; ///< one for each phase, and one for the next whole sample
};

} // namespace rondo::dsp
