// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/load_graph.h>

#include <algorithm>
#include <cmath>
#include <host/gui/device_text.h>
#include <host/gui/read_only_text.h>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {

constexpr double longestStep = 2; ///< s between two readings of one line
constexpr int labelWidth = 44;
constexpr int labelHeight = 18;
constexpr std::size_t most = 1024; ///< however often somebody adds

} // namespace

LoadGraph::LoadGraph() {
    setTitle("Load over the last minute");
    setInterceptsMouseClicks(false, false);
}

void LoadGraph::add(double load, base::Seconds now) {
    if (!readings_.empty() && now.value < readings_.back().time)
        readings_.clear(); // another clock
    readings_.push_back({std::isfinite(load) ? std::max(load, 0.0) : 0.0, now.value});
    while (readings_.size() > most || readings_.front().time < now.value - span)
        readings_.pop_front();
    repaint();
}

void LoadGraph::clear() {
    readings_.clear();
    repaint();
}

juce::String LoadGraph::reading() const {
    return readings_.empty() ? juce::String("nothing yet") : DeviceText::share(readings_.back().load);
}

/// Steps, so that the line does not breathe with each reading.
double LoadGraph::ceiling() const noexcept {
    double highest = 0;
    for (const auto& reading : readings_)
        highest = std::max(highest, reading.load);
    for (const double step : {0.1, 0.25, 0.5, 1.0, 2.0})
        if (highest <= step)
            return step;
    return std::ceil(highest);
}

juce::Rectangle<float> LoadGraph::plot() const {
    return getLocalBounds()
        .withTrimmedLeft(labelWidth)
        .withTrimmedRight(8)
        .withTrimmedTop(6)
        .withTrimmedBottom(labelHeight)
        .toFloat();
}

juce::Path LoadGraph::line() const {
    juce::Path path;
    if (readings_.empty())
        return path;
    const auto area = plot();
    const double top = ceiling();
    const double end = readings_.back().time;
    double before = -1e9;
    for (const auto& reading : readings_) {
        const auto x = area.getRight() - area.getWidth() * static_cast<float>((end - reading.time) / span);
        const auto y = area.getBottom() - area.getHeight() * static_cast<float>(reading.load / top);
        if (reading.time - before > longestStep)
            path.startNewSubPath(x, y);
        else
            path.lineTo(x, y);
        before = reading.time;
    }
    return path;
}

void LoadGraph::paint(juce::Graphics& graphics) {
    const auto area = plot();
    graphics.setFont(Theme::figures(11));
    const auto top = juce::String(juce::roundToInt(ceiling() * 100)) + " %";
    for (const bool upper : {true, false}) {
        const float y = upper ? area.getY() : area.getBottom();
        graphics.setColour(findColour(Theme::outline));
        graphics.drawHorizontalLine(juce::roundToInt(y), area.getX(), area.getRight());
        graphics.setColour(findColour(Theme::dim));
        graphics.drawText(upper ? top : "0 %", 0, juce::roundToInt(y) - 7, labelWidth - 8, 14,
                          juce::Justification::centredRight, false);
    }
    const auto labels =
        getLocalBounds().removeFromBottom(labelHeight - 4).withTrimmedLeft(labelWidth).withTrimmedRight(8);
    graphics.setColour(findColour(Theme::dim));
    graphics.drawText("60 s ago", labels, juce::Justification::centredLeft, false);
    graphics.drawText("now", labels, juce::Justification::centredRight, false);
    graphics.setColour(findColour(Theme::accent));
    graphics.strokePath(line(), juce::PathStrokeType(1.5F));
}

std::unique_ptr<juce::AccessibilityHandler> LoadGraph::createAccessibilityHandler() {
    return ReadOnlyText::handler(*this, juce::AccessibilityRole::image, [this] { return reading(); });
}

} // namespace rondo::host
