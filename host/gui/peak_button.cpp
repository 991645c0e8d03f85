// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/peak_button.h>

#include <host/gui/read_only_text.h>
#include <host/gui/theme.h>
#include <host/gui/value_text.h>

namespace rondo::host {

PeakButton::PeakButton() : juce::Button("Highest peak") {
    setButtonText(ValueText::level(level_));
    setTitle("Highest peak in dBFS, reset");
    setTooltip("The highest peak since the last press, in dBFS: press to reset (Enter)");
}

void PeakButton::show(double decibels) {
    level_ = decibels;
    if (const auto figure = ValueText::level(decibels); figure != getButtonText())
        setButtonText(figure); // repaints
}

void PeakButton::paintButton(juce::Graphics& graphics, bool highlighted, bool down) {
    const auto area = getLocalBounds().toFloat().reduced(1);
    const auto face = findColour(over() ? Theme::alarm : Theme::raised);
    graphics.setColour(down ? face.darker(0.2F) : highlighted ? face.brighter(0.12F) : face);
    graphics.fillRoundedRectangle(area, 4);
    graphics.setColour(findColour(over() ? Theme::onAccent : Theme::text));
    graphics.setFont(Theme::figures(15));
    graphics.drawText(getButtonText(), getLocalBounds(), juce::Justification::centred, false);
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

std::unique_ptr<juce::AccessibilityHandler> PeakButton::createAccessibilityHandler() {
    juce::AccessibilityActions actions;
    actions.addAction(juce::AccessibilityActionType::press, [this] { triggerClick(); });
    return std::make_unique<juce::AccessibilityHandler>(
        *this, juce::AccessibilityRole::button, std::move(actions),
        juce::AccessibilityHandler::Interfaces{
            std::make_unique<ReadOnlyText>([this] { return getButtonText(); })});
}

} // namespace rondo::host
