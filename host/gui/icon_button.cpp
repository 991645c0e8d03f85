// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/icon_button.h>

#include <host/gui/command_entry.h>
#include <host/gui/theme.h>

namespace rondo::host {

IconButton::IconButton(CommandId command, juce::Path icon)
    : IconButton(CommandEntry::of(command).name, std::move(icon)) {
    setTooltip(CommandEntry::of(command).tip());
}

IconButton::IconButton(const juce::String& name, juce::Path icon)
    : Button(name), icon_(std::move(icon)), onColour_(Theme::accent) {
    setTitle(name);
    setTooltip(name);
    setMouseClickGrabsKeyboardFocus(false);
}

void IconButton::setIcon(const juce::Path& icon) {
    if (icon == icon_)
        return;
    icon_ = icon;
    repaint();
}

void IconButton::paintButton(juce::Graphics& graphics, bool over, bool down) {
    const auto bounds = getLocalBounds().toFloat();
    auto ground = findColour(Theme::raised);
    if (down)
        ground = ground.interpolatedWith(findColour(Theme::text), 0.15F);
    else if (over)
        ground = ground.interpolatedWith(findColour(Theme::text), 0.07F);
    graphics.setColour(ground);
    graphics.fillRoundedRectangle(bounds, 4);
    const float size = juce::jmin(bounds.getWidth(), bounds.getHeight()) * 0.4F;
    const auto place = juce::Rectangle<float>(size, size).withCentre(bounds.getCentre());
    graphics.setColour(findColour(getToggleState() ? onColour_ : static_cast<int>(Theme::text))
                           .withMultipliedAlpha(isEnabled() ? 1.0F : 0.35F));
    graphics.fillPath(icon_, juce::AffineTransform::scale(size / 16).translated(place.getX(), place.getY()));
    if (getToggleState()) {
        graphics.setColour(findColour(onColour_));
        graphics.fillRoundedRectangle(bounds.withTop(bounds.getBottom() - 3).reduced(6, 0), 1.5F);
    }
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

} // namespace rondo::host
