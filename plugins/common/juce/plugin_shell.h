// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>
#include <plugins/common/core/plugin_instance.h>
#include <plugins/common/juce/parameter_adapter.h>
#include <vector>

namespace rondo::plugins {

/// A PluginInstance as a juce::AudioProcessor, for VST3, LV2 and Standalone: translates JUCE's calls and
/// decides nothing. A plugin derives from it and adds its editor.
class PluginShell : public juce::AudioProcessor {
public:
    /// Effects: adds a parameter to JUCE for each of the instance; `bypassId` names the one that hosts show as
    /// bypass. Requires: `instance` outlives the shell. Errors: std::bad_alloc. [control]
    PluginShell(PluginInstance& instance, std::string_view bypassId);

    /// Returns: a parameter as JUCE sees it. Requires: `index` is in the table. Progress: wait-free. [any]
    ParameterAdapter& adapter(std::size_t index) noexcept { return *adapters_[index]; }

    /// As JUCE documents them. prepareToPlay, releaseResources: [control]; processBlock…: [audio]; state: [any
    /// but audio]
    const juce::String getName() const override;
    void prepareToPlay(double rate, int maximumFrames) override;
    void releaseResources() override { instance_.release(); }
    void reset() override { instance_.requestReset(); }
    void processBlock(juce::AudioBuffer<float>& buffer, juce::MidiBuffer& midi) override;
    void processBlockBypassed(juce::AudioBuffer<float>& buffer, juce::MidiBuffer& midi) override;
    using juce::AudioProcessor::processBlock;
    using juce::AudioProcessor::processBlockBypassed;
    juce::AudioProcessorParameter* getBypassParameter() const override;
    bool isBusesLayoutSupported(const BusesLayout& layouts) const override;
    double getTailLengthSeconds() const override { return instance_.processor().tailSeconds(); }
    bool acceptsMidi() const override { return false; }
    bool producesMidi() const override { return false; }
    int getNumPrograms() override { return 1; }
    int getCurrentProgram() override { return 0; }
    void setCurrentProgram(int) override {}
    const juce::String getProgramName(int) override { return "Default"; }
    void changeProgramName(int, const juce::String&) override {}
    void getStateInformation(juce::MemoryBlock& destination) override;
    void setStateInformation(const void* bytes, int size) override;

private:
    void processBlock(juce::AudioBuffer<float>& buffer, bool bypassed) noexcept;

    PluginInstance& instance_;
    std::vector<ParameterAdapter*> adapters_; // owned by juce::AudioProcessor
    ParameterAdapter* bypass_ = nullptr;
};

} // namespace rondo::plugins
