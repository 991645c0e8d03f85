// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/common/juce/parameter_knob.h>

#include <plugins/common/core/parameter_text.h>
#include <plugins/common/juce/text.h>

namespace rondo::plugins {

ParameterKnob::ParameterKnob(ParameterAdapter& adapter)
    : Slider(RotaryHorizontalVerticalDrag, TextBoxBelow), adapter_(adapter) {
    const auto& parameter = adapter.parameter();
    setTitle(toJuce(parameter.name));
    setHelpText("Drag, turn the wheel, use the arrow keys, press Enter to type, double-click for the default.");
    setRange(parameter.minimum, parameter.maximum, 1 / parameter.stepsPerUnit);
    setDoubleClickReturnValue(true, parameter.defaultValue);
    setTextBoxIsEditable(true);
    setScrollWheelEnabled(true);
    setMouseDragSensitivity(220);
    setVelocityModeParameters(1.0, 1, 0.0, true, juce::ModifierKeys::shiftModifier);
    setWantsKeyboardFocus(true);
    setValue(adapter.realValue(), juce::dontSendNotification);
    onDragStart = [this] {
        dragged_ = true;
        adapter_.beginChangeGesture();
    };
    onDragEnd = [this] {
        dragged_ = false;
        adapter_.endChangeGesture();
    };
    onValueChange = [this] { send(getValue()); };
}

void ParameterKnob::send(double value) {
    const auto position = static_cast<float>(adapter_.parameter().normalise(value));
    if (!dragged_)
        adapter_.beginChangeGesture();
    adapter_.setValueNotifyingHost(position);
    if (!dragged_)
        adapter_.endChangeGesture();
}

bool ParameterKnob::isBeingTyped() const {
    for (auto* child : getChildren())
        if (auto* box = dynamic_cast<juce::Label*>(child); box != nullptr && box->isBeingEdited())
            return true;
    return false;
}

void ParameterKnob::refresh() {
    if (!dragged_ && !isBeingTyped())
        setValue(adapter_.realValue(), juce::dontSendNotification);
}

juce::String ParameterKnob::getTextFromValue(double value) {
    return toJuce(toText(adapter_.parameter(), value));
}

double ParameterKnob::getValueFromText(const juce::String& text) {
    const auto value = fromText(adapter_.parameter(), text.toStdString());
    return value ? *value : getValue();
}

bool ParameterKnob::keyPressed(const juce::KeyPress& key) {
    const auto& parameter = adapter_.parameter();
    const double page = (parameter.maximum - parameter.minimum) / 10;
    const double step = key.getModifiers().isShiftDown() ? page / 100 : page / 10;
    const auto is = [&](int code) { return key.getKeyCode() == code; };
    if (is(juce::KeyPress::upKey) || is(juce::KeyPress::rightKey))
        setValue(getValue() + step, juce::sendNotificationSync);
    else if (is(juce::KeyPress::downKey) || is(juce::KeyPress::leftKey))
        setValue(getValue() - step, juce::sendNotificationSync);
    else if (is(juce::KeyPress::pageUpKey))
        setValue(getValue() + page, juce::sendNotificationSync);
    else if (is(juce::KeyPress::pageDownKey))
        setValue(getValue() - page, juce::sendNotificationSync);
    else if (is(juce::KeyPress::homeKey))
        setValue(parameter.minimum, juce::sendNotificationSync);
    else if (is(juce::KeyPress::endKey))
        setValue(parameter.maximum, juce::sendNotificationSync);
    else if (is(juce::KeyPress::deleteKey) || is(juce::KeyPress::backspaceKey))
        setValue(parameter.defaultValue, juce::sendNotificationSync);
    else if (is(juce::KeyPress::returnKey))
        showTextBox();
    else
        return false; // the host's, the space bar above all
    return true;
}

} // namespace rondo::plugins
