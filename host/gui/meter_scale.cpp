// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/meter_scale.h>

#include <algorithm>
#include <cmath>
#include <host/gui/theme.h>

namespace rondo::host {

double MeterScale::place(double decibels) noexcept {
    struct Corner {
        double level, deflection;
    };
    constexpr std::array<Corner, 7> corners{
        {{-60, 0}, {-50, 5}, {-40, 12.5}, {-30, 27.5}, {-20, 47.5}, {0, 97.5}, {6, 112.5}}};
    if (std::isnan(decibels) || decibels <= lowest)
        return 0;
    const double level = std::min(decibels, highest);
    std::size_t upper = 1;
    while (corners[upper].level < level)
        ++upper;
    const auto& from = corners[upper - 1];
    const auto& to = corners[upper];
    const double share = (level - from.level) / (to.level - from.level);
    return (from.deflection + share * (to.deflection - from.deflection)) / corners.back().deflection;
}

int MeterScale::colour(double decibels) noexcept {
    if (decibels >= alarm)
        return Theme::alarm;
    return decibels >= warning ? Theme::warning : Theme::good;
}

} // namespace rondo::host
