// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <cstdint>

namespace rondo::hosting {

/// How loud what leaves an insert is.
struct InsertLevels {
    static constexpr std::uint32_t mostChannels = 16;
    /// Linear, by channel: rises at once, falls by 20 dB in 1.7 s, a block at a time.
    std::array<float, mostChannels> peak{};
};

} // namespace rondo::hosting
