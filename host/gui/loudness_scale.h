// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <algorithm>
#include <cmath>

namespace rondo::host {

/// The scale of loudness about a target, as EBU Tech 3341 has it for "EBU +18": 36 LU below it to 18 above.
struct LoudnessScale {
    static constexpr double below = 36;
    static constexpr double above = 18;
    static constexpr double tolerance = 1; ///< LU that still hit the target
    static constexpr double step = 6;      ///< LU between two marks

    double target = -23; ///< LUFS

    double lowest() const noexcept { return target - below; }
    double highest() const noexcept { return target + above; }
    /// Returns: where a loudness stands, 0 to 1; 0 for what is no number. Progress: wait-free. [any]
    double place(double loudness) const noexcept {
        if (std::isnan(loudness))
            return 0;
        return std::clamp((loudness - lowest()) / (below + above), 0.0, 1.0);
    }
};

} // namespace rondo::host
