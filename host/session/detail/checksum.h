// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace rondo::host::detail {

/// CRC-32 (IEEE 802.3) of bytes that follow those that `before` is the checksum of.
inline std::uint32_t checksum(std::string_view bytes, std::uint32_t before = 0) noexcept {
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
    for (const char byte : bytes)
        rest = table[(rest ^ static_cast<unsigned char>(byte)) & 255U] ^ (rest >> 8U);
    return ~rest;
}

/// Eight digits.
inline std::string hexadecimal(std::uint32_t value) {
    std::string text(8, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4U)
        *digit = "0123456789abcdef"[value & 15U];
    return text;
}

} // namespace rondo::host::detail
