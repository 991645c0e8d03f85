// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/fade_curve.h>

#include <cmath>
#include <numbers>

namespace rondo::graph::detail {

const std::array<float, fadeFrames>& fadeCurve() noexcept {
    static const auto curve = [] {
        std::array<float, fadeFrames> values{};
        for (std::uint32_t frame = 0; frame < fadeFrames; ++frame)
            values[frame] =
                static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * (frame + 1) / (fadeFrames + 1)));
        return values;
    }();
    return curve;
}

} // namespace rondo::graph::detail
