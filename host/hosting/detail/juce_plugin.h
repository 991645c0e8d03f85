// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <atomic>
#include <host/hosting/detail/parameter_notes.h>
#include <host/hosting/hosted_plugin.h>
#include <juce_audio_processors/juce_audio_processors.h>
#include <thread>

namespace rondo::hosting {

/// Returns: what a parameter is called in its own format, whatever JUCE 7.0.5 puts in front of it: an LV2's
/// symbol, for instance; empty when JUCE knows no name. [control]
std::string identifierOf(const juce::AudioProcessorParameter& parameter);

/// The time of the graph, for plugins that ask. [audio]
class GraphPlayHead final : public juce::AudioPlayHead {
public:
    void set(std::int64_t frame, double rate) noexcept {
        frame_ = frame;
        rate_ = rate;
    }
    juce::Optional<PositionInfo> getPosition() const override;

private:
    std::int64_t frame_ = 0;
    double rate_ = 48000;
};

/// A plugin as JUCE hosts it, and what control thread and node share.
struct HostedPlugin::Core final : juce::AudioProcessorListener {
    /// Effects: lays the buses out, prepares the plugin and names its parameters. Errors: Failure(refused) when
    /// the plugin throws or has more than 31 channels. [control]
    Core(std::unique_ptr<juce::AudioPluginInstance> plugin, const HostedFormat& wanted);
    ~Core() override;

    /// Effects: says what a parameter's values mean and where it begins, and puts it there. Requires: it
    /// exists, and no node plays it. [control]
    void setScale(std::size_t parameter, const HostedScale& scale, float initial);

    /// Who is in the plugin, the audio thread or the control thread, which waits for the end of a block; the
    /// other way round the block is silent.
    bool tryEnter() noexcept { return !inside.exchange(true, std::memory_order_acquire); }
    void enter() noexcept {
        while (!tryEnter())
            std::this_thread::yield();
    }
    void leave() noexcept { inside.store(false, std::memory_order_release); }

    void audioProcessorParameterChanged(juce::AudioProcessor*, int parameter, float value) override;
    void audioProcessorParameterChangeGestureBegin(juce::AudioProcessor*, int parameter) override {
        notes.beginGesture(static_cast<std::size_t>(parameter));
    }
    void audioProcessorParameterChangeGestureEnd(juce::AudioProcessor*, int parameter) override {
        notes.endGesture(static_cast<std::size_t>(parameter));
    }
    void audioProcessorChanged(juce::AudioProcessor*, const ChangeDetails& details) override;

    // First what each block reads, in few cache lines.
    std::atomic<bool> inside{false};
    std::uint32_t inputs = 0; ///< channels of the main bus
    std::uint32_t outputs = 0;
    std::uint32_t channels = 0; ///< of the plugin's buffer: all buses
    const std::unique_ptr<juce::AudioPluginInstance> instance;
    juce::MidiBuffer midi; ///< the audio thread's while it is inside, and so the next two
    GraphPlayHead playHead;
    juce::AudioBuffer<float> scratch;

    const HostedFormat format;
    std::string name;
    std::vector<HostedParameter> parameters;
    std::vector<juce::AudioProcessorParameter*> handles; ///< of the parameters

    ParameterNotes notes;
    std::atomic<bool> nodeLives{false};
    std::atomic<std::uint32_t> latency{0};
    std::atomic<bool> latencyChanged{false};
    std::atomic<std::uint64_t> thrown{0};

private:
    void layOut();
    void countChannels();
    void nameParameters();
};

} // namespace rondo::hosting
