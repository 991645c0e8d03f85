// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// The pictures of the browser, each to be scaled into a square. [control]
struct BrowserIcons {
    static juce::Path star();
    static juce::Path plus();
    static juce::Path cross();
    static juce::Path glass(); ///< for looking something up
    /// Effects: fills the icon, or draws its outline, in the middle of an area.
    static void draw(juce::Graphics& graphics, const juce::Path& icon, juce::Rectangle<float> area, float size,
                     bool filled = true);
};

} // namespace rondo::host
