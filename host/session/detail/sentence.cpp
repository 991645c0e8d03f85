// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/detail/sentence.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace rondo::host::detail {
namespace {

/// The length of the UTF-8 sequence that a text begins with, or 0 where it begins with none.
std::size_t sequenceLength(std::string_view text) noexcept {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const auto first = byte(0);
    if (first < 0x80)
        return 1;
    const std::size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || text.size() < length)
        return 0;
    for (std::size_t at = 1; at < length; ++at)
        if ((byte(at) & 0xc0U) != 0x80)
            return 0;
    const bool wrong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) >= 0xa0) ||
                       (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) >= 0x90);
    return wrong ? 0 : length;
}

bool isControl(char letter) noexcept { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f; }

std::string plain(std::string_view text, std::size_t longest) {
    std::string result;
    while (!text.empty()) {
        const auto length = std::max<std::size_t>(1, sequenceLength(text));
        if (result.size() + length > longest)
            return result + "...";
        const bool shown = sequenceLength(text) > 0 && !isControl(text[0]);
        result.append(shown ? text.substr(0, length) : "?");
        text.remove_prefix(length);
    }
    return result;
}

} // namespace

std::string quoted(const std::filesystem::path& path) { return "'" + plain(path.native(), 500) + "'"; }
std::string quotedName(std::string_view name) { return "'" + plain(name, 60) + "'"; }

std::string placed(std::string_view source, std::string_view place, std::string_view sentence) {
    std::string text(source);
    if (!place.empty())
        text.append(" at ").append(plain(place, 300));
    return text.append(": ").append(sentence);
}

std::string pointerStep(std::string_view name) {
    std::string step = "/";
    for (const char letter : name)
        letter == '~' ? step += "~0" : letter == '/' ? step += "~1" : step += letter;
    return step;
}
std::string pointerStep(std::size_t index) { return "/" + std::to_string(index); }

std::string brief(double value) {
    constexpr double readable = 1e15;
    const bool whole = std::abs(value) < readable && value == std::floor(value);
    std::array<char, 64> text{};
    const auto end =
        whole ? std::to_chars(text.data(), text.data() + text.size(), static_cast<std::int64_t>(value))
              : std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end.ptr};
}

bool isUtf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto length = sequenceLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

bool hasControlCharacter(std::string_view text) noexcept { return std::ranges::any_of(text, isControl); }

} // namespace rondo::host::detail
