// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/meter_column.h>

#include <algorithm>
#include <host/gui/meter_scale.h>
#include <host/gui/value_text.h>

namespace rondo::host {
MeterColumn::MeterColumn(Workspace& workspace)
    : Page(workspace), bars_{LevelBar(LevelBar::Direction::upward, "Left level"),
                             LevelBar(LevelBar::Direction::upward, "Right level")},
      truePeak_("Highest true peak in dBTP", "True peak"), momentary_("Momentary loudness in LUFS", "LUFS M") {
    setTitle("Levels");
    setFocusContainerType(FocusContainerType::focusContainer);
    for (auto& bar : bars_)
        addAndMakeVisible(bar);
    addAndMakeVisible(highest_);
    addAndMakeVisible(truePeak_);
    addAndMakeVisible(momentary_);
    highest_.onClick = [this] { resetPeak(); };
    show({}, {});
}

void MeterColumn::tick() { show(workspace().player().levels(), workspace().player().loudness()); }

void MeterColumn::show(const nodes::MeterReading& levels, const nodes::LoudnessReading& loudness) {
    float highest = 0;
    for (std::size_t channel = 0; channel < bars_.size(); ++channel) {
        const bool measured = channel < levels.width;
        const float peak = measured ? levels.peak[channel] : 0;
        holds_[channel].add(peak, measured ? levels.highest[channel] : 0);
        highest = std::max(highest, holds_[channel].held());
        bars_[channel].show({MeterScale::decibels(peak),
                             MeterScale::decibels(measured ? levels.rms[channel] : 0),
                             MeterScale::decibels(holds_[channel].held())});
    }
    highest_.show(MeterScale::decibels(highest));
    const double truePeak =
        MeterScale::decibels(std::max(loudness.highestTruePeak[0], loudness.highestTruePeak[1]));
    truePeak_.show(ValueText::level(truePeak), truePeak > 0 ? Theme::alarm : Theme::text);
    momentary_.show(ValueText::level(static_cast<double>(loudness.momentary)));
}

void MeterColumn::resetPeak() {
    for (std::size_t channel = 0; channel < bars_.size(); ++channel) {
        holds_[channel].reset();
        auto levels = bars_[channel].levels();
        levels.held = base::Decibels::silence;
        bars_[channel].show(levels);
    }
    highest_.show(base::Decibels::silence);
}

void MeterColumn::resized() {
    auto area = getLocalBounds().reduced(8);
    highest_.setBounds(area.removeFromTop(28));
    area.removeFromTop(8);
    momentary_.setBounds(area.removeFromBottom(34));
    area.removeFromBottom(4);
    truePeak_.setBounds(area.removeFromBottom(34));
    area.removeFromBottom(20); // the letters of the channels
    scale_ = area.removeFromLeft(24).translated(0, 0);
    area.removeFromLeft(4);
    const int each = (area.getWidth() - 4) / 2;
    bars_[0].setBounds(area.removeFromLeft(each));
    bars_[1].setBounds(area.removeFromRight(each));
}

void MeterColumn::paint(juce::Graphics& graphics) {
    graphics.fillAll(findColour(Theme::panel));
    graphics.setFont(Theme::face(12));
    int free = getHeight(); // the marks above the last one that stands there
    for (auto mark = MeterScale::marks.rbegin(); mark != MeterScale::marks.rend(); ++mark) {
        const int y = scale_.getBottom() -
                      juce::roundToInt(MeterScale::place(*mark) * static_cast<double>(scale_.getHeight()));
        graphics.setColour(findColour(Theme::outline));
        graphics.fillRect(scale_.getRight(), std::min(y, scale_.getBottom() - 1), 3, 1);
        if (y + 7 > free)
            continue;
        graphics.setColour(findColour(*mark == 0 ? Theme::text : Theme::dim));
        graphics.drawText(juce::String(std::abs(*mark)), scale_.withY(y - 7).withHeight(14).translated(-3, 0),
                          juce::Justification::centredRight, false);
        free = y - 7;
    }
    graphics.setColour(findColour(Theme::dim));
    for (std::size_t channel = 0; channel < bars_.size(); ++channel)
        graphics.drawText(channel == 0 ? "L" : "R",
                          bars_[channel].getBounds().withY(scale_.getBottom()).withHeight(18),
                          juce::Justification::centred, false);
}

} // namespace rondo::host
