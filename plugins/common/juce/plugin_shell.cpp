// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/common/juce/plugin_shell.h>

#include <plugins/common/juce/text.h>

namespace rondo::plugins {

PluginShell::PluginShell(PluginInstance& instance, std::string_view bypassId)
    : AudioProcessor(BusesProperties()
                         .withInput("Input", juce::AudioChannelSet::stereo())
                         .withOutput("Output", juce::AudioChannelSet::stereo())),
      instance_(instance) {
    const auto& table = instance.parameters();
    for (std::size_t index = 0; index < table.size(); ++index) {
        auto adapter = std::make_unique<ParameterAdapter>(instance.bridge(), table[index], index);
        if (table[index].id == bypassId)
            bypass_ = adapter.get();
        adapters_.push_back(adapter.get());
        addParameter(adapter.release());
    }
}

const juce::String PluginShell::getName() const { return toJuce(instance_.identity().name); }

void PluginShell::prepareToPlay(double rate, int maximumFrames) {
    const auto channels = [this](bool isInput) {
        return static_cast<std::uint32_t>(juce::jmax(0, getChannelCountOfBus(isInput, 0)));
    };
    setLatencySamples(static_cast<int>(instance_.processor().latencyFrames()));
    // A refusal leaves the instance without a driver, and its blocks silent; hosts show no texts here.
    if (!instance_.prepare({.rate = rate,
                            .maximumFrames = static_cast<std::uint32_t>(juce::jmax(0, maximumFrames)),
                            .inputChannels = channels(true),
                            .outputChannels = channels(false)}))
        instance_.release();
}

void PluginShell::processBlock(juce::AudioBuffer<float>& buffer, juce::MidiBuffer&) {
    processBlock(buffer, false);
}

void PluginShell::processBlockBypassed(juce::AudioBuffer<float>& buffer, juce::MidiBuffer&) {
    processBlock(buffer, true);
}

void PluginShell::processBlock(juce::AudioBuffer<float>& buffer, bool bypassed) noexcept {
    // JUCE hands over one buffer with the larger of both channel counts, to be processed in place.
    const auto frames = static_cast<std::uint32_t>(buffer.getNumSamples());
    const auto inputs =
        static_cast<std::uint32_t>(juce::jmin(getTotalNumInputChannels(), buffer.getNumChannels()));
    const auto outputs =
        static_cast<std::uint32_t>(juce::jmin(getTotalNumOutputChannels(), buffer.getNumChannels()));
    auto* const* channels = buffer.getArrayOfWritePointers();
    instance_.process(audio::AudioBlock(channels, inputs, frames), audio::AudioBlock(channels, outputs, frames),
                      {.bypassed = bypassed});
}

juce::AudioProcessorParameter* PluginShell::getBypassParameter() const {
    // JUCE's LV2 wrapper writes the host's "enabled" port into this parameter in every block, so that neither
    // the editor nor automation could ever bypass; without it the wrapper calls processBlockBypassed instead.
    return wrapperType == wrapperType_LV2 ? nullptr : bypass_;
}

bool PluginShell::isBusesLayoutSupported(const BusesLayout& layouts) const {
    const auto isPlain = [](const juce::AudioChannelSet& set) {
        return set == juce::AudioChannelSet::mono() || set == juce::AudioChannelSet::stereo();
    };
    const auto inputs = layouts.getMainInputChannelSet(), outputs = layouts.getMainOutputChannelSet();
    return isPlain(inputs) && isPlain(outputs) &&
           instance_.processor().supports(static_cast<std::uint32_t>(inputs.size()),
                                          static_cast<std::uint32_t>(outputs.size()));
}

void PluginShell::getStateInformation(juce::MemoryBlock& destination) {
    const auto bytes = instance_.saveState();
    destination.replaceAll(bytes.data(), bytes.size());
}

void PluginShell::setStateInformation(const void* bytes, int size) {
    if (bytes == nullptr || size <= 0 ||
        !instance_.loadState({static_cast<const std::byte*>(bytes), static_cast<std::size_t>(size)}))
        return; // refused whole; JUCE gives no way to say so
    for (auto* adapter : adapters_)
        adapter->sendValueChangedMessageToListeners(adapter->getValue());
}

} // namespace rondo::plugins
