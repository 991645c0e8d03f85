// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/figure_view.h>

#include <host/gui/read_only_text.h>

namespace rondo::host {

FigureView::FigureView(const juce::String& name, juce::String caption) : caption_(std::move(caption)) {
    setTitle(name);
    setInterceptsMouseClicks(false, false);
}

void FigureView::show(const juce::String& figure, int colour) {
    if (figure == figure_ && colour == colour_)
        return;
    figure_ = figure;
    colour_ = colour;
    repaint();
}

void FigureView::setFigureHeight(float height) {
    height_ = height;
    repaint();
}

void FigureView::setJustification(juce::Justification justification) {
    justification_ = justification;
    repaint();
}

void FigureView::paint(juce::Graphics& graphics) {
    auto area = getLocalBounds();
    if (caption_.isNotEmpty()) {
        graphics.setColour(findColour(Theme::dim));
        graphics.setFont(Theme::face(12));
        graphics.drawText(caption_, area.removeFromTop(15), justification_);
    }
    graphics.setColour(findColour(colour_));
    graphics.setFont(Theme::figures(height_));
    graphics.drawText(figure_, area, justification_, false);
}

std::unique_ptr<juce::AccessibilityHandler> FigureView::createAccessibilityHandler() {
    return ReadOnlyText::handler(*this, juce::AccessibilityRole::staticText, [this] { return figure_; });
}

} // namespace rondo::host
