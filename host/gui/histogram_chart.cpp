// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/histogram_chart.h>

#include <algorithm>
#include <host/gui/device_text.h>
#include <host/gui/read_only_text.h>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {

constexpr int readingHeight = 20;
constexpr int timesHeight = 20;
constexpr int countsWidth = 44;

/// Short, for an axis: "1 M", "10 k", "100".
juce::String decade(double count) {
    static constexpr std::array<const char*, 7> units{"", " k", " M", " G", " T", " P", " E"};
    std::size_t unit = 0;
    for (; count >= 1000 && unit + 1 < units.size(); ++unit)
        count /= 1000;
    return juce::String(juce::roundToInt(count)) + units.at(unit);
}

} // namespace

HistogramChart::HistogramChart() {
    setTitle("Callback times");
    setHelpText("How many blocks took how long. Left and right point at a bar.");
    setWantsKeyboardFocus(true);
}

void HistogramChart::show(const concurrency::HistogramCounts& counts, double period, bool open) {
    if (counts.counts == counts_.counts && period == period_ && open == open_)
        return;
    counts_ = counts;
    period_ = period;
    open_ = open;
    repaint();
}

juce::Rectangle<int> HistogramChart::plot() const {
    return getLocalBounds()
        .withTrimmedTop(readingHeight)
        .withTrimmedBottom(timesHeight)
        .withTrimmedLeft(countsWidth)
        .withTrimmedRight(8);
}

HistogramScale HistogramChart::scale() const { return {counts_, period_, plot().toFloat()}; }

juce::String HistogramChart::reading() const {
    const auto total = counts_.total();
    if (total == 0)
        return open_ ? "No block has been measured yet." : "No device is open.";
    if (!pointed_)
        return DeviceText::count(total) + (total == 1 ? " block" : " blocks");
    auto count = counts_.counts.at(*pointed_);
    auto from = HistogramScale::from(*pointed_);
    if (*pointed_ == 1) { // the bar stands for what is shorter too
        count += counts_.counts[0];
        from = 0;
    }
    const bool last = *pointed_ + 1 == counts_.counts.size();
    return DeviceText::time(from) +
           (last ? juce::String(" and more") : " to " + DeviceText::time(HistogramScale::until(*pointed_))) +
           ": " + DeviceText::count(count) + (count == 1 ? " block, " : " blocks, ") +
           DeviceText::share(static_cast<double>(count) / static_cast<double>(total));
}

void HistogramChart::pointAt(std::optional<std::size_t> bucket) {
    if (bucket == pointed_)
        return;
    pointed_ = bucket;
    repaint();
    if (auto* const handler = getAccessibilityHandler())
        handler->notifyAccessibilityEvent(juce::AccessibilityEvent::valueChanged);
}

void HistogramChart::mouseMove(const juce::MouseEvent& event) {
    const auto& at = event.position;
    const auto shown = scale();
    for (const auto& bar : shown.bars())
        if (at.x >= bar.area.getX() && at.x < bar.area.getRight())
            return pointAt(bar.bucket);
    pointAt({});
}
void HistogramChart::mouseExit(const juce::MouseEvent&) { pointAt({}); }
void HistogramChart::focusLost(FocusChangeType) {
    pointAt({});
    repaint();
}

bool HistogramChart::keyPressed(const juce::KeyPress& key) {
    const auto bars = scale().bars();
    const auto first = bars.front().bucket;
    const auto last = bars.back().bucket;
    if (key == juce::KeyPress::leftKey)
        pointAt(pointed_ ? std::max(first, *pointed_ - 1) : last);
    else if (key == juce::KeyPress::rightKey)
        pointAt(pointed_ ? std::min(last, *pointed_ + 1) : first);
    else if (key == juce::KeyPress::homeKey)
        pointAt(first);
    else if (key == juce::KeyPress::endKey)
        pointAt(last);
    else
        return false;
    return true;
}

