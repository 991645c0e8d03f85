// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstring>
#include <doctest/doctest.h>
#include <juce_audio_processors/juce_audio_processors.h>
#include <memory>
#include <pluginterfaces/vst/ivstaudioprocessor.h>
#include <pluginterfaces/vst/ivstparameterchanges.h>
#include <pluginterfaces/vst/ivstunits.h>
#include <random>
#include <rondo/concurrency/realtime_guard.h>
#include <rondo/concurrency/realtime_scope.h>

using rondo::concurrency::RealtimeCheck;
using rondo::concurrency::RealtimeGuard;
using rondo::concurrency::RealtimeScope;

namespace {

/// A plugin opened from its bundle as a host opens it, and JUCE's message thread, which is this one.
struct Hosted {
    explicit Hosted(const char* bundle, double rate = 48000, int block = 512) {
        juce::OwnedArray<juce::PluginDescription> found;
        format.findAllTypesForFile(found, bundle);
        REQUIRE(found.size() == 1);
        description = *found.getFirst();
        juce::String error;
        plugin = format.createInstanceFromDescription(description, rate, block, error);
        REQUIRE_MESSAGE(plugin != nullptr, error.toStdString());
        plugin->enableAllBuses();
    }
    juce::ScopedJuceInitialiser_GUI juce;
    juce::VST3PluginFormat format;
    juce::PluginDescription description;
    std::unique_ptr<juce::AudioPluginInstance> plugin;

    juce::AudioProcessorParameter& parameter(const juce::String& name) const {
        for (auto* candidate : plugin->getParameters())
            if (candidate->getName(100) == name)
                return *candidate;
        FAIL("no such parameter: " << name.toStdString());
        return *plugin->getParameters().getFirst();
    }
};

juce::AudioBuffer<float> noise(int frames, unsigned seed = 1) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> sample(-1, 1);
    juce::AudioBuffer<float> buffer(2, frames);
    for (int channel = 0; channel < 2; ++channel)
        for (int frame = 0; frame < frames; ++frame)
            buffer.setSample(channel, frame, sample(random));
    return buffer;
}

void process(juce::AudioPluginInstance& plugin, juce::AudioBuffer<float>& buffer) {
    juce::MidiBuffer midi;
    plugin.processBlock(buffer, midi);
}

bool sameBits(const juce::AudioBuffer<float>& a, const juce::AudioBuffer<float>& b) {
    const auto bytes = static_cast<std::size_t>(a.getNumSamples()) * sizeof(float);
    return std::memcmp(a.getReadPointer(0), b.getReadPointer(0), bytes) == 0 &&
           std::memcmp(a.getReadPointer(1), b.getReadPointer(1), bytes) == 0;
}

/// One of the VST3 interfaces of a plugin's component, for what JUCE's own host hides.
template <class Interface>
Steinberg::IPtr<Interface> interfaceOf(const juce::AudioPluginInstance& plugin) {
    struct Visitor final : juce::ExtensionsVisitor {
        void visitVST3Client(const VST3Client& client) override { component = client.getIComponentPtr(); }
        Steinberg::Vst::IComponent* component = nullptr;
    } visitor;
    plugin.getExtensions(visitor);
    REQUIRE(visitor.component != nullptr);
    Interface* found = nullptr;
    REQUIRE(visitor.component->queryInterface(Interface::iid, reinterpret_cast<void**>(&found)) ==
            Steinberg::kResultOk);
    return {found, false};
}

// VST3's interfaces have no virtual destructor, by design.
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"

/// A VST3 interface on the stack: nobody counts it and nobody asks it for others.
template <class Interface>
class OnStack : public Interface {
public:
    Steinberg::tresult PLUGIN_API queryInterface(const Steinberg::TUID, void**) override {
        return Steinberg::kNoInterface;
    }
    Steinberg::uint32 PLUGIN_API addRef() override { return 1; }
    Steinberg::uint32 PLUGIN_API release() override { return 1; }
};

/// One point of automation at the start of the block, as VST3 hosts hand it over on the audio thread.
class Point final : public OnStack<Steinberg::Vst::IParamValueQueue> {
public:
    explicit Point(Steinberg::Vst::ParamID id) : id_(id) {}
    double value = 0;

