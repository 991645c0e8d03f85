// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <rondo/base/units.h>

namespace rondo::host {

/// The scale of level meters, as IEC 60268-18 spreads it: most room where levels are set, little where it is
/// quiet.
struct MeterScale {
    static constexpr double lowest = -60;
    static constexpr double highest = 6;
    /// From here on a level needs a look, and from there on it is too high, in dB.
    static constexpr double warning = -18;
    static constexpr double alarm = -3;
    /// What stands beside a meter, in dB.
    static constexpr std::array<int, 10> marks{6, 0, -3, -6, -12, -18, -24, -36, -48, -60};

    /// Returns: the level of a linear amplitude, silence for what is no number. Progress: wait-free. [any]
    static double decibels(float linear) noexcept {
        return base::Decibels::fromGain(static_cast<double>(linear)).value;
    }
    /// Returns: where a level stands, 0 to 1; 0 for what is no number. Progress: wait-free. [any]
    static double place(double decibels) noexcept;
    /// Returns: the colour of Theme for a level. Progress: wait-free. [any]
    static int colour(double decibels) noexcept;
};

} // namespace rondo::host
