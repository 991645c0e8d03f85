// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/browser_icons.h>

namespace rondo::host {
namespace {

juce::Path bars(bool turned) {
    juce::Path path;
    path.addRoundedRectangle(0.0F, 0.44F, 1.0F, 0.12F, 0.06F);
    path.addRoundedRectangle(0.44F, 0.0F, 0.12F, 1.0F, 0.06F);
    if (turned)
        path.applyTransform(juce::AffineTransform::rotation(juce::MathConstants<float>::pi / 4, 0.5F, 0.5F));
    return path;
}

} // namespace

juce::Path BrowserIcons::star() {
    juce::Path path;
    path.addStar({0.5F, 0.5F}, 5, 0.22F, 0.5F);
    return path;
}

juce::Path BrowserIcons::plus() { return bars(false); }
juce::Path BrowserIcons::cross() { return bars(true); }

juce::Path BrowserIcons::glass() {
    juce::Path outline;
    outline.addEllipse(0.05F, 0.05F, 0.6F, 0.6F);
    outline.startNewSubPath(0.57F, 0.57F);
    outline.lineTo(0.95F, 0.95F);
    juce::Path path;
    juce::PathStrokeType(0.1F, juce::PathStrokeType::curved, juce::PathStrokeType::rounded)
        .createStrokedPath(path, outline, {}, 20.0F);
    return path;
}

void BrowserIcons::draw(juce::Graphics& graphics, const juce::Path& icon, juce::Rectangle<float> area,
                        float size, bool filled) {
    const auto square = area.withSizeKeepingCentre(size, size);
    const auto place = juce::AffineTransform::scale(size).translated(square.getX(), square.getY());
    if (filled)
        graphics.fillPath(icon, place);
    else
        graphics.strokePath(icon, juce::PathStrokeType(1.2F), place);
}

} // namespace rondo::host
