// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>
#include <plugins/common/juce/parameter_knob.h>
#include <plugins/common/juce/parameter_switch.h>
#include <plugins/common/juce/plugin_look.h>
#include <plugins/strip/core/strip_parameters.h>
#include <plugins/strip/shell/engine_line.h>
#include <plugins/strip/shell/level_meter.h>
#include <plugins/strip/shell/strip_plugin.h>

namespace rondo::strip {

/// The strip's window: meters to the left, controls to the right. Drawn for 300 x 520 and scaled as a whole
/// from 50 to 300 %. While it is open a timer reads the meter channel and the parameters; closed, nothing of it
/// is left. [control]
class StripEditor final : public juce::AudioProcessorEditor, private juce::Timer {
public:
    /// Requires: `plugin` outlives the editor.
    explicit StripEditor(StripPlugin& plugin);
    ~StripEditor() override;

    static constexpr int naturalWidth = 300, naturalHeight = 520;

    void paint(juce::Graphics& graphics) override;
    void resized() override;

private:
    void timerCallback() override;
    void layOut();
    plugins::ParameterAdapter& adapter(StripParameter parameter);

    /// Everything in natural size; the editor scales it.
    struct Content final : juce::Component {
        void paint(juce::Graphics& graphics) override;
    };

    StripPlugin& plugin_;
    plugins::PluginLook look_;
    Content content_;
    LevelMeter meter_;
    plugins::ParameterKnob trim_, pan_, width_;
    plugins::ParameterSwitch mute_, phaseLeft_, phaseRight_, bypass_;
    EngineLine engine_;
    juce::TooltipWindow tooltips_;
    juce::int64 lastTick_ = 0;
};

} // namespace rondo::strip
