// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/player/device_report.h>
#include <host/session/session_source.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <vector>

namespace rondo::host {

/// What stands in place of the waveform while the device's inputs are played: which they are, and others to
/// choose. [control]
class LiveInputView final : public juce::Component {
public:
    LiveInputView();

    std::function<void(LiveInput)> onChoose = [](const LiveInput&) {};
    std::function<void()> onFiles = [] {}; ///< files are wanted instead

    /// Effects: shows that input of that device. `hasFiles`: whether the session has files to go back to.
    void show(const LiveInput& input, const DeviceReport& device, bool hasFiles);
    /// Returns: "Inputs 1 and 2 of virtual".
    const juce::String& sentence() const noexcept { return sentence_; }

    void paint(juce::Graphics& graphics) override;
    void resized() override;

private:
    void offer(const LiveInput& input, std::uint32_t channels);

    juce::String sentence_;
    bool trouble_ = false;
    std::vector<LiveInput> offered_;
    juce::ComboBox choice_;
    juce::TextButton files_;
};

} // namespace rondo::host
