// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/loudness_graph.h>

#include <host/gui/read_only_text.h>
#include <host/gui/theme.h>
#include <host/gui/value_text.h>
#include <optional>

namespace rondo::host {
namespace {

constexpr int marginLeft = 32;
constexpr int marginBottom = 18;
constexpr double longestGap = 0.5; ///< s without a value that the line crosses

} // namespace

LoudnessGraph::LoudnessGraph() {
    setTitle("Short-term loudness of the last minute");
    setInterceptsMouseClicks(false, false);
}

void LoudnessGraph::add(base::Seconds now, double loudness) {
    if (history_.add(now, loudness))
        repaint();
}

void LoudnessGraph::setScale(LoudnessScale scale) {
    scale_ = scale;
    repaint();
}

void LoudnessGraph::clear() {
    history_.clear();
    repaint();
}

juce::Rectangle<float> LoudnessGraph::graphArea() const {
    return getLocalBounds()
        .toFloat()
        .withTrimmedLeft(marginLeft)
        .withTrimmedBottom(marginBottom)
        .withTrimmedTop(8);
}

void LoudnessGraph::paintScale(juce::Graphics& graphics) const {
    const auto area = graphArea();
    graphics.setFont(Theme::face(12));
    const auto yOf = [&](double loudness) {
        return area.getBottom() - static_cast<float>(scale_.place(loudness)) * area.getHeight();
    };
    // Every mark that has room, counted from the target.
    const double room = 16 / std::max(static_cast<double>(area.getHeight()), 1.0) *
                        (LoudnessScale::below + LoudnessScale::above);
    const double step = std::ceil(room / LoudnessScale::step) * LoudnessScale::step;
    for (double mark = scale_.target - std::floor(LoudnessScale::below / step) * step; mark <= scale_.highest();
         mark += step) {
        const bool target = mark == scale_.target;
        graphics.setColour(findColour(target ? Theme::good : Theme::outline));
        graphics.fillRect(area.getX(), yOf(mark) - 0.5F, area.getWidth(), 1.0F);
        graphics.setColour(findColour(target ? Theme::text : Theme::dim));
        graphics.drawText(juce::String(juce::roundToInt(mark)),
                          juce::Rectangle<float>(0, yOf(mark) - 8, marginLeft - 6, 16),
                          juce::Justification::centredRight, false);
    }
    graphics.setColour(findColour(Theme::dim));
    const int every = area.getWidth() < 320 ? 20 : 10;
    for (int ago = 0; ago <= static_cast<int>(LoudnessHistory::span); ago += every) {
        const float x = area.getRight() - static_cast<float>(ago / LoudnessHistory::span) * area.getWidth();
        const auto place = juce::Rectangle<float>(x - 30, area.getBottom() + 2, 60, 16);
        graphics.drawText(ago == 0 ? "now" : "-" + juce::String(ago) + " s",
                          place.constrainedWithin(getLocalBounds().toFloat()),
                          ago == 0 ? juce::Justification::centredRight : juce::Justification::centred, false);
    }
}

juce::Path LoudnessGraph::line() const {
    const auto area = graphArea();
    juce::Path path;
    std::optional<double> before;
    for (std::size_t index = 0; index < history_.size(); ++index) {
        const auto& point = history_[index];
        const double ago = history_.newest().time.value - point.time.value;
        if (ago > LoudnessHistory::span)
            continue; // nobody looked for a while
        const juce::Point<float> place{
            area.getRight() - static_cast<float>(ago / LoudnessHistory::span) * area.getWidth(),
            area.getBottom() - static_cast<float>(scale_.place(point.loudness)) * area.getHeight()};
        if (!before || point.time.value - *before > longestGap)
            path.startNewSubPath(place);
        else
            path.lineTo(place);
        before = point.time.value;
    }
    return path;
}

void LoudnessGraph::paint(juce::Graphics& graphics) {
    graphics.setColour(findColour(Theme::track));
    graphics.fillRect(graphArea());
    paintScale(graphics);
    if (history_.size() < 2)
        return;
    graphics.setColour(findColour(Theme::accent));
    graphics.strokePath(line(), juce::PathStrokeType(2, juce::PathStrokeType::curved));
}

std::unique_ptr<juce::AccessibilityHandler> LoudnessGraph::createAccessibilityHandler() {
    return ReadOnlyText::handler(*this, juce::AccessibilityRole::image, [this] {
        return history_.size() == 0 ? juce::String("nothing measured yet")
                                    : ValueText::level(history_.newest().loudness) + " LUFS now";
    });
}

} // namespace rondo::host
