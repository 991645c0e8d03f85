// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/theme.h>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// A figure under its caption, which stays where it is when the figure changes. [control]
class FigureView final : public juce::Component {
public:
    /// `name`: what it is, in full: "Momentary loudness in LUFS". `caption`: as it stands there; empty: none.
    FigureView(const juce::String& name, juce::String caption);

    /// Effects: shows another figure in a colour of Theme.
    void show(const juce::String& figure, int colour = Theme::text);
    const juce::String& figure() const noexcept { return figure_; }
    /// Effects: another size of the figure, in points.
    void setFigureHeight(float height);
    void setJustification(juce::Justification justification);

    void paint(juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    juce::String caption_;
    juce::String figure_;
    int colour_ = Theme::text;
    float height_ = 15;
    juce::Justification justification_ = juce::Justification::centred;
};

} // namespace rondo::host
