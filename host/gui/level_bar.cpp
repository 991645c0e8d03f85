// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/level_bar.h>

#include <cmath>
#include <host/gui/meter_scale.h>
#include <host/gui/read_only_text.h>
#include <host/gui/theme.h>
#include <host/gui/value_text.h>

namespace rondo::host {

LevelBar::LevelBar(Direction direction, const juce::String& name) : direction_(direction) {
    setTitle(name);
    setInterceptsMouseClicks(false, false);
}

/// What lies between two places of the scale, 0 to 1.
juce::Rectangle<float> LevelBar::between(double from, double to) const {
    const auto area = getLocalBounds().toFloat();
    const auto share = [](double place, float size) { return static_cast<float>(place) * size; };
    if (direction_ == Direction::rightward)
        return area.withX(share(from, area.getWidth())).withRight(share(to, area.getWidth()));
    return area.withY(area.getHeight() - share(to, area.getHeight()))
        .withBottom(area.getHeight() - share(from, area.getHeight()));
}

void LevelBar::repaintBetween(double from, double to) {
    if (std::abs(from - to) * std::max(getWidth(), getHeight()) > 0.1)
        repaint(between(std::min(from, to), std::max(from, to)).expanded(3).getSmallestIntegerContainer());
}

void LevelBar::show(const Levels& levels) {
    const auto before = std::exchange(levels_, levels);
    repaintBetween(MeterScale::place(before.peak), MeterScale::place(levels.peak));
    repaintBetween(MeterScale::place(before.rms), MeterScale::place(levels.rms));
    repaintBetween(MeterScale::place(before.held), MeterScale::place(levels.held));
}

juce::String LevelBar::description() const {
    return "peak " + ValueText::gain(levels_.peak) + ", RMS " + ValueText::gain(levels_.rms);
}

void LevelBar::fill(juce::Graphics& graphics, double level, float inset, float alpha) const {
    const double end = MeterScale::place(level);
    double from = 0;
    for (const double until : {MeterScale::warning, MeterScale::alarm, MeterScale::highest}) {
        const double to = std::min(end, MeterScale::place(until));
        if (to <= from)
            break;
        auto area = between(from, to);
        area = direction_ == Direction::upward ? area.reduced(inset * area.getWidth(), 0)
                                               : area.reduced(0, inset * area.getHeight());
        const double middle = until == MeterScale::warning ? MeterScale::lowest : until - 1;
        graphics.setColour(findColour(MeterScale::colour(middle)).withMultipliedAlpha(alpha));
        graphics.fillRect(area);
        from = to;
    }
}

void LevelBar::paint(juce::Graphics& graphics) {
    graphics.setColour(findColour(Theme::track));
    graphics.fillRect(getLocalBounds());
    fill(graphics, levels_.peak, 0, 0.5F);
    fill(graphics, levels_.rms, 0.25F, 1);
    if (const double held = MeterScale::place(levels_.held); held > 0) {
        const auto line = between(held, held);
        graphics.setColour(findColour(MeterScale::colour(levels_.held)));
        graphics.fillRect(
            direction_ == Direction::upward
                ? line.withHeight(2).translated(0, -1).constrainedWithin(getLocalBounds().toFloat())
                : line.withWidth(2).translated(-1, 0).constrainedWithin(getLocalBounds().toFloat()));
    }
}

std::unique_ptr<juce::AccessibilityHandler> LevelBar::createAccessibilityHandler() {
    return ReadOnlyText::handler(*this, juce::AccessibilityRole::progressBar, [this] { return description(); });
}

} // namespace rondo::host
