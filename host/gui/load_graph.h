// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <deque>
#include <juce_gui_basics/juce_gui_basics.h>
#include <rondo/base/units.h>

namespace rondo::host {

/// How busy the audio thread was over the last minute. Where nobody looked, the line has a gap. [control]
class LoadGraph final : public juce::Component {
public:
    static constexpr double span = 60; ///< s

    LoadGraph();

    /// Effects: adds a reading, `load` as a share of the period, and forgets what is too old, or younger
    /// than it.
    void add(double load, base::Seconds now);
    void clear();
    /// Returns: what the newest reading was; in a minute without any nothing.
    juce::String reading() const;
    std::size_t readings() const noexcept { return readings_.size(); }
    /// Returns: the line as it is drawn.
    juce::Path line() const;

    void paint(juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    struct Reading {
        double load = 0;
        double time = 0;
    };
    double ceiling() const noexcept;
    juce::Rectangle<float> plot() const;

    std::deque<Reading> readings_;
};

} // namespace rondo::host
