// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/json_text.h>

#include <cstddef>

namespace rondo::graph::detail {

namespace {

unsigned at(std::string_view text, std::size_t index) noexcept {
    return index < text.size() ? static_cast<unsigned char>(text[index]) : 0;
}

// The bytes of the character at the start of `text`, 0 when there is none: The Unicode Standard, table 3-7.
std::size_t characterLength(std::string_view text) noexcept {
    const unsigned first = at(text, 0);
    const unsigned second = at(text, 1);
    const auto follows = [&](std::size_t index) { return (at(text, index) & 0xc0U) == 0x80U; };
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool overlong = first == 0xe0 && second < 0xa0;
        const bool surrogate = first == 0xed && second > 0x9f;
        return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool overlong = first == 0xf0 && second < 0x90;
        const bool beyond = first == 0xf4 && second > 0x8f;
        return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

} // namespace

void appendJsonString(std::string& to, std::string_view text) {
    constexpr std::string_view hexadecimal = "0123456789abcdef";
    to += '"';
    while (!text.empty()) {
        const auto length = characterLength(text);
        const auto first = at(text, 0);
        if (length == 0) {
            to += "\xef\xbf\xbd";
        } else if (first == '"' || first == '\\') {
            to += '\\';
            to += text[0];
        } else if (first < 0x20) {
            to += "\\u00";
            to += hexadecimal[first >> 4];
            to += hexadecimal[first & 15];
        } else {
            to += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    to += '"';
}

} // namespace rondo::graph::detail
