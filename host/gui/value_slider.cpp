// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/value_slider.h>

#include <cmath>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {

constexpr double pointsOfRange = 200; ///< that the mouse goes from one end to the other
constexpr double fineness = 10;       ///< times as far with Shift
constexpr double notch = 0.19;        ///< of a wheel, as JUCE tells it
constexpr int pageOfSteps = 5;
constexpr int textHeight = 20;

} // namespace

ValueSlider::ValueSlider(Kind kind)
    : juce::Slider(RotaryHorizontalVerticalDrag, TextBoxBelow), kind_(std::move(kind)) {
    setName(kind_.name);
    setTitle(kind_.name);
    setNormalisableRange(kind_.range);
    setDoubleClickReturnValue(true, kind_.rest);
    setTooltip(kind_.name + ": drag, wheel or arrows, finer with Shift; Enter to type; double-click for " +
               kind_.write(kind_.rest));
    setWantsKeyboardFocus(true);
    takeColours();
    setTextBoxStyle(TextBoxBelow, false, 64, textHeight);
    setValue(kind_.rest, juce::dontSendNotification);
}

juce::String ValueSlider::getTextFromValue(double value) { return kind_.write(value); }

double ValueSlider::getValueFromText(const juce::String& text) {
    if (const auto value = kind_.read(text))
        return *value;
    onTrouble("Expected " + kind_.expected + ", found '" + text + "'; the " + kind_.name.toLowerCase() +
              " stays as it was.");
    return getValue();
}

// What is typed, and what assistive programs set, comes between these two.
void ValueSlider::startedDragging() {
    letGo();
    onGesture();
}
void ValueSlider::stoppedDragging() { letGo(); }

void ValueSlider::change(Hand hand, double value) {
    if (std::exchange(hand_, hand) != hand)
        onGesture();
    setValue(value, juce::sendNotificationSync);
}

void ValueSlider::mouseDown(const juce::MouseEvent& event) {
    letGo();
    last_ = event.position;
    proportion_ = valueToProportionOfLength(getValue());
}

void ValueSlider::mouseDrag(const juce::MouseEvent& event) {
    if (!event.mods.isLeftButtonDown())
        return;
    const auto moved = event.position - last_;
    last_ = event.position;
    const double reach = pointsOfRange * (event.mods.isShiftDown() ? fineness : 1);
    proportion_ = std::clamp(proportion_ + static_cast<double>(moved.x - moved.y) / reach, 0.0, 1.0);
    const double value = proportionOfLengthToValue(proportion_);
    const bool atEnd = proportion_ <= 0 || proportion_ >= 1;
    change(Hand::mouse, atEnd ? value : std::round(value / kind_.fine) * kind_.fine);
}

void ValueSlider::mouseUp(const juce::MouseEvent&) { letGo(); }
void ValueSlider::mouseExit(const juce::MouseEvent&) {
    if (hand_ == Hand::wheel)
        letGo();
    repaint();
}

void ValueSlider::mouseDoubleClick(const juce::MouseEvent&) {
    letGo();
    change(Hand::mouse, kind_.rest);
    letGo();
}

void ValueSlider::mouseWheelMove(const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel) {
    wheeled_ += static_cast<double>(wheel.isReversed ? -wheel.deltaY : wheel.deltaY) / notch;
    const double steps = std::trunc(wheeled_);
    if (steps == 0)
        return;
    wheeled_ -= steps;
    change(Hand::wheel, getValue() + steps * (event.mods.isShiftDown() ? kind_.fine : kind_.step));
}

bool ValueSlider::keyPressed(const juce::KeyPress& key) {
    const auto mods = key.getModifiers();
    if (mods.isCtrlDown() || mods.isAltDown() || mods.isCommandDown())
        return false;
    const double step = mods.isShiftDown() ? kind_.fine : kind_.step;
    const auto is = [&](int code) { return key.isKeyCode(code); };
    if (is(juce::KeyPress::upKey) || is(juce::KeyPress::rightKey))
        change(Hand::key, getValue() + step);
    else if (is(juce::KeyPress::downKey) || is(juce::KeyPress::leftKey))
        change(Hand::key, getValue() - step);
    else if (is(juce::KeyPress::pageUpKey))
        change(Hand::key, getValue() + pageOfSteps * step);
    else if (is(juce::KeyPress::pageDownKey))
        change(Hand::key, getValue() - pageOfSteps * step);
    else if (is(juce::KeyPress::homeKey))
        change(Hand::key, getMinimum());
    else if (is(juce::KeyPress::endKey))
        change(Hand::key, getMaximum());
    else if (is(juce::KeyPress::deleteKey) || is(juce::KeyPress::backspaceKey))
        change(Hand::key, kind_.rest);
    else if (is(juce::KeyPress::returnKey))
        showTextBox();
    else
        return false;
    return true;
}

// A key that is held is one gesture, and each press another.
bool ValueSlider::keyStateChanged(bool isKeyDown) {
    if (!isKeyDown && hand_ == Hand::key)
        letGo();
    return false;
}

void ValueSlider::focusGained(FocusChangeType) { repaint(); }
void ValueSlider::focusLost(FocusChangeType) {
    letGo();
    repaint();
}

void ValueSlider::takeColours() {
    setColour(textBoxTextColourId, findColour(Theme::text));
    setColour(textBoxBackgroundColourId, juce::Colours::transparentBlack);
    setColour(textBoxOutlineColourId, juce::Colours::transparentBlack);
    setColour(textBoxHighlightColourId, findColour(Theme::accent).withAlpha(0.4F));
}

void ValueSlider::lookAndFeelChanged() {
    takeColours();
    juce::Slider::lookAndFeelChanged();
}

// JUCE makes the text anew with each look. Enter opens it, so that Tab needs not stop there.
void ValueSlider::childrenChanged() {
    for (auto* const child : getChildren())
        if (auto* const label = dynamic_cast<juce::Label*>(child)) {
            label->setFont(Theme::figures(12.5F));
            label->setWantsKeyboardFocus(false);
            label->setBorderSize({0, 2, 0, 2});
            label->setMinimumHorizontalScale(0.8F);
            label->setTooltip(getTooltip());
        }
}

void ValueSlider::paintOverChildren(juce::Graphics& graphics) {
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

} // namespace rondo::host
