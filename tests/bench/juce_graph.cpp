// SPDX-License-Identifier: MIT
#include "graph_contestants.h"
#include "graph_kernels.h"

#include <juce_audio_processors/juce_audio_processors.h>
#include <rondo/audio/audio_buffer.h>
#include <stdexcept>

namespace rondo::bench {

namespace {

constexpr double rate = 48000;
using juce::AudioProcessorGraph;
using UpdateKind = AudioProcessorGraph::UpdateKind;

template <class Kernel>
class KernelProcessor final : public juce::AudioProcessor {
public:
    explicit KernelProcessor(std::uint32_t seed) : AudioProcessor(buses()), kernel_(seed) {}
    const juce::String getName() const override { return "node"; }
    void prepareToPlay(double, int) override {}
    void releaseResources() override {}
    void processBlock(juce::AudioBuffer<float>& buffer, juce::MidiBuffer&) override {
        float* const* const channels = buffer.getArrayOfWritePointers();
        kernel_.run(channels, channels, static_cast<std::uint32_t>(buffer.getNumSamples()));
    }
    using AudioProcessor::processBlock;
    double getTailLengthSeconds() const override { return 0; }
    bool acceptsMidi() const override { return false; }
    bool producesMidi() const override { return false; }
    juce::AudioProcessorEditor* createEditor() override { return nullptr; }
    bool hasEditor() const override { return false; }
    int getNumPrograms() override { return 1; }
    int getCurrentProgram() override { return 0; }
    void setCurrentProgram(int) override {}
    const juce::String getProgramName(int) override { return {}; }
    void changeProgramName(int, const juce::String&) override {}
    void getStateInformation(juce::MemoryBlock&) override {}
    void setStateInformation(const void*, int) override {}

private:
    static BusesProperties buses() {
        const auto stereo = juce::AudioChannelSet::stereo();
        const auto made = BusesProperties().withOutput("output", stereo);
        return Kernel::hasInput ? made.withInput("input", stereo) : made;
    }
    Kernel kernel_;
};

std::unique_ptr<juce::AudioProcessor> makeProcessor(Work work, std::uint32_t seed) {
    switch (work) {
    case Work::noise:
        return std::make_unique<KernelProcessor<NoiseKernel>>(seed);
    case Work::gain:
        return std::make_unique<KernelProcessor<GainKernel>>(seed);
    case Work::filter:
        return std::make_unique<KernelProcessor<FilterKernel>>(seed);
    case Work::equaliser:
        return std::make_unique<KernelProcessor<EqualiserKernel>>(seed);
    case Work::input:
    case Work::rest:
        break;
    }
    throw std::invalid_argument("JUCE's graph is built without an input here.");
}

class JuceGraph final : public EditedContestant {
public:
    JuceGraph(const GraphPlan& plan, std::uint32_t frames) : output_(2, frames) {
        const auto blockFrames = static_cast<int>(frames);
        graph_.setPlayConfigDetails(0, 2, rate, blockFrames);
        using Ends = AudioProcessorGraph::AudioGraphIOProcessor;
        heard_ = add(std::make_unique<Ends>(Ends::audioOutputNode));
        std::vector<AudioProcessorGraph::NodeID> ids;
        for (std::uint32_t index = 0; index < plan.size(); ++index) {
            ids.push_back(add(makeProcessor(plan[index].work, index)));
            for (const auto source : plan[index].sources)
                connect(ids[source], ids[index]);
        }
        last_ = ids.back();
        connect(last_, heard_);
        graph_.prepareToPlay(rate, blockFrames);
    }

    void block() override { graph_.processBlock(samples_, midi_); }
    audio::ConstAudioBlock output() const override { return output_.block(); }

    void apply(EditStep step) override {
        switch (step) {
        case EditStep::insertGain:
            inserted_ = add(makeProcessor(Work::gain, 0));
            disconnect(last_, heard_);
            connect(last_, inserted_);
            connect(inserted_, heard_, UpdateKind::sync);
            break;
        case EditStep::addSource:
            added_ = add(makeProcessor(Work::noise, 0));
            connect(added_, heard_, UpdateKind::sync);
            break;
        case EditStep::removeSource:
            graph_.removeNode(added_, UpdateKind::sync);
            break;
        case EditStep::removeGain:
            graph_.removeNode(inserted_, UpdateKind::async);
            connect(last_, heard_, UpdateKind::sync);
            break;
        }
    }

private:
    using NodeID = AudioProcessorGraph::NodeID;

    NodeID add(std::unique_ptr<juce::AudioProcessor> processor) {
        return graph_.addNode(std::move(processor), {}, UpdateKind::async)->nodeID;
    }
    // The graph is rebuilt once, by the last call of an edit.
    void connect(NodeID from, NodeID to, UpdateKind last = UpdateKind::async) {
        for (const int channel : {0, 1})
            if (!graph_.addConnection({{from, channel}, {to, channel}},
                                      channel == 1 ? last : UpdateKind::async))
                throw std::runtime_error("JUCE's graph refused an edge of the workload.");
    }
    void disconnect(NodeID from, NodeID to) {
        for (const int channel : {0, 1})
            graph_.removeConnection({{from, channel}, {to, channel}}, UpdateKind::async);
    }

    AudioProcessorGraph graph_;
    NodeID heard_, last_, inserted_, added_;
    audio::AudioBuffer output_;
    juce::AudioBuffer<float> samples_{output_.block().pointers(), 2, static_cast<int>(output_.frameCount())};
    juce::MidiBuffer midi_;
};

} // namespace

std::unique_ptr<EditedContestant> makeJuceGraph(const GraphPlan& plan, std::uint32_t frames) {
    return std::make_unique<JuceGraph>(plan, frames);
}

std::shared_ptr<void> becomeJuceMessageThread() {
    auto* const manager = juce::MessageManager::getInstance();
    manager->setCurrentThreadAsMessageThread();
    return {manager, [](void*) {
                juce::DeletedAtShutdown::deleteAll();
                juce::MessageManager::deleteInstance();
            }};
}

} // namespace rondo::bench
