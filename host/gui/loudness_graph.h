// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/loudness_history.h>
#include <host/gui/loudness_scale.h>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// The short-term loudness of the last minute as a line, with its target. [control]
class LoudnessGraph final : public juce::Component {
public:
    LoudnessGraph();

    /// Effects: remembers the loudness of that moment of a clock, and shows it.
    void add(base::Seconds now, double loudness);
    void setScale(LoudnessScale scale);
    void clear();
    const LoudnessHistory& history() const noexcept { return history_; }

    void paint(juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    juce::Rectangle<float> graphArea() const;
    void paintScale(juce::Graphics& graphics) const;
    juce::Path line() const;

    LoudnessHistory history_;
    LoudnessScale scale_;
};

} // namespace rondo::host
