// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/plain_button.h>

#include <host/gui/icons.h>
#include <host/gui/theme.h>

namespace rondo::host {

PlainButton::PlainButton(const juce::String& name, Look look)
    : Button(name), look_(std::move(look)), colour_(Theme::text) {
    setTitle(name);
    setButtonText(name);
    setMouseClickGrabsKeyboardFocus(false);
}

void PlainButton::setText(const juce::String& shown) {
    if (shown != getButtonText())
        setButtonText(shown);
}

void PlainButton::setDot(bool dot) {
    if (std::exchange(dot_, dot) != dot)
        repaint();
}

void PlainButton::setTextColour(int colour) {
    if (std::exchange(colour_, colour) != colour)
        repaint();
}

void PlainButton::paintButton(juce::Graphics& graphics, bool over, bool down) {
    auto area = getLocalBounds();
    if (over || down) {
        graphics.setColour(findColour(Theme::raised).withAlpha(down ? 1.0F : 0.7F));
        graphics.fillRoundedRectangle(area.toFloat(), 4);
    }
    area.reduce(8, 0);
    const auto shown = getButtonText();
    int room = area.getWidth() - (look_.menu ? 20 : 0) - (dot_ ? 14 : 0);
    const int wide = juce::jmin(room, look_.font.getStringWidth(shown) + 2);
    if (dot_) {
        graphics.setColour(findColour(Theme::accent));
        graphics.fillEllipse(area.removeFromLeft(14).toFloat().withSizeKeepingCentre(7, 7).translated(-3, 0));
    }
    const auto ink = findColour(look_.marked && !getToggleState() ? static_cast<int>(Theme::dim) : colour_);
    graphics.setColour(ink);
    graphics.setFont(look_.font);
    graphics.drawText(shown, look_.menu ? area.removeFromLeft(wide) : area, look_.justification);
    if (look_.menu) {
        const auto place = area.removeFromLeft(20).toFloat().withSizeKeepingCentre(12, 12);
        graphics.setColour(findColour(Theme::dim));
        graphics.fillPath(Icons::down(),
                          juce::AffineTransform::scale(0.75F).translated(place.getX(), place.getY()));
    }
    if (look_.marked && getToggleState()) {
        graphics.setColour(findColour(Theme::accent));
        graphics.fillRect(getLocalBounds().removeFromBottom(2).reduced(8, 0));
    }
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

} // namespace rondo::host
