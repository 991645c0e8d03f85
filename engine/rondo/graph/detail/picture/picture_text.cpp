// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/picture/picture_text.h>

#include <array>
#include <charconv>
#include <cmath>
#include <unordered_map>

namespace rondo::graph::detail {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

/// One character of a text: its code point, and the bytes that spell it. Broken bytes count as U+FFFD one by
/// one.
struct Character {
    char32_t code = 0xfffd;
    std::size_t length = 1;
};

Character characterAt(std::string_view text, std::size_t place) {
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const unsigned first = byte(place);
    if (first < 0x80)
        return {first, 1};
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || place + length > text.size())
        return {};
    char32_t code = first & (0xffu >> (length + 1));
    for (std::size_t index = place + 1; index < place + length; ++index) {
        if ((byte(index) & 0xc0) != 0x80)
            return {};
        code = (code << 6) | (byte(index) & 0x3f);
    }
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    if (code < smallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ||
        (code & 0xfffe) == 0xfffe)
        return {};
    return {code, length};
}

template <class Visit>
void forEachCharacter(std::string_view text, Visit visit) {
    for (std::size_t place = 0; place < text.size();) {
        const auto character = characterAt(text, place);
        const bool broken = character.code == 0xfffd;
        visit(character.code, broken ? replacement : text.substr(place, character.length), place);
        place += character.length;
    }
}

bool isControl(char32_t code) { return code < 0x20 || (code >= 0x7f && code < 0xa0); }

bool isWide(char32_t code) {
    return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
           (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
           (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) || code >= 0x1f000;
}

bool isCombining(char32_t code) {
    return (code >= 0x300 && code <= 0x36f) || (code >= 0x200b && code <= 0x200f) ||
           (code >= 0xfe00 && code <= 0xfe0f);
}

/// In parts of the font's size, after the wider ones of the usual sans-serif fonts.
double advance(char32_t code) {
    constexpr std::string_view narrow = "ijl.,:;'|!`";
    constexpr std::string_view slim = "ftrI()[]{}/\\- \"";
    constexpr std::string_view broad = "mwMW@%&";
    if (code == 0xfffd || isControl(code))
        return 1.05;
    if (code >= 0x80)
        return isCombining(code) ? 0.0 : isWide(code) ? 1.05 : 0.66;
    const auto letter = static_cast<char>(code);
    if (narrow.find(letter) != std::string_view::npos)
        return 0.32;
    if (slim.find(letter) != std::string_view::npos)
        return 0.42;
    if (broad.find(letter) != std::string_view::npos)
        return 0.98;
    return (letter >= 'A' && letter <= 'Z') ? 0.72 : 0.62;
}

} // namespace

std::string escapeXml(std::string_view text) {
    std::string escaped;
    forEachCharacter(text, [&](char32_t code, std::string_view bytes, std::size_t) {
        switch (code) {
        case U'&':
            escaped += "&amp;";
            break;
        case U'<':
            escaped += "&lt;";
            break;
        case U'>':
            escaped += "&gt;";
            break;
        case U'"':
            escaped += "&quot;";
            break;
        case U'\t':
        case U'\n':
        case U'\r':
            escaped += ' ';
            break;
        default:
            escaped += isControl(code) ? replacement : bytes;
        }
    });
    return escaped;
}

std::string escapeDot(std::string_view text) {
    std::string escaped;
    forEachCharacter(text, [&](char32_t code, std::string_view bytes, std::size_t) {
        if (code == U'"' || code == U'\\')
            escaped += '\\';
        if (code == U'&')
            escaped += "&amp;";
        else if (code == U'\n' || code == U'\t' || code == U'\r')
            escaped += ' ';
        else
            escaped += isControl(code) ? replacement : bytes;
    });
    return escaped;
}

double textWidth(std::string_view text, double size) {
    double width = 0;
    forEachCharacter(text,
                     [&](char32_t code, std::string_view, std::size_t) { width += advance(code) * size; });
    return width;
}

std::string fitted(std::string_view text, double size, double width) {
    if (textWidth(text, size) <= width)
        return std::string(text);
    double used = size; // of the ellipsis
    std::size_t end = 0;
    bool open = true;
    forEachCharacter(text, [&](char32_t code, std::string_view, std::size_t place) {
        used += advance(code) * size;
        open = open && used <= width;
        if (open)
            end = place + characterAt(text, place).length;
    });
    return std::string(text.substr(0, end)) + "\u2026";
}

std::string decimal(double value) {
    std::array<char, 32> text{};
    const double bounded = std::isfinite(value) ? std::min(std::max(value, -1e15), 1e15) : 0.0;
    const double rounded = std::round(bounded * 10) / 10;
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(),
                                            rounded == 0 ? 0.0 : rounded, std::chars_format::fixed);
    return error == std::errc{} ? std::string(text.data(), end) : "0";
}

std::string duration(double nanoseconds) {
    if (nanoseconds < 1000)
        return decimal(std::round(nanoseconds)) + " ns";
    return nanoseconds < 1e6 ? decimal(nanoseconds / 1e3) + " \u00b5s" : decimal(nanoseconds / 1e6) + " ms";
}

std::string channelsInWords(std::uint32_t width) {
    return width == 1 ? "mono" : width == 2 ? "stereo" : std::to_string(width) + " channels";
}

std::string counted(std::size_t count, std::string_view thing) {
    return std::to_string(count) + " " + std::string(thing) + (count == 1 ? "" : "s");
}

std::string subtitle(const PictureNode& node) {
    if (isGraphEnd(node))
        return channelsInWords(node.id == graphInput ? (node.outputs.empty() ? 0 : node.outputs[0].width)
                                                     : (node.inputs.empty() ? 0 : node.inputs[0].width));
    std::string text = node.type;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " \u00b7 ") + part; };
    if (node.latency > 0)
        add("latency " + std::to_string(node.latency));
    if (node.bypassed)
        add("bypassed");
    if (node.pass > 0)
        add("pass " + std::to_string(node.pass));
    return text;
}

std::string timeLine(const PictureNode& node) {
    return (node.pass > 0 ? "alone " : "") + duration(node.time->median) + ", p99 " + duration(node.time->p99);
}

bool isGraphEnd(const PictureNode& node) noexcept { return node.id == graphInput || node.id == graphOutput; }

std::vector<PlacedEdge> placedEdges(const GraphPicture& picture) {
    std::unordered_map<NodeId, std::uint32_t> places;
    for (std::uint32_t place = 0; place < picture.nodes.size(); ++place)
        places.emplace(picture.nodes[place].id, place);
    std::vector<PlacedEdge> placed;
    for (const auto& edge : picture.edges) {
        const auto from = places.find(edge.source);
        const auto to = places.find(edge.destination);
        if (from != places.end() && to != places.end() &&
            edge.sourcePort < picture.nodes[from->second].outputs.size() &&
            edge.destinationPort < picture.nodes[to->second].inputs.size())
            placed.push_back({from->second, to->second, &edge});
    }
    return placed;
}

} // namespace rondo::graph::detail
