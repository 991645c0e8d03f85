// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/histogram_view.h>

#include <algorithm>
#include <host/gui/device_text.h>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {

constexpr int heading = 28;
constexpr int chartHeight = 160;
constexpr int loadHeight = 64;
constexpr int leastCulprits = 88;
constexpr int gap = 8;

/// A bound, because a histogram knows its times to a factor of two.
FactList::Fact bound(const juce::String& name, const DeviceReport& report, double share) {
    if (report.callbacks.total() == 0)
        return {name, "-", Theme::dim};
    const double seconds = static_cast<double>(report.callbacks.quantile(share).count() + 1) * 1e-9;
    const auto last = HistogramScale::until(report.callbacks.counts.size() - 1);
    auto text = seconds >= last
                    ? DeviceText::time(HistogramScale::from(report.callbacks.counts.size() - 1)) + " or more"
                    : "at most " + DeviceText::time(seconds, DeviceText::Rounding::up);
    int colour = Theme::text;
    if (report.period > 0) {
        text << " (" << DeviceText::share(seconds / report.period) << " of the period)";
        // Half of the bound is what is known for certain.
        colour = seconds / 2 >= report.period ? Theme::alarm : Theme::text;
    }
    return {name, text, colour};
}

FactList::Fact lost(const juce::String& name, std::uint64_t count, int colour) {
    return {name, DeviceText::count(count), count > 0 ? colour : Theme::text};
}

std::vector<FactList::Fact> timesOf(const DeviceReport& report) {
    return {bound("Median", report, 0.5), bound("99 %", report, 0.99), bound("99.9 %", report, 0.999),
            bound("Longest", report, 1.0)};
}

std::vector<FactList::Fact> countsOf(const DeviceReport& report) {
    const auto& stream = report.stream;
    const auto load = [&](const juce::String& name, double share) -> FactList::Fact {
        if (!report.open)
            return {name, "-", Theme::dim};
        return {name, DeviceText::share(share),
                share >= 1     ? Theme::alarm
                : share >= 0.7 ? Theme::warning
                               : Theme::text};
    };
    return {load("Load", stream.load),
            load("Highest load", stream.loadPeak),
            lost("Underruns", stream.underruns, Theme::alarm),
            lost("Overruns", stream.overruns, Theme::alarm),
            lost("Late by own work", stream.lateOurs, Theme::warning),
            lost("Late by the system", stream.lateTheirs, Theme::warning),
            lost("Missed deadlines", report.missed, Theme::alarm),
            lost("Silenced blocks", report.blocksSilenced, Theme::alarm)};
}

} // namespace

HistogramView::HistogramView() {
    setTitle("Audio thread");
    setFocusContainerType(FocusContainerType::focusContainer);
    reset_.setTitle("Reset the counts");
    reset_.setTooltip("Let the times, losses and late blocks begin anew");
    reset_.onClick = [this] {
        if (onReset)
            onReset();
    };
    counts_.setHelpText(
        "Silenced blocks held what is no number. The highest load is that of one block since the opening.");
    for (auto* const part :
         std::initializer_list<juce::Component*>{&chart_, &times_, &load_, &counts_, &reset_, &culprits_})
        addAndMakeVisible(part);
    show({}, {});
}

void HistogramView::show(const DeviceReport& report, base::Seconds now) {
    chart_.show(report.callbacks, report.period, report.open);
    if (report.open)
        load_.add(report.stream.load, now);
    culprits_.show(report.culprits);
    const bool times = times_.show(timesOf(report));
    if (counts_.show(countsOf(report)) || times)
        resized();
}

int HistogramView::heightFor(int width) {
    return heading + chartHeight + gap + times_.heightFor(width) + gap + heading + loadHeight + gap +
           counts_.heightFor(width) + gap + heading + leastCulprits;
}

void HistogramView::resized() {
    auto area = getLocalBounds();
    const int width = area.getWidth();
    reset_.setBounds(area.removeFromTop(heading).removeFromRight(72).withHeight(24));
    const int spare = std::max(0, getHeight() - heightFor(width));
    chart_.setBounds(area.removeFromTop(chartHeight + spare / 3));
    area.removeFromTop(gap);
    times_.setBounds(area.removeFromTop(times_.heightFor(width)));
    area.removeFromTop(gap);
    loadHeading_ = area.removeFromTop(heading).getY();
    load_.setBounds(area.removeFromTop(loadHeight));
    area.removeFromTop(gap);
    counts_.setBounds(area.removeFromTop(counts_.heightFor(width)));
    area.removeFromTop(gap);
    culpritHeading_ = area.removeFromTop(heading).getY();
    culprits_.setBounds(area);
    repaint();
}

void HistogramView::paint(juce::Graphics& graphics) {
    graphics.setColour(findColour(Theme::text));
    graphics.setFont(Theme::face(15, true));
    const auto title = [&](const juce::String& text, int y) {
        graphics.drawText(text, 0, y, getWidth() - 80, 24, juce::Justification::centredLeft, true);
    };
    title("Callback times", 0);
    title("Load", loadHeading_);
    title("Late blocks", culpritHeading_);
}

} // namespace rondo::host
