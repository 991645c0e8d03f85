// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/value_text.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace rondo::host {
namespace {

/// Meters go no further up than this, so that figures do not outgrow their place.
constexpr double highestLevel = 99.9;

bool silent(double decibels) { return std::isnan(decibels) || decibels <= base::Decibels::silence; }

/// Without the case and the comma of people, and blanks around it.
juce::String plain(const juce::String& text) {
    return text.trim().toLowerCase().replaceCharacter(',', '.').replace(juce::String::charToString(0x2212),
                                                                        "-");
}

std::optional<double> number(const juce::String& text) {
    const auto given = text.trim().toStdString();
    const auto* const begin = given.data() + (given.starts_with('+') ? 1 : 0);
    const auto* const end = given.data() + given.size();
    double value = 0;
    const auto read = std::from_chars(begin, end, value, std::chars_format::fixed);
    if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value))
        return std::nullopt;
    return value;
}

juce::String withoutUnit(const juce::String& text, const juce::String& unit) {
    return text.endsWith(unit) ? text.dropLastCharacters(unit.length()).trim() : text;
}

} // namespace

juce::String ValueText::level(double decibels) {
    if (silent(decibels))
        return "-inf";
    const double shown = std::round(std::min(decibels, highestLevel) * 10) / 10;
    return (shown > 0 ? "+" : "") + juce::String(shown == 0 ? 0.0 : shown, 1);
}

juce::String ValueText::gain(double decibels) { return level(decibels) + " dB"; }

juce::String ValueText::pan(double percent) {
    const auto side = std::lround(std::isfinite(percent) ? percent : 0);
    return side == 0 ? "C" : (side < 0 ? "L" : "R") + juce::String(std::abs(side));
}

juce::String ValueText::percent(double percent) {
    return juce::String(std::lround(std::isfinite(percent) ? percent : 0)) + " %";
}

juce::String ValueText::time(base::Seconds time, int decimals) {
    constexpr double longest = 1e9; // beyond it figures would not be exact
    double scale = 1;
    for (int place = 0; place < decimals; ++place)
        scale *= 10;
    const double value = std::isfinite(time.value) ? std::clamp(time.value, 0.0, longest) : 0;
    const auto parts = static_cast<juce::int64>(std::floor(value * scale + 1e-6));
    const auto whole = parts / static_cast<juce::int64>(scale);
    const auto padded = [](juce::int64 figure, int width) {
        return juce::String(figure).paddedLeft('0', width);
    };
    const auto minutes = whole / 60 % 60;
    juce::String text =
        whole >= 3600 ? juce::String(whole / 3600) + ":" + padded(minutes, 2) : juce::String(minutes);
    text << ":" << padded(whole % 60, 2);
    if (decimals > 0)
        text << "." << padded(parts % static_cast<juce::int64>(scale), decimals);
    return text;
}

juce::String ValueText::shown(const std::string& text) {
    if (juce::CharPointer_UTF8::isValidString(text.data(), static_cast<int>(text.size())))
        return juce::String::fromUTF8(text.data(), static_cast<int>(text.size()));
    std::string plain = text;
    for (auto& byte : plain)
        byte = (static_cast<unsigned char>(byte) & 0x80) != 0 ? '?' : byte;
    return juce::String(plain);
}

std::optional<double> ValueText::readGain(const juce::String& text) {
    const auto given = withoutUnit(plain(text), "db");
    if (given == "-inf" || given == juce::String("-") + juce::String::charToString(0x221e))
        return base::Decibels::silence;
    return number(given);
}

std::optional<double> ValueText::readPan(const juce::String& text) {
    const auto given = withoutUnit(plain(text), "%");
    if (given == "c" || given == "center" || given == "centre")
        return 0;
    for (const auto& [side, sign] : {std::pair{"l", -1.0}, std::pair{"r", 1.0}}) {
        if (given == side || given == (sign < 0 ? "left" : "right"))
            return sign * 100;
        if (!given.startsWith(side) && !given.endsWith(side))
            continue;
        const auto amount = number(given.startsWith(side) ? given.substring(1) : given.dropLastCharacters(1));
        return amount && *amount >= 0 ? std::optional(sign * *amount) : std::nullopt;
    }
    return number(given);
}

std::optional<double> ValueText::readPercent(const juce::String& text) {
    const auto given = withoutUnit(plain(text), "%");
    return given == "mono" ? 0 : number(given);
}

} // namespace rondo::host
