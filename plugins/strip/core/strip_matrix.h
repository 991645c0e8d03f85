// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <cstdint>

namespace rondo::strip {

/// What the user has set, in the units of the parameters.
struct StripSettings {
    double trim = 0;    ///< decibels; -60 is silence
    double pan = 0;     ///< -100 (left) to 100 (right)
    double width = 100; ///< percent: 0 is mono, 200 twice the difference of the sides
    bool mute = false;
    bool phaseLeft = false;
    bool phaseRight = false;
    bool bypass = false;
    bool bypassedByHost = false;
};

/// The whole strip as numbers: `gain[o][i]` is how much of input `i` goes to output `o`. Because trim,
/// polarity, width, pan and mute are all linear and without memory, a straight line between two matrices is the
/// cross-fade between the two settings, bypass included.
struct StripMatrix {
    std::array<std::array<float, 2>, 2> gain{};

    /// Returns: the matrix of `settings`: first polarity, then width, then trim, then pan. The pan law is that
    /// of rondo/dsp/pan_law.h, constant power: a mono input in the middle comes out of both sides at -3 dB; a
    /// stereo input is unchanged in the middle and off the middle loses the far side only. From mono to mono
    /// there is neither width nor pan. Requires: 1 or 2 inputs, as many outputs or 2. Progress: wait-free.
    /// [any]
    static StripMatrix of(const StripSettings& settings, std::uint32_t inputs, std::uint32_t outputs) noexcept;

    friend bool operator==(const StripMatrix&, const StripMatrix&) = default;
};

} // namespace rondo::strip
