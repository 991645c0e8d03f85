// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>
#include <plugins/common/core/parameter_bridge.h>

namespace rondo::plugins {

/// One parameter of a plugin core as JUCE wants to see it. It holds no value: JUCE's calls, which come from the
/// message thread and the audio thread at once, go to the bridge, which is made for that.
class ParameterAdapter final : public juce::RangedAudioParameter {
public:
    /// Requires: `bridge` outlives the adapter. [control]
    ParameterAdapter(ParameterBridge& bridge, const Parameter& parameter, std::size_t index);

    /// Returns: what it stands for. Progress: wait-free. [any]
    const Parameter& parameter() const noexcept { return parameter_; }
    /// Returns: the value in its own unit. Progress: wait-free. [any]
    double realValue() const noexcept { return bridge_.value(index_); }

    /// As JUCE documents them. [any]
    const juce::NormalisableRange<float>& getNormalisableRange() const override { return range_; }
    float getValue() const override;
    void setValue(float position) override;
    float getDefaultValue() const override;
    int getNumSteps() const override;
    bool isDiscrete() const override { return parameter_.isToggle(); }
    bool isBoolean() const override { return parameter_.isToggle(); }
    juce::String getText(float position, int maximumLength) const override;
    float getValueForText(const juce::String& text) const override;

private:
    ParameterBridge& bridge_;
    const Parameter& parameter_;
    std::size_t index_;
    juce::NormalisableRange<float> range_;
};

} // namespace rondo::plugins
