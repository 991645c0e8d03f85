// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>
#include <rondo/base/units.h>

namespace rondo::host {

/// The highest peak as a figure that a press resets, in alarm colour above full scale. [control]
class PeakButton final : public juce::Button {
public:
    PeakButton();

    /// Effects: shows another level, in dB.
    void show(double decibels);
    bool over() const noexcept { return level_ > 0; }

    void paintButton(juce::Graphics& graphics, bool highlighted, bool down) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    double level_ = base::Decibels::silence;
};

} // namespace rondo::host
