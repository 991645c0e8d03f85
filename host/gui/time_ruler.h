// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/waveform_axis.h>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// The marks of a ruler: times that are round, as close as their texts allow.
struct TimeRuler {
    double step = 1; ///< s between two texts
    int parts = 1;   ///< marks a step
    int decimals = 0;

    /// Returns: what fits at that scale, with texts up to `longest`. [any]
    static TimeRuler at(double secondsPerPoint, base::Seconds longest);
    /// Effects: draws texts and marks for what the axis shows into `area`, whose left edge is the axis'. Takes
    /// the colours of `component`. [control]
    static void draw(juce::Graphics& graphics, const juce::Component& component, const WaveformAxis& axis,
                     juce::Rectangle<int> area);
};

} // namespace rondo::host
