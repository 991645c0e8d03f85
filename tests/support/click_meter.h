// SPDX-License-Identifier: MIT
#pragma once

#include "render_comparison.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>

namespace rondo::test {

/// Returns: how much sharper an edited render bends, at its worst frame, than `before`, the render without the
/// edit, and `after`, the render with the edit made before it began, in dBFS: the largest excess of
/// |x[n-1] - 2 x[n] + x[n+1]| over the largest of theirs up to `reach` frames around. Reach 0 finds the
/// faintest step, and the slope of a fade too; half a period of the signal forgives fades, and hides what bends
/// less than the signal itself. Minus infinity for none, plus infinity for a sample that is no number. Errors:
/// std::invalid_argument for renders of different size.
inline double clickLevel(const Render& edited, const Render& before, const Render& after,
                         std::size_t reach = 0) {
    const auto sizedAlike = [](const Render& one, const Render& other) {
        return std::ranges::equal(one, other, {}, &std::vector<float>::size, &std::vector<float>::size);
    };
    if (!sizedAlike(edited, before) || !sizedAlike(edited, after))
        throw std::invalid_argument("Renders of as many channels and frames were expected.");
    const auto bend = [](std::span<const float> samples, std::size_t frame) {
        return std::abs(double{samples[frame - 1]} - 2 * double{samples[frame]} + double{samples[frame + 1]});
    };
    double excess = 0;
    for (std::size_t channel = 0; channel < edited.size(); ++channel) {
        if (!std::ranges::all_of(edited[channel], [](float sample) { return std::isfinite(sample); }))
            return std::numeric_limits<double>::infinity();
        for (std::size_t frame = 1; frame + 1 < edited[channel].size(); ++frame) {
            const double found = bend(edited[channel], frame);
            if (found <= excess)
                continue;
            double allowed = 0;
            const auto last = std::min(frame + reach, edited[channel].size() - 2);
            for (auto near = frame > reach ? frame - reach : 1; near <= last; ++near)
                allowed = std::max({allowed, bend(before[channel], near), bend(after[channel], near)});
            excess = std::max(excess, found - allowed);
        }
    }
    return 20 * std::log10(excess);
}

/// As above, for an edit that should leave the signal as it was, or make it softer.
inline double clickLevel(const Render& edited, const Render& unedited) {
    return clickLevel(edited, unedited, unedited);
}

} // namespace rondo::test
