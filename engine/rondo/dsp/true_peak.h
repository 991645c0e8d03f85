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
    /// Returns: the largest result of `process` since the start or `reset`.
    float highest() const noexcept { return highest_; }
    /// Effects: `highest` is 0; the filter forgets what it heard.
    void reset() noexcept { *this = {}; }

private:
    // Each sample is written twice, so that the newest 12 lie side by side wherever the ring stands.
    std::array<float, std::size_t{2} * taps> ring_{};
    std::uint32_t place_ = 0;
    float highest_ = 0;
};

} // namespace rondo::dsp
