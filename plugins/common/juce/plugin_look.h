// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::plugins {

/// The colours and shapes that all Rondo plugins share: dark, flat, one accent. [control]
class PluginLook final : public juce::LookAndFeel_V4 {
public:
    PluginLook();

    static const juce::Colour background, panel, track, text, dim, accent, warning, alarm;

    /// Returns: the face for text of `height` pixels. [control]
    static juce::Font face(float height, bool bold = false);
    /// Effects: draws the ring that shows where the keyboard is. [control]
    static void drawFocus(juce::Graphics& graphics, juce::Rectangle<float> bounds, float corner);

    /// As JUCE documents them.
    void drawRotarySlider(juce::Graphics& graphics, int x, int y, int width, int height, float position,
                          float startAngle, float endAngle, juce::Slider& slider) override;
    void drawButtonBackground(juce::Graphics& graphics, juce::Button& button, const juce::Colour& colour,
                              bool highlighted, bool down) override;
    juce::Font getTextButtonFont(juce::TextButton&, int) override { return face(13.0f, true); }
    juce::Font getLabelFont(juce::Label& label) override { return label.getFont(); }
    juce::Label* createSliderTextBox(juce::Slider& slider) override;
};

} // namespace rondo::plugins
