// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <juce_audio_processors/juce_audio_processors.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace rondo::test {

/// What somebody's plugin may be: as many channels as it likes, and with whatever manners.
class FakePlugin final : public juce::AudioPluginInstance {
public:
    struct Manners {
        int inputs = 2;
        int outputs = 2;
        bool flexible = true; ///< takes any width on its main buses
        bool sideChain = false;
        std::function<void(juce::AudioBuffer<float>&)> process = [](auto&) {};
        std::function<void()> prepare = [] {};
        std::function<void(juce::MemoryBlock&)> save = [](auto&) {};
        std::function<void(const void*, int)> load = [](auto*, int) {};
        std::vector<std::string> programs = {""};
        std::function<void(int)> choose = [](int) {};
        const char* format = "";
    };
    explicit FakePlugin(Manners with) : FakePlugin(std::move(with), 0) {}

    const juce::String getName() const override { return "Fake"; }
    void prepareToPlay(double, int) override { manners.prepare(); }
    void releaseResources() override { ++released; }
    void processBlock(juce::AudioBuffer<float>& buffer, juce::MidiBuffer&) override { manners.process(buffer); }
    using juce::AudioPluginInstance::processBlock;
    double getTailLengthSeconds() const override { return 0; }
    bool acceptsMidi() const override { return false; }
    bool producesMidi() const override { return false; }
    juce::AudioProcessorEditor* createEditor() override { return nullptr; }
    bool hasEditor() const override { return false; }
    int getNumPrograms() override { return static_cast<int>(manners.programs.size()); }
    int getCurrentProgram() override { return 0; }
    void setCurrentProgram(int number) override { manners.choose(number); }
    const juce::String getProgramName(int number) override {
        return manners.programs.at(static_cast<std::size_t>(number));
    }
    void changeProgramName(int, const juce::String&) override {}
    void getStateInformation(juce::MemoryBlock& to) override { manners.save(to); }
    void setStateInformation(const void* bytes, int size) override { manners.load(bytes, size); }
    void fillInPluginDescription(juce::PluginDescription& description) const override {
        description.name = getName();
        description.pluginFormatName = manners.format;
    }
    bool isBusesLayoutSupported(const BusesLayout& layout) const override {
        return manners.flexible || (layout.getMainInputChannels() == manners.inputs &&
                                    layout.getMainOutputChannels() == manners.outputs);
    }

    class Value final : public HostedParameter {
    public:
        juce::String getParameterID() const override { return "sym:value"; } // as JUCE names an LV2's
        float getValue() const override { return value_; }
        void setValue(float value) override {
            value_ = value;
            onSet();
        }
        float getDefaultValue() const override { return 0.25F; }
        juce::String getName(int) const override { return "Value"; }
        juce::String getLabel() const override { return "dB"; }
        juce::String getText(float value, int) const override { return juce::String(value * 10, 1) + " dB"; }
        float getValueForText(const juce::String& text) const override {
            const float value = text.getFloatValue() / 10;
            return clamps ? juce::jlimit(0.0F, 1.0F, value) : value;
        }
        bool automatable = true;
        bool isAutomatable() const override { return automatable; }
        bool clamps = false;
        std::function<void()> onSet = [] {};

    private:
        float value_ = 0.25F;
    };

    Manners manners;
    Value* value = nullptr; ///< owned by juce::AudioProcessor
    int released = 0;

private:
    FakePlugin(Manners with, int) : AudioPluginInstance(busesOf(with)), manners(std::move(with)) {
        auto parameter = std::make_unique<Value>();
        value = parameter.get();
        addHostedParameter(std::move(parameter));
    }
    static BusesProperties busesOf(const Manners& with) {
        BusesProperties buses;
        if (with.inputs > 0)
            buses = buses.withInput("in", juce::AudioChannelSet::canonicalChannelSet(with.inputs));
        if (with.sideChain)
            buses = buses.withInput("side", juce::AudioChannelSet::stereo());
        if (with.outputs > 0)
            buses = buses.withOutput("out", juce::AudioChannelSet::canonicalChannelSet(with.outputs));
        return buses;
    }
};

} // namespace rondo::test
