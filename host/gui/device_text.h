// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <juce_core/juce_core.h>

namespace rondo::host {

/// What a device says of itself and its blocks, as people read it. [any]
struct DeviceText {
    /// Returns: "48 000 Hz".
    static juce::String rate(double hertz);
    /// Returns: "256 frames, 5.33 ms"; without a rate "256 frames".
    static juce::String frames(std::uint32_t frames, double rate);
    enum class Rounding { nearest, up };
    /// Returns: a time in the unit that fits, with three digits: "5.33 ms".
    static juce::String time(double seconds, Rounding rounding = Rounding::nearest);
    /// Returns: a count in groups of three digits: "1 234 567".
    static juce::String count(std::uint64_t count);
    /// Returns: a share as "3 %"; below one tenth with a decimal: "0.4 %", "under 0.1 %".
    static juce::String share(double share);
};

} // namespace rondo::host
