// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rondo::dsp {

/// The factors of the two sides.
struct StereoGains {
    float left = 1;
    float right = 1;
};

/// Returns: the factors that place a mono signal at `position` (-1 left, +1 right) with constant power: -3.01
/// dB on both sides in the middle, 0 dB on one side at an end. Progress: wait-free. [any]
inline StereoGains panConstantPower(float position) noexcept {
    const float bounded = std::clamp(position, -1.0f, 1.0f);
    if (bounded == -1.0f)
        return {1, 0};
    if (bounded == 1.0f)
        return {0, 1};
    const float angle = (bounded + 1) * (std::numbers::pi_v<float> / 4);
    return {std::cos(angle), std::sin(angle)};
}

/// Returns: the factors that shift the balance of a stereo signal: 0 dB on the near side, the far side falls as
/// in panConstantPower; both 1 exactly in the middle. Progress: wait-free. [any]
inline StereoGains balance(float position) noexcept {
    if (position == 0)
        return {1, 1};
    const auto gains = panConstantPower(position);
    constexpr float middle = std::numbers::sqrt2_v<float>;
    return {std::min(1.0f, gains.left * middle), std::min(1.0f, gains.right * middle)};
}

} // namespace rondo::dsp