    Steinberg::Vst::ParamID PLUGIN_API getParameterId() override { return id_; }
    Steinberg::int32 PLUGIN_API getPointCount() override { return 1; }
    Steinberg::tresult PLUGIN_API getPoint(Steinberg::int32, Steinberg::int32& offset,
                                           Steinberg::Vst::ParamValue& point) override {
        offset = 0;
        point = value;
        return Steinberg::kResultOk;
    }
    Steinberg::tresult PLUGIN_API addPoint(Steinberg::int32, Steinberg::Vst::ParamValue,
                                           Steinberg::int32&) override {
        return Steinberg::kResultFalse;
    }

private:
    Steinberg::Vst::ParamID id_;
};

/// The automation of one block: one parameter.
class Automation final : public OnStack<Steinberg::Vst::IParameterChanges> {
public:
    explicit Automation(Steinberg::Vst::ParamID id) : point(id) {}
    Point point;

    Steinberg::int32 PLUGIN_API getParameterCount() override { return 1; }
    Steinberg::Vst::IParamValueQueue* PLUGIN_API getParameterData(Steinberg::int32) override { return &point; }
    Steinberg::Vst::IParamValueQueue* PLUGIN_API addParameterData(const Steinberg::Vst::ParamID&,
                                                                  Steinberg::int32&) override {
        return nullptr;
    }
};

/// What the realtime guard saw in `blocks` calls of the VST3's own process with automation of the trim.
struct GuardedRun {
    static constexpr int blocks = 1000;
    std::uint64_t allocations = 0, systemCalls = 0, locks = 0;
    float lastSample = 0; ///< the output for an input of 1
};

GuardedRun runGuarded(const char* bundle) {
    const Hosted hosted(bundle);
    hosted.plugin->prepareToPlay(48000, 512);
    const auto processor = interfaceOf<Steinberg::Vst::IAudioProcessor>(*hosted.plugin);
    juce::AudioBuffer<float> input(2, 512), output(2, 512);
    for (int channel = 0; channel < 2; ++channel)
        juce::FloatVectorOperations::fill(input.getWritePointer(channel), 1, 512);
    Steinberg::Vst::AudioBusBuffers inputBus, outputBus;
    inputBus.numChannels = outputBus.numChannels = 2;
    inputBus.channelBuffers32 = const_cast<float**>(input.getArrayOfWritePointers());
    outputBus.channelBuffers32 = const_cast<float**>(output.getArrayOfWritePointers());
    Automation automation(3568674); // the trim's line in plugins/strip/parameters.txt
    Steinberg::Vst::ProcessData block;
    block.processMode = Steinberg::Vst::kRealtime;
    block.symbolicSampleSize = Steinberg::Vst::kSample32;
    block.numSamples = 512;
    block.numInputs = block.numOutputs = 1;
    block.inputs = &inputBus;
    block.outputs = &outputBus;
    block.inputParameterChanges = &automation;
    const auto play = [&](int count) {
        for (int done = 0; done < count; ++done) {
            automation.point.value = done % 2 == 0 ? 0.9 : 40.0 / 84; // ends on -20 dB
            const RealtimeScope scope;
            processor->process(block);
        }
    };
    play(100);
    RealtimeGuard::install(RealtimeCheck::count, {.pageFaultBlocks = 1000000});
    const auto before = RealtimeGuard::counts();
    play(GuardedRun::blocks);
    const auto after = RealtimeGuard::counts();
    RealtimeGuard::install(RealtimeCheck::off);
    (void)RealtimeGuard::drain();
    automation.point.value = 40.0 / 84;
    processor->process(block);
    processor->process(block);
    hosted.plugin->releaseResources();
    return {after.allocations - before.allocations, after.systemCalls - before.systemCalls,
            after.locks - before.locks, output.getSample(0, 511)};
}

} // namespace

TEST_CASE("the VST3 bundle is found and says who it is") {
    const Hosted hosted(RONDO_STRIP_VST3);
    CHECK(hosted.description.name == "Rondo Strip");
    CHECK(hosted.description.manufacturerName == "Rondo");
    CHECK_FALSE(hosted.description.isInstrument);
    CHECK(hosted.description.numInputChannels == 2);
    CHECK(hosted.description.numOutputChannels == 2);
    CHECK(hosted.plugin->getLatencySamples() == 0);
    CHECK(hosted.plugin->getTailLengthSeconds() == 0);
}

TEST_CASE("every program has a name") {
    const Hosted hosted(RONDO_STRIP_VST3);
    const auto units = interfaceOf<Steinberg::Vst::IUnitInfo>(*hosted.plugin);
    int named = 0;
    for (int list = 0; list < units->getProgramListCount(); ++list) {
        Steinberg::Vst::ProgramListInfo programs{};
        REQUIRE(units->getProgramListInfo(list, programs) == Steinberg::kResultOk);
        for (int program = 0; program < programs.programCount; ++program) {
            Steinberg::Vst::String128 name{};
            REQUIRE(units->getProgramName(programs.id, program, name) == Steinberg::kResultOk);
            CHECK(name[0] != 0);
            ++named;
        }
    }
    CHECK(named >= 1);
}

