// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/device_page.h>

#include <algorithm>
#include <host/gui/theme.h>
#include <rondo/base/clock.h>

namespace rondo::host {
namespace {

constexpr double readingInterval = 0.5; ///< s
constexpr int margin = 16;
constexpr int columnGap = 32;
constexpr int twoColumns = 760; ///< points from which on the histogram stands beside the form

} // namespace

DevicePage::DevicePage(Workspace& workspace, DeviceFinder::Ask ask)
    : Page(workspace), finder_(workspace.pool(), std::move(ask), [this] { found(); }) {
    setTitle("Device");
    content_.setTitle("Device");
    for (auto* const part : std::initializer_list<juce::Component*>{&form_, &status_, &histogram_})
        content_.addAndMakeVisible(part);
    scroll_.setViewedComponent(&content_, false);
    addAndMakeVisible(scroll_);
    form_.onWish = [this](const DeviceWishes& wishes) {
        this->workspace().check(this->workspace().edits().setDevices(wishes));
        showWishes(); // also what was refused
    };
    form_.onRefresh = [this] { refresh(); };
    form_.onTestTone = [this](bool sounding) {
        this->workspace().check(this->workspace().player().playTestTone(sounding));
        readNow();
    };
    status_.onTryAgain = [this] {
        this->workspace().check(this->workspace().player().open());
        readNow();
    };
    histogram_.onReset = [this] { reset(); };
    showWishes();
    show({});
}

void DevicePage::sessionReplaced() {
    showWishes();
    readNow();
}

void DevicePage::sessionChanged(const SessionChange& change) {
    if (change.devices)
        showWishes();
}

void DevicePage::tick() {
    if (!std::exchange(lookedBefore_, true))
        refresh();
    if (base::monotonicSeconds() >= nextReading_)
        readNow();
}

void DevicePage::readNow() {
    nextReading_ = base::monotonicSeconds() + readingInterval;
    show(workspace().player().deviceReport());
}

void DevicePage::show(const DeviceReport& report) {
    report_ = report;
    histogram_.show(report, {base::monotonicSeconds()});
    form_.showTestTone(workspace().player().testToneSounds());
    if (status_.show(report, *workspace().document().devices))
        resized();
}

void DevicePage::showWishes() {
    const auto& wishes = *workspace().document().devices;
    const bool form = form_.show(wishes, {finder_.found(), finder_.looking(), finder_.trouble(), hint_});
    if (status_.show(report_, wishes) || form)
        resized();
}

/// PortAudio looks again only when none of its devices is open.
void DevicePage::refresh() {
    if (finder_.looking())
        return;
    auto& player = workspace().player();
    const auto report = player.deviceReport();
    const bool holds = report.open && report.format.device != "virtual";
    hint_.clear();
    if (finder_.found() && holds && player.transport().playing) {
        hint_ = "What was plugged in after '" + report.format.device +
                "' was opened is not seen while it plays: stop, and press Refresh.";
    } else if (finder_.found() && holds) {
        player.close();
        reopen_ = true;
    }
    finder_.look();
    showWishes();
}

void DevicePage::found() {
    if (std::exchange(reopen_, false) && !workspace().player().deviceReport().open) {
        workspace().check(workspace().player().open());
        readNow();
    }
    showWishes();
}

void DevicePage::reset() {
    workspace().player().resetReport();
    histogram_.clearLoads();
    readNow();
}

void DevicePage::resized() {
    scroll_.setBounds(getLocalBounds());
    const bool two = getWidth() >= twoColumns;
    const int room = getWidth() - 2 * margin - scroll_.getScrollBarThickness();
    const int left = two ? std::clamp(room * 2 / 5, 320, 440) : room;
    const int right = two ? room - left - columnGap : room;
    const int formHeight = form_.heightFor(left);
    const int statusHeight = status_.heightFor(left);
    const int leftHeight = formHeight + columnGap + statusHeight;
    const int least = histogram_.heightFor(right) + (two ? 0 : leftHeight + columnGap);
    const int height = std::max({getHeight() - 2 * margin, least, two ? leftHeight : 0});
    content_.setSize(room + 2 * margin, height + 2 * margin);
    form_.setBounds(margin, margin, left, formHeight);
    status_.setBounds(margin, form_.getBottom() + columnGap, left, statusHeight);
    if (two)
        histogram_.setBounds(margin + left + columnGap, margin, right, height);
    else
        histogram_.setBounds(margin, status_.getBottom() + columnGap, right, height - leftHeight - columnGap);
}

void DevicePage::paint(juce::Graphics& graphics) { graphics.fillAll(findColour(Theme::panel)); }

} // namespace rondo::host
