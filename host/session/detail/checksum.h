// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <rondo/base/checksum.h>
#include <span>
#include <string>
#include <string_view>

namespace rondo::host::detail {

/// The checksum of a text that follows what `before` is of.
inline std::uint32_t checksum(std::string_view text, std::uint32_t before = 0) noexcept {
    return base::checksum(std::as_bytes(std::span(text)), before);
}

/// Eight digits.
inline std::string hexadecimal(std::uint32_t value) {
    std::string text(8, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4U)
        *digit = "0123456789abcdef"[value & 15U];
    return text;
}

} // namespace rondo::host::detail
