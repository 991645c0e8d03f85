// SPDX-License-Identifier: MIT
#include <rondo/session/graph/detail/words.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace rondo::session::detail {

namespace {

constexpr std::size_t longestShown = 60;
constexpr std::size_t mostListed = 16;

std::size_t changesBetween(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> now(b.size() + 1);
    for (std::size_t column = 0; column <= b.size(); ++column)
        last[column] = column;
    for (std::size_t row = 1; row <= a.size(); ++row) {
        now[0] = row;
        for (std::size_t column = 1; column <= b.size(); ++column) {
            const std::size_t wrong = a[row - 1] != b[column - 1] ? 1 : 0;
            now[column] = std::min({last[column] + 1, now[column - 1] + 1, last[column - 1] + wrong});
            if (row > 1 && column > 1 && a[row - 1] == b[column - 2] && a[row - 2] == b[column - 1])
                now[column] = std::min(now[column], before[column - 2] + 1);
        }
        before.swap(last);
        last.swap(now);
    }
    return last[b.size()];
}

/// Bytes of the character that begins here; 0 when it is none, or a control character.
std::size_t characterLength(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80)
        return first >= 0x20 && first != 0x7f ? 1 : 0;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || length > text.size())
        return 0;
    for (std::size_t index = 1; index < length; ++index)
        if ((static_cast<unsigned char>(text[index]) & 0xc0) != 0x80)
            return 0;
    // Beyond Unicode, surrogates, and longer than need be: told by the first two bytes.
    const auto second = static_cast<unsigned char>(text[1]);
    const bool wrong = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
                       (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f) ||
                       (first == 0xc2 && second < 0xa0);
    return wrong ? 0 : length;
}

} // namespace

std::string nearestName(std::string_view wanted, std::span<const std::string> candidates) {
    const std::string* nearest = nullptr;
    auto fewest = std::max<std::size_t>(1, std::min(wanted.size(), longestShown) / 3) + 1;
    for (const auto& candidate : candidates) {
        if (wanted.size() > longestShown || candidate.size() > wanted.size() + fewest)
            continue;
        if (const auto changes = changesBetween(wanted, candidate); changes < fewest) {
            fewest = changes;
            nearest = &candidate;
        }
    }
    return nearest != nullptr ? *nearest : "";
}

std::string suggestion(std::string_view wanted, std::span<const std::string> candidates) {
    if (const auto nearest = nearestName(wanted, candidates); !nearest.empty())
        return "; the nearest is " + quotedName(nearest);
    return candidates.empty() ? "; there are none" : "; there are " + listed(candidates);
}

std::string listed(std::span<const std::string> names) {
    std::string list;
    for (std::size_t index = 0; index < std::min(names.size(), mostListed); ++index) {
        const bool last = index + 1 == names.size();
        list += (index == 0 ? "" : last ? " and " : ", ") + quotedName(names[index]);
    }
    return names.size() > mostListed ? list + " and " + std::to_string(names.size() - mostListed) + " more"
                                     : list;
}

std::string brief(double value) {
    std::array<char, 64> text{};
    const auto narrow = static_cast<float>(value);
    const bool exact = static_cast<double>(narrow) == value;
    const auto [end, error] = exact ? std::to_chars(text.data(), text.data() + text.size(), narrow)
                                    : std::to_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} ? std::string(text.data(), end) : "a number";
}

std::string quotedName(std::string_view name) {
    std::string shown = "'";
    while (!name.empty()) {
        const auto length = characterLength(name);
        if (shown.size() + length > longestShown)
            return shown + "\u2026'";
        shown += length > 0 ? name.substr(0, length) : "?";
        name.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return shown + "'";
}

bool isPlainText(std::string_view text) {
    while (!text.empty()) {
        const auto length = characterLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string pointerStep(std::string_view name) {
    std::string step = "/";
    for (const char letter : name.substr(0, longestShown)) {
        if (letter == '~')
            step += "~0";
        else if (letter == '/')
            step += "~1";
        else
            step += static_cast<unsigned char>(letter) < 0x20 ? '?' : letter;
    }
    return step;
}

std::string pointerStep(std::size_t index) { return "/" + std::to_string(index); }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

} // namespace rondo::session::detail
