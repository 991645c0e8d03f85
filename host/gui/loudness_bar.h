// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/loudness_scale.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <rondo/base/units.h>

namespace rondo::host {

/// A loudness as a bar against its target, which is a line. [control]
class LoudnessBar final : public juce::Component {
public:
    /// `name`: for people who cannot see it: "Momentary loudness".
    explicit LoudnessBar(const juce::String& name);

    /// Effects: shows another loudness in LUFS, or target.
    void show(double loudness, LoudnessScale scale);
    /// Returns: "-20.1 LUFS, 2.9 LU above the target".
    juce::String description() const;

    void paint(juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    double loudness_ = base::Decibels::silence;
    LoudnessScale scale_;
};

} // namespace rondo::host
