// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>

namespace rondo::plugins {

/// How a parameter's value is written and read as text.
enum class ParameterKind {
    decibels, ///< "-6.0 dB"
    percent,  ///< "150 %"
    pan,      ///< -100 to 100: "L 30", "C", "R 30"
    toggle,   ///< 0 or 1: "Off", "On"
};

/// A default that was in force up to and including one release; a state written by that release or an older one
/// takes it for a parameter that the state does not mention.
struct FormerDefault {
    std::uint32_t lastRelease = 0;
    double value = 0;
};

/// One parameter of a plugin. Everything here is a promise to hosts, which store normalised values and hashes
/// of the id: nothing is ever renamed, reused, re-ranged or removed.
struct Parameter {
    std::string_view id;   ///< lower_snake ASCII
    std::string_view name; ///< what people see, at most 31 characters
    ParameterKind kind = ParameterKind::decibels;
    double minimum = 0;
    double maximum = 1;
    double defaultValue = 0;
    std::uint32_t addedIn = 1;     ///< the release that brought it; 1 is the first
    double stepsPerUnit = 100;     ///< values lie on this grid, so that 0 dB survives a host's 0-to-1 float
    bool minimumIsSilence = false; ///< of decibels: the minimum stands for minus infinity
    std::span<const FormerDefault> formerDefaults{};

    /// Returns: whether it takes the values 0 and 1 only. Progress: wait-free. [any]
    constexpr bool isToggle() const noexcept { return kind == ParameterKind::toggle; }
    /// Returns: the allowed value nearest to `value`: in the range, on the grid, for a toggle 0 or 1; the
    /// default for what is not a number. Progress: wait-free. [any]
    double clamp(double value) const noexcept {
        if (value != value)
            return defaultValue;
        if (isToggle())
            return value >= 0.5 ? 1.0 : 0.0;
        if (value <= minimum)
            return minimum;
        return value >= maximum ? maximum : std::round(value * stepsPerUnit) / stepsPerUnit + 0.0;
    }
    /// Returns: the position of `value` in the range, 0 to 1, as hosts store it. Progress: wait-free. [any]
    double normalise(double value) const noexcept { return (clamp(value) - minimum) / (maximum - minimum); }
    /// Returns: the value at `position`, 0 to 1, of the range. Progress: wait-free. [any]
    double denormalise(double position) const noexcept {
        return clamp(minimum + position * (maximum - minimum));
    }
    /// Returns: the default in force in `release`. Progress: wait-free. [any]
    constexpr double defaultIn(std::uint32_t release) const noexcept {
        for (const auto& former : formerDefaults)
            if (release <= former.lastRelease)
                return former.value;
        return defaultValue;
    }
};

} // namespace rondo::plugins
