// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace rondo::base {

/// Returns: the CRC-32 of IEEE 802.3 (polynomial 0xEDB88320, reflected) of bytes that follow those that
/// `before` is the checksum of. Progress: linear, without allocation. [any]
inline std::uint32_t checksum(std::span<const std::byte> bytes, std::uint32_t before = 0) noexcept {
    static constexpr auto table = [] {
        std::array<std::uint32_t, 256> entries{};
        for (std::uint32_t byte = 0; byte < entries.size(); ++byte) {
            auto rest = byte;
            for (int bit = 0; bit < 8; ++bit)
                rest = (rest & 1U) != 0 ? 0xedb88320U ^ (rest >> 1U) : rest >> 1U;
            entries[byte] = rest;
        }
        return entries;
    }();
    auto rest = ~before;
    for (const auto byte : bytes)
        rest = table[(rest ^ std::to_integer<std::uint32_t>(byte)) & 255U] ^ (rest >> 8U);
    return ~rest;
}

} // namespace rondo::base
