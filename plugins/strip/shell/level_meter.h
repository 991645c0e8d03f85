// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>
#include <plugins/strip/core/strip_meter.h>

namespace rondo::strip {

/// Draws the meters: a bar of true peak with the RMS level inside, a scale in decibels, a mark and a number for
/// the highest peak. A click, or Enter, asks for the highest peaks to start anew. [control]
class LevelMeter final : public juce::Component, public juce::SettableTooltipClient {
public:
    LevelMeter();
    /// Effects: shows `meter`; `seconds` have passed since the last call. While the host is silent, the needle
    /// falls here.
    void show(const StripMeter& meter, double seconds);
    /// Called when the user wants the highest peaks to start anew.
    std::function<void()> onReset;

    void paint(juce::Graphics& graphics) override;
    void mouseDown(const juce::MouseEvent&) override;
    bool keyPressed(const juce::KeyPress& key) override;
    void focusGained(FocusChangeType) override { repaint(); }
    void focusLost(FocusChangeType) override { repaint(); }

private:
    void paintChannel(juce::Graphics& graphics, juce::Rectangle<float> column,
                      const ChannelMeter& channel) const;
    void paintScale(juce::Graphics& graphics, juce::Rectangle<float> column) const;

    StripMeter shown_;
    std::uint64_t lastFrames_ = 0;
};

} // namespace rondo::strip
