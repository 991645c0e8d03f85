// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/fact_list.h>
#include <host/gui/sentence_view.h>
#include <host/player/device_report.h>
#include <host/session/device_wishes.h>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// What is open, beside what the session wishes: the agreed format, what the device could not give, and why
/// there is none, with a button to try again. [control]
class DeviceStatus final : public juce::Component {
public:
    DeviceStatus();

    std::function<void()> onTryAgain = {};

    /// Returns: whether the height may be another.
    bool show(const DeviceReport& report, const DeviceWishes& wishes);
    const FactList& facts() const noexcept { return facts_; }

    int heightFor(int width);
    void resized() override;
    void paint(juce::Graphics& graphics) override;

private:
    SentenceView trouble_{"Trouble", Theme::alarm};
    juce::TextButton tryAgain_{"Try again"};
    SentenceView notice_{"Notice", Theme::warning};
    FactList facts_{"Open device", {128, 296}};
};

} // namespace rondo::host
