// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/command_id.h>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// A flat button with an icon. A click leaves the keyboard where it was; Tab reaches it. [control]
class IconButton final : public juce::Button {
public:
    /// `command`: whose name and key it tells.
    IconButton(CommandId command, juce::Path icon);
    IconButton(const juce::String& name, juce::Path icon);

    /// Effects: another icon, if it is another.
    void setIcon(const juce::Path& icon);
    /// Effects: the icon's colour while the button is on: one of Theme::Colours.
    void setOnColour(int colour) { onColour_ = colour; }

    void paintButton(juce::Graphics& graphics, bool over, bool down) override;

private:
    juce::Path icon_;
    int onColour_;
};

} // namespace rondo::host
