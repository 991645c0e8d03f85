// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/common/core/parameter_text.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>

namespace rondo::plugins {

namespace {

constexpr std::size_t longestText = 64;

std::string withDecimals(double value, int decimals) {
    const double scale = std::pow(10.0, decimals);
    double rounded = std::round(value * scale) / scale;
    if (rounded == 0)
        rounded = 0; // no "-0.0"
    char text[64];
    return {text,
            std::to_chars(std::begin(text), std::end(text), rounded, std::chars_format::fixed, decimals).ptr};
}

// Lower case, no spaces, a typographic minus made plain, a decimal comma made a point.
std::string plain(std::string_view text) {
    std::string result;
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (text.substr(index, 3) == "\xE2\x88\x92") {
            result += '-';
            index += 2;
        } else if (const char letter = text[index]; letter >= 'A' && letter <= 'Z') {
            result += static_cast<char>(letter - 'A' + 'a');
        } else if (letter != ' ' && letter != '\t' && letter != '\n' && letter != '\r') {
            result += letter == ',' ? '.' : letter;
        }
    }
    return result;
}

bool removeEnd(std::string& text, std::string_view end) {
    if (text.size() <= end.size() || !std::string_view(text).ends_with(end))
        return false;
    text.resize(text.size() - end.size());
    return true;
}

std::optional<double> readNumber(std::string text) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (text == "-inf" || text == "-infinity")
        return -infinity;
    if (text == "inf" || text == "+inf" || text == "infinity" || text == "+infinity")
        return infinity;
    const double scale = removeEnd(text, "k") ? 1000.0 : 1.0;
    std::string_view digits = text;
    if (digits.starts_with('+') && !digits.starts_with("+-"))
        digits.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(value))
        return std::nullopt;
    return value * scale;
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, text) != words.end();
}

std::optional<double> readToggle(const std::string& text) {
    if (isOneOf(text, {"on", "yes", "true"}))
        return 1.0;
    if (isOneOf(text, {"off", "no", "false"}))
        return 0.0;
    return readNumber(text);
}

std::optional<double> readPan(std::string text) {
    removeEnd(text, "%");
    if (isOneOf(text, {"c", "center", "centre", "middle"}))
        return 0.0;
    if (isOneOf(text, {"l", "left"}))
        return -100.0;
    if (isOneOf(text, {"r", "right"}))
        return 100.0;
    double side = 0;
    if (text.starts_with('l') || text.starts_with('r')) {
        side = text.front() == 'l' ? -1 : 1;
        text.erase(0, 1);
    } else if (removeEnd(text, "l")) {
        side = -1;
    } else if (removeEnd(text, "r")) {
        side = 1;
    }
    const auto number = readNumber(text);
    if (!number || side == 0)
        return number;
    return *number < 0 ? std::nullopt : std::optional(side * *number);
}

std::optional<double> read(ParameterKind kind, std::string text) {
    switch (kind) {
    case ParameterKind::toggle:
        return readToggle(text);
    case ParameterKind::pan:
        return readPan(std::move(text));
    case ParameterKind::decibels:
        removeEnd(text, "db");
        return readNumber(std::move(text));
    case ParameterKind::percent:
        removeEnd(text, "%");
        return readNumber(std::move(text));
    }
    return std::nullopt;
}

} // namespace

std::string toText(const Parameter& parameter, double value) {
    value = parameter.clamp(value);
    switch (parameter.kind) {
    case ParameterKind::toggle:
        return value >= 0.5 ? "On" : "Off";
    case ParameterKind::pan: {
        const auto side = withDecimals(std::abs(value), 0);
        return side == "0" ? "C" : (value < 0 ? "L " : "R ") + side;
    }
    case ParameterKind::decibels: {
        if (parameter.minimumIsSilence && value <= parameter.minimum)
            return "-inf dB";
        auto text = withDecimals(value, 1);
        // A value just above the silent minimum must not read back as silence.
        if (parameter.minimumIsSilence && text == withDecimals(parameter.minimum, 1))
            text = withDecimals(parameter.minimum + 0.1, 1);
        return (text.front() != '-' && text != "0.0" ? "+" : "") + text + " dB";
    }
    case ParameterKind::percent:
        return withDecimals(value, 0) + " %";
    }
    return {};
}

base::Result<double> fromText(const Parameter& parameter, std::string_view text) {
    if (text.size() <= longestText)
        if (const auto value = read(parameter.kind, plain(text)))
            return parameter.clamp(*value);
    return base::fail(base::ErrorCode::invalidArgument, "A value of " + std::string(parameter.name) +
                                                            " between " + toText(parameter, parameter.minimum) +
                                                            " and " + toText(parameter, parameter.maximum) +
                                                            " was expected, and '" +
                                                            std::string(text.substr(0, 40)) + "' was found.");
}

} // namespace rondo::plugins
