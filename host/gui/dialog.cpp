// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/dialog.h>

#include <host/gui/theme.h>

namespace rondo::host {

Dialog::Dialog() { setFocusContainerType(FocusContainerType::keyboardFocusContainer); }

bool Dialog::keyPressed(const juce::KeyPress& key) {
    if (!key.isKeyCode(juce::KeyPress::escapeKey))
        return false;
    cancel();
    return true;
}

void Dialog::paint(juce::Graphics& graphics) {
    const auto bounds = getLocalBounds().toFloat().reduced(0.5F);
    graphics.setColour(findColour(Theme::panel));
    graphics.fillRoundedRectangle(bounds, 8);
    graphics.setColour(findColour(Theme::outline));
    graphics.drawRoundedRectangle(bounds, 8, 1);
}

void Dialog::end(std::function<void()> answer) {
    if (onOver)
        std::exchange(onOver, nullptr)();
    if (answer)
        answer();
}

std::unique_ptr<juce::AccessibilityHandler> Dialog::createAccessibilityHandler() {
    return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::dialogWindow);
}

} // namespace rondo::host
