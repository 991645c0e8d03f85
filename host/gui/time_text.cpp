// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/time_text.h>

#include <cmath>

namespace rondo::host {

juce::String timeText(base::Seconds time) {
    constexpr double longest = 359'999'99; // 9999 hours: more than any file has
    // A hundredth that is meant must not become the one before it.
    const double whole = std::floor(time.value * 100 + 1e-6);
    const auto hundredths =
        static_cast<std::int64_t>(std::isfinite(whole) ? juce::jlimit(0.0, longest * 100, whole) : 0);
    const auto seconds = hundredths / 100;
    const auto two = [](std::int64_t number) { return juce::String(number).paddedLeft('0', 2); };
    juce::String text;
    if (seconds >= 3600)
        text << juce::String(seconds / 3600) << ":" << two(seconds / 60 % 60);
    else
        text << juce::String(seconds / 60);
    return text << ":" << two(seconds % 60) << "." << two(hundredths % 100);
}

} // namespace rondo::host
