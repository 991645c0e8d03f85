// SPDX-License-Identifier: MIT
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::test {

/// Returns: a mouse event as JUCE gives them to a component: at `position` of it, pressed at `pressed`.
inline juce::MouseEvent mouseAt(juce::Component& component, juce::Point<int> position, juce::Point<int> pressed,
                                juce::ModifierKeys keys = juce::ModifierKeys::leftButtonModifier) {
    const auto now = juce::Time::getCurrentTime();
    return {juce::Desktop::getInstance().getMainMouseSource(),
            position.toFloat(),
            keys,
            juce::MouseInputSource::defaultPressure,
            juce::MouseInputSource::defaultOrientation,
            juce::MouseInputSource::defaultRotation,
            juce::MouseInputSource::defaultTiltX,
            juce::MouseInputSource::defaultTiltY,
            &component,
            &component,
            now,
            pressed.toFloat(),
            now,
            1,
            position != pressed};
}

/// Effects: gives a key to the component, and to those around it until one takes it, as its window does.
inline bool press(juce::Component& component, const juce::KeyPress& key) {
    for (auto* each = &component; each != nullptr; each = each->getParentComponent())
        if (each->keyPressed(key))
            return true;
    return false;
}

/// Returns: what of a component, at any depth, has that title; null: nothing.
template <class Kind = juce::Component>
Kind* titled(juce::Component& in, const juce::String& title) {
    for (auto* const child : in.getChildren()) {
        if (auto* const found = dynamic_cast<Kind*>(child); found != nullptr && found->getTitle() == title)
            return found;
        if (auto* const found = titled<Kind>(*child, title))
            return found;
    }
    return nullptr;
}

} // namespace rondo::test