void HistogramChart::paintAxes(juce::Graphics& graphics, const HistogramScale& scale) const {
    const auto area = plot();
    graphics.setFont(Theme::figures(11));
    float lowest = static_cast<float>(getHeight());
    for (const auto& mark : scale.counts()) {
        graphics.setColour(findColour(Theme::outline));
        graphics.drawHorizontalLine(juce::roundToInt(mark.place), static_cast<float>(area.getX()),
                                    static_cast<float>(area.getRight()));
        if (mark.place > lowest - 13)
            continue; // no room for another label
        lowest = mark.place;
        graphics.setColour(findColour(Theme::dim));
        graphics.drawText(decade(mark.value), 0, juce::roundToInt(mark.place) - 7, countsWidth - 8, 14,
                          juce::Justification::centredRight, false);
    }
    float rightmost = -100;
    for (const auto& mark : scale.times()) {
        graphics.setColour(findColour(Theme::outline));
        graphics.drawVerticalLine(juce::roundToInt(mark.place), static_cast<float>(area.getY()),
                                  static_cast<float>(area.getBottom()) + 4);
        if (mark.place - rightmost < 52)
            continue;
        rightmost = mark.place;
        graphics.setColour(findColour(Theme::dim));
        const int left = juce::jlimit(0, std::max(0, getWidth() - 52), juce::roundToInt(mark.place) - 26);
        graphics.drawText(DeviceText::time(mark.value).replace(".00", "").replace(".0", ""), left,
                          area.getBottom() + 5, 52, 14, juce::Justification::centred, false);
    }
}

void HistogramChart::paintBars(juce::Graphics& graphics, const HistogramScale& scale) const {
    for (const auto& bar : scale.bars()) {
        const auto area = bar.area.reduced(std::min(1.0F, bar.area.getWidth() / 4), 0);
        const bool pointed = bar.bucket == pointed_;
        if (pointed) {
            graphics.setColour(findColour(Theme::text).withAlpha(0.08F));
            graphics.fillRect(area.withTop(static_cast<float>(plot().getY()))
                                  .withBottom(static_cast<float>(plot().getBottom())));
        }
        if (bar.area.getHeight() <= 0)
            continue;
        const bool late = period_ > 0 && HistogramScale::from(bar.bucket) >= period_;
        const bool close = period_ > 0 && HistogramScale::until(bar.bucket) > period_;
        graphics.setColour(findColour(late ? Theme::alarm : close ? Theme::warning : Theme::accent));
        graphics.fillRect(area);
        if (pointed) {
            graphics.setColour(findColour(Theme::text));
            graphics.drawRect(area, 1.5F);
        }
    }
}

void HistogramChart::paintPeriod(juce::Graphics& graphics, const HistogramScale& scale) const {
    const auto place = scale.period();
    if (!place)
        return;
    const auto area = plot().toFloat();
    graphics.setColour(findColour(Theme::text));
    const std::array<float, 2> dashes{4, 3};
    graphics.drawDashedLine({*place, area.getY(), *place, area.getBottom()}, dashes.data(), 2, 1.5F);
    const auto label = "period " + DeviceText::time(period_);
    const auto font = Theme::figures(11);
    graphics.setFont(font);
    const float width = font.getStringWidthFloat(label) + 8;
    // On the side that has room, before its own background, so that bars do not cross it.
    const float left = *place - width >= area.getX() ? *place - width - 2 : *place + 2;
    const juce::Rectangle<float> box(left, area.getY() + 1, width, 15);
    graphics.setColour(findColour(Theme::panel).withAlpha(0.85F));
    graphics.fillRect(box);
    graphics.setColour(findColour(Theme::text));
    graphics.drawText(label, box, juce::Justification::centred, false);
}

void HistogramChart::paint(juce::Graphics& graphics) {
    const auto shown = scale();
    graphics.setColour(findColour(Theme::dim));
    graphics.setFont(Theme::face(12));
    graphics.drawFittedText(reading(), getLocalBounds().removeFromTop(readingHeight).reduced(8, 0),
                            juce::Justification::centredRight, 1);
    paintAxes(graphics, shown);
    paintBars(graphics, shown);
    paintPeriod(graphics, shown);
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

std::unique_ptr<juce::AccessibilityHandler> HistogramChart::createAccessibilityHandler() {
    return ReadOnlyText::handler(*this, juce::AccessibilityRole::image, [this] { return reading(); });
}

} // namespace rondo::host
