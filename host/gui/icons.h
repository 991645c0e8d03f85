// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// The shapes on the window's buttons, in a square of 16 points. All functions: [control].
struct Icons {
    static juce::Path toBeginning();
    static juce::Path play();
    static juce::Path stop();
    static juce::Path loop();
    static juce::Path capture();
    static juce::Path cross();
    static juce::Path down(); ///< a menu opens
};

} // namespace rondo::host
