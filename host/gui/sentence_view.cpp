// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/sentence_view.h>

#include <algorithm>
#include <host/gui/read_only_text.h>

namespace rondo::host {
namespace {

constexpr int edge = 12;
constexpr int gap = 8;

} // namespace

SentenceView::SentenceView(const juce::String& name, int colour) : colour_(colour) {
    setTitle(name);
    setInterceptsMouseClicks(false, false);
}

bool SentenceView::show(const juce::String& sentence) {
    setVisible(sentence.isNotEmpty());
    if (!text_.set(sentence))
        return false;
    repaint();
    if (auto* const handler = getAccessibilityHandler())
        handler->notifyAccessibilityEvent(juce::AccessibilityEvent::valueChanged);
    return true;
}

int SentenceView::textWidth(int width) const noexcept {
    return std::max(40, width - spaceOnRight_ - (hasField() ? 2 * edge : 0));
}

int SentenceView::heightFor(int width) {
    const int text = text_.heightFor(textWidth(width));
    return text > 0 && hasField() ? text + 2 * gap : text;
}

void SentenceView::paint(juce::Graphics& graphics) {
    auto area = getLocalBounds();
    if (hasField()) {
        graphics.setColour(findColour(colour_).withAlpha(0.14F));
        graphics.fillRoundedRectangle(area.toFloat(), 4);
        graphics.setColour(findColour(colour_));
        graphics.fillRoundedRectangle(area.toFloat().withWidth(4), 2);
        area.reduce(edge, gap);
    }
    area.setWidth(textWidth(getWidth()));
    text_.draw(graphics, area, findColour(hasField() ? Theme::text : Theme::dim));
}

std::unique_ptr<juce::AccessibilityHandler> SentenceView::createAccessibilityHandler() {
    return ReadOnlyText::handler(*this, juce::AccessibilityRole::staticText, [this] { return sentence(); });
}

} // namespace rondo::host
