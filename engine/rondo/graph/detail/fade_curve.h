// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

namespace rondo::graph::detail {

/// How many frames a change in a playing graph takes.
constexpr std::uint32_t fadeFrames = 512;

/// The share of the new signal at each frame of a fade: half a period of a cosine, whose slope and bend have no
/// step, so that the fade adds no click. Two signals that are equal stay what they are.
const std::array<float, fadeFrames>& fadeCurve() noexcept;

} // namespace rondo::graph::detail
