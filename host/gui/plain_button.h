// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// A text that can be pressed, with no ground of its own until the mouse is over it. [control]
class PlainButton final : public juce::Button {
public:
    struct Look {
        juce::Font font;
        juce::Justification justification = juce::Justification::centredLeft;
        bool menu = false;   ///< a small arrow behind the text
        bool marked = false; ///< a line below it while it is on
    };

    PlainButton(const juce::String& name, Look look);

    /// Effects: another text, if it is another.
    void setText(const juce::String& shown);
    /// Effects: a dot before the text: there is something that is not saved.
    void setDot(bool dot);
    /// Effects: the colour of the text, one of Theme::Colours.
    void setTextColour(int colour);

    void paintButton(juce::Graphics& graphics, bool over, bool down) override;

private:
    Look look_;
    int colour_;
    bool dot_ = false;
};

} // namespace rondo::host
