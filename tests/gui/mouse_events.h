// SPDX-License-Identifier: MIT
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::test {

/// What a mouse does to a component, told to it as JUCE does.
class Mouse {
public:
    explicit Mouse(juce::Component& component, juce::ModifierKeys held = {})
        : component_(component), held_(held) {}

    void press(float x, float y, int clicks = 1) {
        pressed_ = at_ = {x, y};
        component_.mouseDown(event(true, false, clicks));
    }
    void drag(float x, float y) {
        at_ = {x, y};
        component_.mouseDrag(event(true, true));
    }
    void release() { component_.mouseUp(event(false, at_ != pressed_)); }
    void click(float x, float y) {
        press(x, y);
        release();
    }
    void doubleClick(float x, float y) {
        click(x, y);
        press(x, y, 2);
        component_.mouseDoubleClick(event(true, false, 2));
        release();
    }
    void wheel(float x, float y, float by, float sideways = 0) {
        at_ = pressed_ = {x, y};
        component_.mouseWheelMove(event(false, false), {sideways, by, false, false, false});
    }
    /// What is held from now on.
    void hold(juce::ModifierKeys held) { held_ = held; }

private:
    juce::MouseEvent event(bool down, bool dragged, int clicks = 1) const {
        const auto now = juce::Time::getCurrentTime();
        const auto mods = down ? held_.withFlags(juce::ModifierKeys::leftButtonModifier) : held_;
        return {juce::Desktop::getInstance().getMainMouseSource(),
                at_,
                mods,
                0,
                0,
                0,
                0,
                0,
                &component_,
                &component_,
                now,
                pressed_,
                now,
                clicks,
                dragged};
    }

    juce::Component& component_;
    juce::ModifierKeys held_;
    juce::Point<float> pressed_;
    juce::Point<float> at_;
};

} // namespace rondo::test
