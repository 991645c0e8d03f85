// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>

namespace rondo::base {

/// A count or position in frames (one sample of every channel).
struct Frames {
    std::int64_t value = 0;
    friend constexpr auto operator<=>(Frames, Frames) = default;
    friend constexpr Frames operator+(Frames a, Frames b) { return {a.value + b.value}; }
    friend constexpr Frames operator-(Frames a, Frames b) { return {a.value - b.value}; }
};

/// A span of time in seconds.
struct Seconds {
    double value = 0;
    friend constexpr auto operator<=>(Seconds, Seconds) = default;
};

/// A level in decibels. `toGain` maps anything at or under -144 dB to silence.
struct Decibels {
    static constexpr double silence = -144.0;
    double value = 0;
    friend constexpr auto operator<=>(Decibels, Decibels) = default;

    /// Returns: the linear amplitude factor 10^(dB/20). Progress: wait-free. [any]
    double toGain() const noexcept { return value <= silence ? 0.0 : std::pow(10.0, value / 20.0); }
    /// Returns: the level of a linear amplitude, never below `silence`. Progress: wait-free. [any]
    static Decibels fromGain(double gain) noexcept {
        return {gain > 6.3095734448e-8 ? 20.0 * std::log10(gain) : silence};
    }
};

/// Returns: `seconds` at `rate` hertz, rounded to the nearest frame. Progress: wait-free. [any]
inline Frames toFrames(Seconds seconds, double rate) noexcept { return {std::llround(seconds.value * rate)}; }
/// Returns: the duration of `frames` at `rate` hertz. Progress: wait-free. [any]
inline Seconds toSeconds(Frames frames, double rate) noexcept {
    return {static_cast<double>(frames.value) / rate};
}

} // namespace rondo::base
