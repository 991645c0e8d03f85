// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_core/juce_core.h>
#include <optional>
#include <rondo/base/units.h>
#include <string>

namespace rondo::host {

/// Values as people read and type them. What is no number is written as silence, and read as nothing.
struct ValueText {
    /// Returns: a level of a meter: "-12.3", "+0.4", "-inf" for silence. [any]
    static juce::String level(double decibels);
    /// Returns: "-6.0 dB", "-inf dB" for silence. [any]
    static juce::String gain(double decibels);
    /// Returns: "L30", "C", "R100" for -100 to 100. [any]
    static juce::String pan(double percent);
    /// Returns: "120 %". [any]
    static juce::String percent(double percent);
    /// Returns: "1:02:03.45", "0:03.4", with `decimals` of 0 to 3. [any]
    static juce::String time(base::Seconds time, int decimals = 2);

    /// Returns: a text of a file system or an error; what is no UTF-8 in it becomes '?'. [any]
    static juce::String shown(const std::string& text);

    /// Returns: what somebody meant who typed "-6", "+3,5 dB" or "-inf"; nothing when it is no gain. [any]
    static std::optional<double> readGain(const juce::String& text);
    /// Returns: likewise of "L30", "30 R", "-30", "C", "centre". [any]
    static std::optional<double> readPan(const juce::String& text);
    /// Returns: likewise of "80", "80 %", "mono". [any]
    static std::optional<double> readPercent(const juce::String& text);
};

} // namespace rondo::host