TEST_CASE("at neutral settings the VST3 returns its input bit for bit at every rate and block size") {
    for (const double rate : {8000.0, 44100.0, 48000.0, 192000.0})
        for (const int block : {1, 17, 64, 1024, 8192}) {
            const Hosted hosted(RONDO_STRIP_VST3, rate, block);
            hosted.plugin->prepareToPlay(rate, block);
            for (unsigned turn = 0; turn < 10; ++turn) {
                const auto input = noise(block, turn);
                auto output = input;
                process(*hosted.plugin, output);
                CHECK(sameBits(input, output));
            }
            hosted.plugin->releaseResources();
        }
}

TEST_CASE("a parameter that the host sets is heard, and read back as text") {
    const Hosted hosted(RONDO_STRIP_VST3);
    auto& trim = hosted.parameter("Trim");
    CHECK(trim.getText(trim.getValue(), 100) == "0.0 dB");
    trim.setValue((60.0f - 20.0f) / 84.0f);
    hosted.plugin->prepareToPlay(48000, 512);
    auto buffer = noise(512);
    for (int warmUp = 0; warmUp < 10; ++warmUp)
        process(*hosted.plugin, buffer = noise(512));
    const auto input = noise(512);
    CHECK(buffer.getSample(0, 100) == doctest::Approx(0.1f * input.getSample(0, 100)));
    CHECK(trim.getText(trim.getValue(), 100) == "-20.0 dB");
}

TEST_CASE("state goes from one VST3 to another and back as the same bytes, and garbage changes nothing") {
    const Hosted first(RONDO_STRIP_VST3);
    first.plugin->prepareToPlay(48000, 512);
    first.parameter("Width").setValue(0.25f);
    first.parameter("Mute").setValue(1);
    auto buffer = noise(512);
    process(*first.plugin, buffer);
    juce::MemoryBlock state;
    first.plugin->getStateInformation(state);

    const Hosted second(RONDO_STRIP_VST3);
    second.plugin->setStateInformation(state.getData(), static_cast<int>(state.getSize()));
    CHECK(second.parameter("Width").getValue() == doctest::Approx(0.25f));
    CHECK(second.parameter("Mute").getValue() == 1);
    juce::MemoryBlock again;
    second.plugin->getStateInformation(again);
    CHECK(again == state);

    std::mt19937 random(7);
    for (int turn = 0; turn < 50; ++turn) {
        juce::MemoryBlock garbage = state;
        for (std::size_t byte = 0; byte < garbage.getSize(); ++byte)
            if (random() % 3 == 0)
                garbage[byte] = static_cast<char>(random() & 0xffU);
        second.plugin->setStateInformation(garbage.getData(), static_cast<int>(garbage.getSize()));
    }
    second.plugin->setStateInformation(nullptr, 0);
    CHECK(second.parameter("Width").getValue() == doctest::Approx(0.25f));
    CHECK(second.parameter("Mute").getValue() == 1);
}

TEST_CASE("two instances live side by side and go one by one") {
    auto first = std::make_unique<Hosted>(RONDO_STRIP_VST3);
    const Hosted second(RONDO_STRIP_VST3);
    first->plugin->prepareToPlay(48000, 64);
    second.plugin->prepareToPlay(44100, 64);
    first->parameter("Mute").setValue(1);
    auto buffer = noise(64);
    process(*first->plugin, buffer);
    first.reset();
    const auto input = noise(64);
    auto output = input;
    process(*second.plugin, output);
    CHECK(sameBits(input, output));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("a block through the VST3 allocates nothing; without the mended header each one does") {
    const auto mended = runGuarded(RONDO_STRIP_VST3);
    CHECK(mended.allocations == 0);
    CHECK(mended.systemCalls == 0);
    // JUCE's own: its callback lock, and the list of listeners of a parameter that is automated.
    CHECK(mended.locks <= 4 * GuardedRun::blocks);
    CHECK(mended.lastSample == doctest::Approx(0.1f));
    // A vector is made and freed.
    CHECK(runGuarded(RONDO_UNMENDED_VST3).allocations == 2 * GuardedRun::blocks);
}
#endif
