// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>
#include <rondo/base/units.h>

namespace rondo::host {

/// A bar of one channel on the MeterScale: the peak wide, RMS slim inside of it, a line at the highest.
/// [control]
class LevelBar final : public juce::Component {
public:
    enum class Direction { upward, rightward };
    /// Levels in dB.
    struct Levels {
        double peak = base::Decibels::silence;
        double rms = base::Decibels::silence;
        double held = base::Decibels::silence;
    };

    /// `name`: for people who cannot see it: "Left level".
    LevelBar(Direction direction, const juce::String& name);

    /// Effects: shows other levels, and repaints what that changes.
    void show(const Levels& levels);
    const Levels& levels() const noexcept { return levels_; }
    /// Returns: "peak -12.3 dB, RMS -18.0 dB".
    juce::String description() const;

    void paint(juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    juce::Rectangle<float> between(double from, double to) const;
    void repaintBetween(double from, double to);
    void fill(juce::Graphics& graphics, double level, float inset, float alpha) const;

    Direction direction_;
    Levels levels_;
};

} // namespace rondo::host
