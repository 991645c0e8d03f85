// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>
#include <plugins/common/juce/parameter_adapter.h>

namespace rondo::plugins {

/// A button for a parameter that is on or off; Enter switches it. Refreshed as ParameterKnob is. [control]
class ParameterSwitch final : public juce::TextButton {
public:
    /// Requires: `adapter` outlives the switch.
    ParameterSwitch(ParameterAdapter& adapter, const juce::String& label, juce::Colour colourWhenOn);
    /// Effects: shows the present value.
    void refresh();

    bool keyPressed(const juce::KeyPress& key) override;

private:
    ParameterAdapter& adapter_;
};

} // namespace rondo::plugins
