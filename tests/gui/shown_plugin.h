// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <host/hosting/detail/juce_plugin.h>
#include <juce_audio_processors/juce_audio_processors.h>
#include <memory>
#include <string>
#include <vector>

namespace rondo::test {

/// A plugin to look at: values as it is told, and an editor if it has one.
class ShownPlugin final : public juce::AudioPluginInstance {
public:
    struct Wanted {
        std::string name;
        int steps = 0; ///< 0: anywhere
    };
    using MakeEditor = std::function<juce::AudioProcessorEditor*(ShownPlugin&)>;

    ShownPlugin(const std::vector<Wanted>& wanted, MakeEditor editor)
        : AudioPluginInstance(BusesProperties()
                                  .withInput("in", juce::AudioChannelSet::stereo())
                                  .withOutput("out", juce::AudioChannelSet::stereo())),
          editor_(std::move(editor)) {
        for (const auto& each : wanted)
            addHostedParameter(std::make_unique<Value>(each));
    }

    /// Returns: it in the engine's hands. `plugin` points to it.
    static std::unique_ptr<hosting::HostedPlugin>
    hosted(const std::vector<Wanted>& wanted, MakeEditor editor = {}, ShownPlugin** plugin = nullptr) {
        auto instance = std::make_unique<ShownPlugin>(wanted, std::move(editor));
        if (plugin != nullptr)
            *plugin = instance.get();
        return std::make_unique<hosting::HostedPlugin>(
            std::make_unique<hosting::HostedPlugin::Core>(std::move(instance), hosting::HostedFormat{}));
    }

    const juce::String getName() const override { return "Shown"; }
    void prepareToPlay(double, int) override {}
    void releaseResources() override {}
    void processBlock(juce::AudioBuffer<float>&, juce::MidiBuffer&) override {}
    using juce::AudioPluginInstance::processBlock;
    double getTailLengthSeconds() const override { return 0; }
    bool acceptsMidi() const override { return false; }
    bool producesMidi() const override { return false; }
    juce::AudioProcessorEditor* createEditor() override { return editor_(*this); }
    bool hasEditor() const override { return editor_ != nullptr; }
    int getNumPrograms() override { return 1; }
    int getCurrentProgram() override { return 0; }
    void setCurrentProgram(int) override {}
    const juce::String getProgramName(int) override { return {}; }
    void changeProgramName(int, const juce::String&) override {}
    void getStateInformation(juce::MemoryBlock&) override {}
    void setStateInformation(const void*, int) override {}
    void fillInPluginDescription(juce::PluginDescription& description) const override {
        description.name = getName();
    }

private:
    class Value final : public HostedParameter {
    public:
        explicit Value(Wanted wanted) : wanted_(std::move(wanted)) {}
        juce::String getParameterID() const override { return juce::String(wanted_.name).toLowerCase(); }
        float getValue() const override { return value_; }
        void setValue(float value) override { value_ = value; }
        float getDefaultValue() const override { return 0.25F; }
        juce::String getName(int) const override { return wanted_.name; }
        juce::String getLabel() const override { return {}; }
        bool isDiscrete() const override { return wanted_.steps > 0; }
        int getNumSteps() const override {
            return wanted_.steps > 0 ? wanted_.steps : juce::AudioProcessor::getDefaultNumParameterSteps();
        }
        juce::String getText(float value, int) const override {
            return wanted_.steps > 0
                       ? "place " + juce::String(juce::roundToInt(value * float(wanted_.steps - 1)))
                       : juce::String(value * 10, 1) + " turns";
        }
        float getValueForText(const juce::String& text) const override { return text.getFloatValue() / 10; }

    private:
        Wanted wanted_;
        float value_ = 0.25F;
    };
    MakeEditor editor_;
};

} // namespace rondo::test
