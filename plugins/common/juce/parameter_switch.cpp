// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/common/juce/parameter_switch.h>

#include <plugins/common/juce/text.h>

namespace rondo::plugins {

ParameterSwitch::ParameterSwitch(ParameterAdapter& adapter, const juce::String& label,
                                 juce::Colour colourWhenOn)
    : TextButton(label), adapter_(adapter) {
    setTitle(toJuce(adapter.parameter().name));
    setTooltip(toJuce(adapter.parameter().name));
    setColour(buttonOnColourId, colourWhenOn);
    setClickingTogglesState(true);
    setWantsKeyboardFocus(true);
    refresh();
    onClick = [this] {
        adapter_.beginChangeGesture();
        adapter_.setValueNotifyingHost(getToggleState() ? 1.0f : 0.0f);
        adapter_.endChangeGesture();
    };
}

void ParameterSwitch::refresh() { setToggleState(adapter_.realValue() >= 0.5, juce::dontSendNotification); }

bool ParameterSwitch::keyPressed(const juce::KeyPress& key) {
    // The space bar is left to the host, where it starts and stops the transport.
    return key.getKeyCode() == juce::KeyPress::returnKey && TextButton::keyPressed(key);
}

} // namespace rondo::plugins
