// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/device_text.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace rondo::host {
namespace {

// Keeps the digits of one number on one line.
constexpr juce::juce_wchar narrowSpace = 0x202f;

/// juce::String takes no decimals for as many as there are.
juce::String fixed(double value, int decimals) {
    return decimals > 0 ? juce::String(value, decimals) : juce::String(std::llround(value));
}

} // namespace

juce::String DeviceText::rate(double hertz) {
    if (!(hertz > 0) || hertz > 1e15)
        return "0 Hz";
    const auto whole = std::floor(hertz);
    auto text = count(static_cast<std::uint64_t>(whole));
    if (hertz != whole)
        text << juce::String(hertz - whole, 3).substring(1).trimCharactersAtEnd("0");
    return text + " Hz";
}

juce::String DeviceText::frames(std::uint32_t frames, double rate) {
    auto text = count(frames) + (frames == 1 ? " frame" : " frames");
    if (rate > 0)
        text << ", " << fixed(frames / rate * 1e3, frames / rate < 0.1 ? 2 : 1) << " ms";
    return text;
}

juce::String DeviceText::time(double seconds, Rounding rounding) {
    struct Unit {
        double size;
        const char* name;
    };
    static constexpr std::array<Unit, 4> units{{{1e-9, "ns"}, {1e-6, "\xc2\xb5s"}, {1e-3, "ms"}, {1, "s"}}};
    if (!(seconds > 0))
        return "0";
    auto unit = units.begin();
    while (unit + 1 != units.end() && seconds >= 0.9995 * (unit + 1)->size)
        ++unit;
    const double value = seconds / unit->size;
    const int decimals = unit == units.begin() || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    const double steps = value * std::pow(10.0, decimals);
    // What is exact stays so in spite of the division.
    const double whole = rounding == Rounding::up ? std::ceil(steps - 1e-6) : std::round(steps);
    return fixed(whole / std::pow(10.0, decimals), decimals) + " " + juce::String::fromUTF8(unit->name);
}

juce::String DeviceText::count(std::uint64_t count) {
    const auto digits = juce::String(count);
    juce::String text;
    for (int at = 0; at < digits.length(); ++at) {
        if (at > 0 && (digits.length() - at) % 3 == 0)
            text << narrowSpace;
        text << digits[at];
    }
    return text;
}

juce::String DeviceText::share(double share) {
    const double percent = std::isfinite(share) ? std::clamp(share * 100, 0.0, 1e6) : 0;
    if (percent > 0 && percent < 0.05)
        return "under 0.1 %";
    return fixed(percent, percent < 9.95 ? 1 : 0) + " %";
}

} // namespace rondo::host
