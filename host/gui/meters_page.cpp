// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/meters_page.h>

#include <algorithm>
#include <host/gui/meter_scale.h>
#include <host/gui/theme.h>
#include <host/gui/value_text.h>

namespace rondo::host {
namespace {

constexpr int margin = 16;
constexpr int nameWidth = 84;
constexpr int letterWidth = 20;
constexpr int figureWidth = 68;
constexpr int narrowFigureWidth = 48;
constexpr int narrow = 520; ///< below it figures and names give room to the bars
constexpr int loudnessFigureWidth = 72;
constexpr int captionHeight = 18;
constexpr int scaleHeight = 16;
constexpr std::array<const char*, 3> loudnessNames{"Momentary", "Short-term", "Integrated"};
constexpr std::array<const char*, 4> captions{"Peak", "RMS", "True peak", "TP max"};
constexpr std::array<const char*, 4> narrowCaptions{"Peak", "RMS", "TP", "TP max"};

int colourOf(double level) { return level > 0 ? Theme::alarm : Theme::text; }

} // namespace

MetersPage::Channel::Channel(const juce::String& name)
    : bar(LevelBar::Direction::rightward, name + " level"), peak(name + " peak in dBFS", ""),
      rms(name + " RMS in dBFS", ""), truePeak(name + " true peak in dBTP", ""),
      highest(name + " highest true peak in dBTP", "") {
    for (auto* const figure : figures())
        figure->setJustification(juce::Justification::centredRight);
}

MetersPage::Row::Row(const juce::String& name)
    : bar(name + " loudness"), figure(name + " loudness in LUFS", "") {
    figure.setJustification(juce::Justification::centredRight);
    figure.setFigureHeight(20);
}

MetersPage::MetersPage(Workspace& workspace)
    : Page(workspace), channels_{Channel("Left"), Channel("Right")}, rows_{Row(loudnessNames[0]),
                                                                           Row(loudnessNames[1]),
                                                                           Row(loudnessNames[2])},
      measured_("Time measured", "") {
    setTitle("Meters");
    for (auto& channel : channels_) {
        addAndMakeVisible(channel.bar);
        for (auto* const figure : channel.figures())
            addAndMakeVisible(*figure);
    }
    for (auto& row : rows_) {
        addAndMakeVisible(row.bar);
        addAndMakeVisible(row.figure);
    }
    target_.setTitle("Target loudness");
    target_.setTooltip("The loudness that is aimed at");
    for (std::size_t index = 0; index < targets.size(); ++index)
        target_.addItem(juce::String(targets[index]) + " LUFS", static_cast<int>(index) + 1);
    target_.setSelectedItemIndex(0, juce::dontSendNotification);
    target_.onChange = [this] {
        setTarget(targets.at(static_cast<std::size_t>(std::max(target_.getSelectedItemIndex(), 0))));
        onTarget(scale_.target);
    };
    reset_.setTitle("Reset the loudness meters");
    reset_.setTooltip("Integrated loudness, highest peaks and the graph begin anew (Enter)");
    reset_.onClick = [this] { reset(); };
    measured_.setJustification(juce::Justification::centredLeft);
    measured_.setFigureHeight(13);
    addAndMakeVisible(target_);
    addAndMakeVisible(measured_);
    addAndMakeVisible(reset_);
    addAndMakeVisible(graph_);
    show({}, {}, {});
    graph_.clear();
}

void MetersPage::setTarget(double target) {
    const auto known = std::ranges::find(targets, target);
    if (known == targets.end())
        return;
    scale_.target = target;
    target_.setSelectedItemIndex(static_cast<int>(known - targets.begin()), juce::dontSendNotification);
    graph_.setScale(scale_);
    repaint();
    if (isShowing())
        tick();
}

void MetersPage::tick() {
    show(workspace().player().levels(), workspace().player().loudness(),
         {juce::Time::getMillisecondCounterHiRes() / 1000});
}

void MetersPage::show(const nodes::MeterReading& levels, const nodes::LoudnessReading& loudness,
                      base::Seconds now) {
    for (std::size_t index = 0; index < channels_.size(); ++index)
        show(channels_[index], index, levels, loudness);
    const std::array<float, 3> values{loudness.momentary, loudness.shortTerm, loudness.integrated};
    for (std::size_t index = 0; index < rows_.size(); ++index) {
        const auto value = static_cast<double>(values[index]);
        rows_[index].bar.show(value, scale_);
        rows_[index].figure.show(ValueText::level(value));
    }
    measured_.show(ValueText::time({loudness.measured}, 1) + " measured", Theme::dim);
    graph_.add(now, static_cast<double>(loudness.shortTerm));
}

void MetersPage::show(Channel& channel, std::size_t index, const nodes::MeterReading& levels,
                      const nodes::LoudnessReading& loudness) {
    const bool measured = index < levels.width;
    const float peak = measured ? levels.peak[index] : 0;
    channel.hold.add(peak, measured ? levels.highest[index] : 0);
    const double rms = MeterScale::decibels(measured ? levels.rms[index] : 0);
    channel.bar.show({MeterScale::decibels(peak), rms, MeterScale::decibels(channel.hold.held())});
    channel.peak.show(ValueText::level(MeterScale::decibels(peak)), colourOf(MeterScale::decibels(peak)));
    channel.rms.show(ValueText::level(rms));
    const double truePeak = MeterScale::decibels(loudness.truePeak[index]);
    const double highest = MeterScale::decibels(loudness.highestTruePeak[index]);
    channel.truePeak.show(ValueText::level(truePeak), colourOf(truePeak));
    channel.highest.show(ValueText::level(highest), colourOf(highest));
}

void MetersPage::reset() {
    workspace().player().resetLoudness();
    for (auto& channel : channels_)
        channel.hold.reset();
    graph_.clear();
}

void MetersPage::resized() {
    auto area = getLocalBounds().reduced(margin, 12);
    const bool tall = area.getHeight() > 440;
    const int rowHeight = tall ? 40 : 28;
    auto head = area.removeFromTop(28);
    reset_.setBounds(head.removeFromRight(72));
    head.removeFromRight(8);
    target_.setBounds(head.removeFromRight(112));
    measured_.setBounds(head);
    area.removeFromTop(8);
    placeLevels(area.removeFromTop(captionHeight + 2 * rowHeight + scaleHeight), rowHeight);
    area.removeFromTop(tall ? 24 : 10);
    placeLoudness(area.removeFromTop(3 * rowHeight + scaleHeight), rowHeight);
    area.removeFromTop(tall ? 24 : 10);
    graph_.setBounds(area);
}

void MetersPage::placeLevels(juce::Rectangle<int> area, int rowHeight) {
    area.removeFromTop(captionHeight);
    for (auto& channel : channels_) {
        auto row = area.removeFromTop(rowHeight).reduced(0, 3);
        row.removeFromLeft(letterWidth);
        auto figures = channel.figures();
        for (auto figure = figures.rbegin(); figure != figures.rend(); ++figure)
            (*figure)->setBounds(row.removeFromRight(getWidth() < narrow ? narrowFigureWidth : figureWidth));
        channel.bar.setBounds(row.withTrimmedRight(4));
    }
}

void MetersPage::placeLoudness(juce::Rectangle<int> area, int rowHeight) {
    for (auto& each : rows_) {
        auto row = area.removeFromTop(rowHeight).reduced(0, 3);
        row.removeFromLeft(nameWidth);
        each.figure.setBounds(row.removeFromRight(loudnessFigureWidth));
        each.bar.setBounds(row.withTrimmedRight(8).reduced(0, rowHeight / 10));
    }
}

void MetersPage::paint(juce::Graphics& graphics) {
    graphics.fillAll(findColour(Theme::panel));
    paintLevels(graphics);
    paintLoudness(graphics);
}

void MetersPage::paintLevels(juce::Graphics& graphics) const {
    graphics.setColour(findColour(Theme::dim));
    graphics.setFont(Theme::face(12));
    auto& first = channels_.front();
    const std::array<const FigureView*, 4> figures{&first.peak, &first.rms, &first.truePeak, &first.highest};
    for (std::size_t index = 0; index < figures.size(); ++index)
        graphics.drawText(
            (getWidth() < narrow ? narrowCaptions : captions)[index],
            figures[index]->getBounds().withHeight(captionHeight).translated(0, -captionHeight - 3),
            juce::Justification::centredRight);
    for (std::size_t index = 0; index < channels_.size(); ++index)
        graphics.drawText(index == 0 ? "L" : "R",
                          channels_[index].bar.getBounds().withX(margin).withWidth(letterWidth),
                          juce::Justification::centredLeft);
    const auto bar = channels_.back().bar.getBounds();
    int free = getWidth();
    for (const int mark : MeterScale::marks) {
        const int x = bar.getX() + juce::roundToInt(MeterScale::place(mark) * bar.getWidth());
        if (x + 14 > free || x > bar.getRight() + 1)
            continue;
        graphics.drawText(juce::String(mark), x - 16, bar.getBottom() + 2, 32, scaleHeight,
                          juce::Justification::centred);
        free = x - 14;
    }
}

void MetersPage::paintLoudness(juce::Graphics& graphics) const {
    graphics.setFont(Theme::face(13));
    graphics.setColour(findColour(Theme::text));
    for (std::size_t index = 0; index < rows_.size(); ++index)
        graphics.drawText(loudnessNames[index], rows_[index].bar.getBounds().withX(margin).withWidth(nameWidth),
                          juce::Justification::centredLeft);
    graphics.setFont(Theme::face(12));
    graphics.setColour(findColour(Theme::dim));
    const auto bar = rows_.back().bar.getBounds();
    const double pointsOfStep =
        LoudnessScale::step / (LoudnessScale::below + LoudnessScale::above) * bar.getWidth();
    const int every = pointsOfStep < 30 ? 2 : 1;
    for (int step = -6; step <= 3; ++step) {
        const double mark = scale_.target + step * LoudnessScale::step;
        if (step % every != 0)
            continue;
        graphics.drawText(juce::String(juce::roundToInt(mark)),
                          bar.getX() + juce::roundToInt(scale_.place(mark) * bar.getWidth()) - 16,
                          bar.getBottom() + 2, 32, scaleHeight, juce::Justification::centred);
    }
}

} // namespace rondo::host
