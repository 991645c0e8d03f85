// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/time_ruler.h>

#include <array>
#include <cmath>
#include <host/gui/theme.h>
#include <host/gui/value_text.h>

namespace rondo::host {
namespace {

constexpr float faceHeight = 12;
constexpr int pointsOfDigit = 8;

} // namespace

TimeRuler TimeRuler::at(double secondsPerPoint, base::Seconds longest) {
    constexpr std::array<TimeRuler, 20> rulers{
        {{0.01, 5, 2}, {0.02, 4, 2}, {0.05, 5, 2}, {0.1, 5, 1},  {0.2, 4, 1},  {0.5, 5, 1}, {1, 5, 0},
         {2, 4, 0},    {5, 5, 0},    {10, 5, 0},   {15, 3, 0},   {30, 3, 0},   {60, 6, 0},  {120, 4, 0},
         {300, 5, 0},  {600, 5, 0},  {900, 3, 0},  {1800, 3, 0}, {3600, 6, 0}, {7200, 4, 0}}};
    for (const auto& ruler : rulers) {
        const int digits = ValueText::time(longest, ruler.decimals).length() + 2;
        if (ruler.step / secondsPerPoint >= digits * pointsOfDigit)
            return ruler;
    }
    TimeRuler ruler{rulers.back()};
    while (ruler.step / secondsPerPoint < 100 && ruler.step < 1e12)
        ruler.step *= 2;
    return ruler;
}

void TimeRuler::draw(juce::Graphics& graphics, const juce::Component& component, const WaveformAxis& axis,
                     juce::Rectangle<int> area) {
    if (axis.span().value <= 0)
        return;
    const auto ruler = at(axis.secondsPerPoint(), axis.length());
    graphics.setFont(Theme::figures(faceHeight));
    const double part = ruler.step / ruler.parts;
    const auto last = static_cast<juce::int64>(std::floor((axis.first().value + axis.span().value) / part));
    // One step before the edge, whose text may reach into the picture.
    auto index = static_cast<juce::int64>(std::floor(axis.first().value / ruler.step)) * ruler.parts;
    for (; index <= last; ++index) {
        const base::Seconds time{static_cast<double>(index) * part};
        const auto x = static_cast<float>(area.getX() + axis.place(time));
        const bool major = index % ruler.parts == 0;
        graphics.setColour(component.findColour(Theme::outline));
        graphics.fillRect(x, static_cast<float>(major ? area.getY() : area.getBottom() - 4), 1.0F,
                          static_cast<float>(major ? area.getHeight() : 4));
        if (!major)
            continue;
        graphics.setColour(component.findColour(Theme::dim));
        graphics.drawText(ValueText::time(time, ruler.decimals),
                          juce::Rectangle<float>(x + 4, static_cast<float>(area.getY()), 120,
                                                 static_cast<float>(area.getHeight())),
                          juce::Justification::centredLeft, false);
    }
}

} // namespace rondo::host
