// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>

namespace rondo::audio {

/// How many channels flow together. Speaker positions join when something needs them.
struct ChannelLayout {
    static constexpr std::uint32_t maximum = 64;
    std::uint32_t count = 0;
    friend constexpr auto operator<=>(ChannelLayout, ChannelLayout) = default;
    static constexpr ChannelLayout mono() noexcept { return {1}; }
    static constexpr ChannelLayout stereo() noexcept { return {2}; }
};

} // namespace rondo::audio
