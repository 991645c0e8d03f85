// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/device_finder.h>
#include <host/gui/device_form.h>
#include <host/gui/device_status.h>
#include <host/gui/histogram_view.h>
#include <host/gui/page.h>
#include <host/gui/scroll_area.h>

namespace rondo::host {

/// The device of the session: what it wishes and what is open, how well the audio thread keeps its time. Which
/// devices there are is asked in the background when the page is first seen, and by Refresh. What is chosen is
/// an edit at once; a wish that cannot be had stays one.
class DevicePage final : public Page {
public:
    /// `ask`: as DeviceFinder's.
    explicit DevicePage(Workspace& workspace, DeviceFinder::Ask ask = {});

    void sessionReplaced() override;
    void sessionChanged(const SessionChange& change) override;
    void tick() override;
    /// Effects: shows a report; `tick` does so with the player's, twice a second.
    void show(const DeviceReport& report);

    void resized() override;
    void paint(juce::Graphics& graphics) override;

    DeviceForm& form() noexcept { return form_; }
    DeviceStatus& status() noexcept { return status_; }
    HistogramView& histogram() noexcept { return histogram_; }

private:
    void showWishes();
    void readNow();
    void refresh();
    void found();
    void reset();

    DeviceFinder finder_;
    ScrollArea scroll_;
    juce::Component content_;
    DeviceForm form_;
    DeviceStatus status_;
    HistogramView histogram_;
    DeviceReport report_; ///< shown last
    double nextReading_ = 0;
    bool lookedBefore_ = false;
    bool reopen_ = false; ///< the device was closed so that others are found
    std::string hint_;
};

} // namespace rondo::host
