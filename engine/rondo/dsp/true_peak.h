// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace rondo::dsp {

/// Estimates the peak of the waveform between the samples: four times oversampling by the 48-tap filter of
/// ITU-R BS.1770-4, annex 2. At 44.1 and 48 kHz it reads at most 0.6 dB too low and, for the ripple of that
/// filter, 0.25 dB too high. The filter's delay is 6 frames. A sample that is no number counts as silence. One
/// channel. All calls: wait-free, [audio].
class TruePeakMeter {
public:
    static constexpr std::uint32_t taps = 12; ///< of each of the four phases

    /// Effects: takes in `samples`. Returns: the largest amplitude of the four times as many interpolated
    /// samples that they complete, and of the samples themselves.
    float process(std::span<const float> samples) noexcept;
    /// Effects: the same, and writes for each sample the largest amplitude that it completes. Requires: as many
    /// `peaks` as samples.
    float process(std::span<const float> samples, std::span<float> peaks) noexcept;
    /// Returns: the largest result of `process` since the start or `reset`.
    float highest() const noexcept { return highest_; }
    /// Effects: `highest` is 0; the filter forgets what it heard.
    void reset() noexcept { *this = {}; }

private:
    std::array<float, taps - 1> past_{}; ///< the oldest first
    float highest_ = 0;
};

} // namespace rondo::dsp
