// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/wrapped_text.h>

#include <cmath>

namespace rondo::host {

bool WrappedText::set(const juce::String& text) {
    if (text == text_)
        return false;
    text_ = text;
    width_ = -1;
    return true;
}

void WrappedText::layOut(int width, juce::Colour colour) {
    if (width == width_ && colour == colour_)
        return;
    width_ = width;
    colour_ = colour;
    const auto words = juce::StringArray::fromTokens(text_, " ", {});
    bool fits = true;
    for (const auto& word : words)
        fits = fits && font_.getStringWidthFloat(word) < static_cast<float>(width);
    juce::AttributedString attributed;
    attributed.append(text_, font_, colour);
    attributed.setWordWrap(fits ? juce::AttributedString::byWord : juce::AttributedString::byChar);
    layout_.createLayout(attributed, static_cast<float>(width));
}

int WrappedText::heightFor(int width) {
    if (text_.isEmpty() || width <= 0)
        return 0;
    layOut(width, colour_);
    return static_cast<int>(std::ceil(layout_.getHeight()));
}

void WrappedText::draw(juce::Graphics& graphics, juce::Rectangle<int> area, juce::Colour colour) {
    if (text_.isEmpty() || area.isEmpty())
        return;
    layOut(area.getWidth(), colour);
    layout_.draw(graphics, area.toFloat());
}

} // namespace rondo::host
