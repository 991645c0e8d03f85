// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/page.h>
#include <host/gui/value_slider.h>

namespace rondo::host {

/// The strip behind the chain and the master, as knobs and switches. One drag, one held key or one run of the
/// wheel is one step of the history. Needs `smallestWidth` by `height` points. [control]
class StripPanel final : public Page {
public:
    static constexpr int smallestWidth = 360;
    static constexpr int height = 116;

    explicit StripPanel(Workspace& workspace);

    void sessionReplaced() override;
    void sessionChanged(const SessionChange& change) override;

    void paint(juce::Graphics& graphics) override;
    void resized() override;
    void lookAndFeelChanged() override;

private:
    void connect(ValueSlider& slider, std::function<void(double)> set);
    void connect(juce::TextButton& button, const juce::String& name, const juce::String& tip,
                 std::function<void(bool)> set);
    void editStrip(const std::function<void(StripSettings&)>& change);
    void editMaster(const std::function<void(MasterSettings&)>& change);

    GestureId gesture_;
    ValueSlider gain_;
    ValueSlider pan_;
    ValueSlider width_;
    ValueSlider masterGain_;
    juce::TextButton mute_{"Mute"};
    juce::TextButton invertLeft_;
    juce::TextButton invertRight_;
    juce::TextButton masterMute_{"Mute"};
    juce::TextButton mono_{"Mono"};
    juce::Rectangle<int> stripArea_;
    juce::Rectangle<int> masterArea_;
};

} // namespace rondo::host
