// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::dsp::detail {

/// The numbers that each lane of a strip has, one array of lanes for each.
enum BiquadRow : std::uint32_t {
    warpedRow,
    dampingRow,
    directRow,
    bandRow,
    lowRow,
    warpedStepRow, ///< the five before, by how much they move in a frame
    dampingStepRow,
    directStepRow,
    bandStepRow,
    lowStepRow,
    keepRow, ///< the factors of BiquadFactors
    couplingRow,
    driveRow,
    inputTapRow,
    bandTapRow,
    lowTapRow,
    bandStateRow,
    lowStateRow,
    biquadRows,
};

/// What a frame is computed with: the next state from the present one and the input, and the result from the
/// present state and the input. `Value` is a number or a vector of them; both round alike.
template <class Value>
struct BiquadFactors {
    Value keep;
    Value coupling;
    Value drive;
    Value inputTap;
    Value bandTap;
    Value lowTap;
};

template <class Value>
[[gnu::always_inline]] inline void computeFactors(BiquadFactors<Value>& into, const Value& warped,
                                                  const Value& damping, const Value& direct, const Value& band,
                                                  const Value& low) noexcept {
    const Value first = 1.0f / (1.0f + warped * (warped + damping));
    const Value second = warped * first;
    const Value third = warped * second;
    const Value heard = band * second + low * third;
    into = {(first + first) - 1.0f,      second + second, third + third, direct + heard,
            band * first + low * second, low - heard};
}

/// Up to four channels with their sections. A lane is one section of one channel: the channels of section 0,
/// then those of section 1, and so on. Arrays start on 64 bytes and hold whole groups of 8 lanes.
struct BiquadStrip {
    float* const* rows;
    std::uint32_t channels; ///< 1, 2 or 4
    std::uint32_t sections;
};

/// Effects: filters `frames` frames of interleaved samples in place; when `moving`, the factors move first in
/// each frame. Requires: 8 more samples can be read behind them. Progress: wait-free, linear in frames and
/// sections. [audio]
void runBiquadsBaseline(const BiquadStrip& strip, float* samples, std::uint32_t frames, bool moving) noexcept;
void runBiquadsAvx2(const BiquadStrip& strip, float* samples, std::uint32_t frames, bool moving) noexcept;

} // namespace rondo::dsp::detail
