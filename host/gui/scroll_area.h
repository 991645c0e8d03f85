// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// A viewport that scrolls up and down to where the keyboard goes. It is no stop of its own for Tab; Page Up
/// and Page Down scroll it from within. [control]
class ScrollArea final : public juce::Viewport, private juce::FocusChangeListener {
public:
    ScrollArea();
    ~ScrollArea() override;

private:
    void globalFocusChanged(juce::Component* focused) override;
};

} // namespace rondo::host
