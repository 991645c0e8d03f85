// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/theme.h>
#include <host/gui/value_text.h>
#include <host/gui/waveform_view.h>

#include <algorithm>

namespace rondo::host {

void WaveformView::paint(juce::Graphics& graphics) {
    if (shown() != Shown::files) {
        graphics.fillAll(findColour(Theme::panel));
        if (shown() == Shown::nothing)
            paintEmpty(graphics);
        return;
    }
    image_.draw(graphics, *this, axis_, files_);
    paintLoop(graphics);
    if (files_.reading())
        paintReading(graphics);
    const auto x = static_cast<float>(axis_.place(position_));
    graphics.setColour(findColour(Theme::playhead));
    graphics.fillRect(x - 0.75F, 0.0F, 1.5F, static_cast<float>(getHeight() - WaveformImage::scrollHeight));
    juce::Path head;
    head.addTriangle(x - 5, 0, x + 5, 0, x, 7);
    graphics.fillPath(head);
}

void WaveformView::paintLoop(juce::Graphics& graphics) const {
    if (!loop_.exists())
        return;
    const auto left = static_cast<float>(std::max(axis_.place(loop_.loop().start), -10.0));
    const auto right = static_cast<float>(std::min(axis_.place(loop_.loop().end), axis_.width() + 10));
    if (right <= left)
        return;
    const bool on = loop_.loop().looping;
    const auto channels = WaveformImage::channelArea(getLocalBounds()).toFloat();
    graphics.setColour(findColour(Theme::loopShade).withMultipliedAlpha(on ? 1.0F : 0.4F));
    graphics.fillRect(channels.withX(left).withRight(right));
    const float half = WaveformImage::rulerHeight / 2.0F;
    graphics.setColour(findColour(on ? Theme::accent : Theme::dim).withMultipliedAlpha(0.5F));
    graphics.fillRect(left, half + 3, right - left, half - 6);
    graphics.setColour(findColour(on ? Theme::accent : Theme::dim));
    graphics.fillRect(left, channels.getY(), 1.0F, channels.getHeight());
    graphics.fillRect(right - 1, channels.getY(), 1.0F, channels.getHeight());
}

void WaveformView::paintReading(juce::Graphics& graphics) const {
    const auto area = WaveformImage::channelArea(getLocalBounds()).toFloat();
    graphics.setFont(Theme::figures(12));
    for (const auto& file : files_.files()) {
        if (!file.reading)
            continue;
        const auto left = static_cast<float>(std::max(axis_.place(file.start), 0.0));
        const auto right =
            static_cast<float>(std::min(axis_.place({file.start.value + file.length.value}), axis_.width()));
        if (right - left < 4)
            continue;
        const auto place = area.withX(left).withRight(right);
        const auto bar = place.withSizeKeepingCentre(std::min(place.getWidth() - 8, 160.0F), 4);
        graphics.setColour(findColour(Theme::track));
        graphics.fillRoundedRectangle(bar, 2);
        graphics.setColour(findColour(Theme::accent));
        graphics.fillRoundedRectangle(bar.withWidth(bar.getWidth() * static_cast<float>(file.done)), 2);
        if (place.getWidth() < 100)
            continue;
        graphics.setColour(findColour(Theme::dim));
        graphics.drawText("Reading " + juce::String(juce::roundToInt(file.done * 100)) + " %",
                          bar.translated(0, -14).withSizeKeepingCentre(100, 16), juce::Justification::centred);
    }
}

void WaveformView::paintEmpty(juce::Graphics& graphics) const {
    const auto area = getLocalBounds().toFloat();
    if (getHeight() >= 160) { // an arrow into a tray
        juce::Path icon;
        icon.startNewSubPath(12, 0);
        icon.lineTo(12, 18);
        icon.startNewSubPath(4, 10);
        icon.lineTo(12, 18);
        icon.lineTo(20, 10);
        icon.startNewSubPath(0, 20);
        icon.lineTo(0, 27);
        icon.lineTo(24, 27);
        icon.lineTo(24, 20);
        graphics.setColour(findColour(Theme::dim));
        graphics.strokePath(
            icon, juce::PathStrokeType(2, juce::PathStrokeType::curved, juce::PathStrokeType::rounded),
            juce::AffineTransform::translation(area.getCentreX() - 12, area.getCentreY() - 56));
    }
    graphics.setColour(findColour(Theme::text));
    graphics.setFont(Theme::face(15));
    graphics.drawFittedText("Drop sound files here, or press O",
                            getLocalBounds().withSizeKeepingCentre(getWidth() - 16, 24),
                            juce::Justification::centred, 1, 0.8F);
}

void WaveformView::paintDrop(juce::Graphics& graphics) const {
    auto area = getLocalBounds().reduced(4);
    const auto zone = [&](juce::Rectangle<int> place, const char* text, bool chosen) {
        const auto shape = place.reduced(4).toFloat();
        graphics.setColour(findColour(Theme::panel).withAlpha(0.9F));
        graphics.fillRoundedRectangle(shape, 6);
        graphics.setColour(findColour(chosen ? Theme::accent : Theme::outline));
        graphics.drawRoundedRectangle(shape, 6, 2);
        graphics.setColour(findColour(chosen ? Theme::text : Theme::dim));
        graphics.setFont(Theme::face(15));
        graphics.drawText(text, place, juce::Justification::centred);
    };
    if (shown() != Shown::files)
        return zone(area, "Play these files", true);
    zone(area.removeFromTop(area.getHeight() / 2), "Play these files instead", drop_ == Drop::replaces);
    zone(area, "Play these files after the others", drop_ == Drop::adds);
}

void WaveformView::paintOverChildren(juce::Graphics& graphics) {
    if (shown() == Shown::files && !trouble_.empty() &&
        std::ranges::all_of(files_.files(), [](const auto& file) { return file.trouble.empty(); })) {
        const auto area = WaveformImage::channelArea(getLocalBounds()).removeFromBottom(40);
        graphics.setColour(findColour(Theme::panel).withAlpha(0.85F));
        graphics.fillRect(area);
        graphics.setColour(findColour(Theme::warning));
        graphics.setFont(Theme::face(13));
        graphics.drawFittedText(ValueText::shown(trouble_), area.reduced(8, 2), juce::Justification::centred, 2,
                                1);
    }
    if (drop_ != Drop::none)
        paintDrop(graphics);
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

} // namespace rondo::host
