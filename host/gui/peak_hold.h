// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <algorithm>

namespace rondo::host {

/// The highest level since somebody looked at it last. A meter counts from its own start, which is not when
/// people reset what they see.
class PeakHold {
public:
    /// Effects: takes a reading over: the needle of now and the highest sample since the meter's start, both
    /// linear. Progress: wait-free. [control]
    void add(float needle, float highest) noexcept {
        if (highest < highest_)
            before_ = 0; // another meter
        highest_ = highest;
        held_ = std::max({held_, needle, highest > before_ ? highest : 0.0F});
    }
    /// Effects: forgets what was. Progress: wait-free. [control]
    void reset() noexcept {
        before_ = highest_;
        held_ = 0;
    }
    /// Returns: linear. Progress: wait-free. [control]
    float held() const noexcept { return held_; }

private:
    float highest_ = 0;
    float before_ = 0; ///< `highest_` at the reset
    float held_ = 0;
};

} // namespace rondo::host
