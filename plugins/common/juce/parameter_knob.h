// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>
#include <plugins/common/juce/parameter_adapter.h>

namespace rondo::plugins {

/// A knob for one parameter, with its value below as text that can be typed over. Mouse, wheel, double click
/// (back to the default), arrows, page keys, Home, End, Enter (type), Delete (default). Each change is one
/// gesture to the host. It does not listen: the editor calls `refresh`, so that nothing of it ever runs on the
/// audio thread. [control]
class ParameterKnob final : public juce::Slider {
public:
    /// Requires: `adapter` outlives the knob.
    explicit ParameterKnob(ParameterAdapter& adapter);
    /// Effects: shows the present value, unless the user is at it.
    void refresh();

    juce::String getTextFromValue(double value) override;
    double getValueFromText(const juce::String& text) override;
    bool keyPressed(const juce::KeyPress& key) override;
    void focusGained(FocusChangeType) override { repaint(); }
    void focusLost(FocusChangeType) override { repaint(); }

private:
    void send(double value);
    bool isBeingTyped() const;

    ParameterAdapter& adapter_;
    bool dragged_ = false;
};

} // namespace rondo::plugins
