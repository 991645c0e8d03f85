// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// The colours and shapes of the window, dark or light: flat, one accent, no colour written elsewhere.
/// Components ask `findColour(Theme::…)`, so that they follow when the theme changes. [control]
class Theme final : public juce::LookAndFeel_V4 {
public:
    enum class Shade { dark, light };
    enum Colours {
        background = 0x7200000, ///< of the window
        panel,                  ///< of a part of it
        raised,                 ///< of what can be pressed
        outline,
        text,
        dim,      ///< text that explains
        accent,   ///< what is on, chosen, playing
        onAccent, ///< text on the accent
        good,     ///< meters below -18 dB
        warning,  ///< meters below -3 dB; what needs a look
        alarm,    ///< meters above; what went wrong
        track,    ///< of sliders and meters
        wave,     ///< waveform peaks
        waveRms,
        playhead,
        loopShade, ///< over the loop
    };

    explicit Theme(Shade shade);
    /// Effects: other colours from now on; the caller repaints its windows.
    void setShade(Shade shade);
    Shade shade() const noexcept { return shade_; }

    /// Returns: the face for text of `height` points.
    static juce::Font face(float height, bool bold = false);
    /// Returns: the face for figures that change: all digits equally wide.
    static juce::Font figures(float height);
    /// Effects: draws the ring that shows where the keyboard is.
    static void drawFocus(juce::Graphics& graphics, const juce::Component& component);

    void drawButtonBackground(juce::Graphics& graphics, juce::Button& button, const juce::Colour& colour,
                              bool highlighted, bool down) override;
    void drawFileBrowserRow(juce::Graphics& graphics, int width, int height, const juce::File& file,
                            const juce::String& name, juce::Image* icon, const juce::String& size,
                            const juce::String& time, bool folder, bool chosen, int index,
                            juce::DirectoryContentsDisplayComponent& list) override;
    void layoutFileBrowserComponent(juce::FileBrowserComponent& browser,
                                    juce::DirectoryContentsDisplayComponent* list,
                                    juce::FilePreviewComponent* preview, juce::ComboBox* path,
                                    juce::TextEditor* name, juce::Button* up) override;
    void drawLinearSlider(juce::Graphics& graphics, int x, int y, int width, int height, float position,
                          float minimum, float maximum, juce::Slider::SliderStyle style,
                          juce::Slider& slider) override;
    void drawRotarySlider(juce::Graphics& graphics, int x, int y, int width, int height, float position,
                          float startAngle, float endAngle, juce::Slider& slider) override;
    juce::Font getTextButtonFont(juce::TextButton&, int) override { return face(13.0F); }
    juce::Font getComboBoxFont(juce::ComboBox&) override { return face(13.0F); }
    juce::Font getPopupMenuFont() override { return face(13.5F); }

private:
    Shade shade_;
};

} // namespace rondo::host
