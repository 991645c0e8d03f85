// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/detail/base64.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace rondo::host::detail {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t none = 64;

constexpr auto values = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(none);
    for (std::size_t value = 0; value < alphabet.size(); ++value)
        table[static_cast<unsigned char>(alphabet[value])] = static_cast<std::uint8_t>(value);
    return table;
}();

} // namespace

std::string toBase64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto given = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t index = 0; index < 3; ++index)
            group = group << 8U | (index < given ? static_cast<unsigned char>(bytes[at + index]) : 0U);
        for (std::size_t index = 0; index < 4; ++index)
            text += index <= given ? alphabet[group >> (18 - 6 * index) & 63U] : '=';
    }
    return text;
}

std::optional<std::string> fromBase64(std::string_view text) {
    if (text.size() % 4 != 0)
        return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    for (std::size_t at = 0; at < text.size(); at += 4) {
        const auto given = at + 4 == text.size() ? 4 - padding : 4;
        std::uint32_t group = 0;
        for (std::size_t index = 0; index < 4; ++index) {
            const std::uint32_t value =
                index < given ? values[static_cast<unsigned char>(text[at + index])] : 0U;
            if (value == none)
                return std::nullopt;
            group = group << 6U | value;
        }
        if ((group & ((1U << 8U * (4 - given)) - 1U)) != 0)
            return std::nullopt;
        for (std::size_t index = 0; index + 1 < given; ++index)
            bytes += static_cast<char>(group >> (16 - 8 * index) & 255U);
    }
    return bytes;
}

} // namespace rondo::host::detail
