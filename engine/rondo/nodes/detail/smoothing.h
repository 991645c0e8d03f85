// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/base/units.h>
#include <rondo/dsp/smoother.h>

namespace rondo::nodes::detail {

/// A smoother at rest on `value` whose moves take `seconds`.
inline dsp::LinearSmoother smoother(float value, double rate, double seconds = 0.010) {
    return {value, static_cast<std::uint32_t>(base::toFrames({seconds}, rate).value)};
}

inline float amplitude(double decibels) noexcept {
    return static_cast<float>(base::Decibels{decibels}.toGain());
}

/// A MIDI note number, fractions allowed, as a share of the rate.
double turnsOfNote(double note, double rate) noexcept;

/// Resonance 0 to 1 as a quality of 0.707 to 50, evenly in ratio.
float qualityOf(float resonance) noexcept;

} // namespace rondo::nodes::detail
