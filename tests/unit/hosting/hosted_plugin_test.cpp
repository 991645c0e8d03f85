// SPDX-License-Identifier: MIT
#include <host/hosting/hosted_plugin.h>

#include "fake_plugin.h"
#include <cmath>
#include <doctest/doctest.h>
#include <host/hosting/detail/juce_plugin.h>
#include <limits>
#include <rondo/audio/audio_buffer.h>
#include <rondo/base/error.h>
#include <rondo/graph/graph_control.h>
#include <support/graph_probes.h>

using namespace rondo;
using hosting::HostedFormat;
using hosting::HostedPlugin;
using test::FakePlugin;

namespace {

constexpr std::uint32_t frames = 64;

/// A fake plugin in a graph of its own: what comes in goes through it and out.
struct Stage {
    explicit Stage(FakePlugin::Manners manners, std::uint32_t width = 2)
        : channels(width),
          graph(graph::makeGraph({.maximumFrames = frames, .inputChannels = width, .outputChannels = width},
                                 std::make_shared<concurrency::Reclaimer>())),
          player(graph.processor, width) {
        auto instance = std::make_unique<FakePlugin>(std::move(manners));
        fake = instance.get();
        plugin = std::make_unique<HostedPlugin>(std::make_unique<HostedPlugin::Core>(
            std::move(instance), HostedFormat{.maximumFrames = frames, .width = width}));
        auto edit = graph.control.edit();
        node = edit.add(plugin->makeNode(), "fake");
        edit.connectToInput(node);
        edit.connectToOutput(node);
        REQUIRE(edit.commit());
        static_cast<void>(player.block(frames)); // the fade in is over
        static_cast<void>(player.block(frames));
    }
    ~Stage() { remove(); }
    void remove() {
        if (!plugin->nodeLives())
            return;
        auto edit = graph.control.edit();
        edit.remove(node);
        REQUIRE(edit.commit());
        for (int block = 0; block < 100 && plugin->nodeLives(); ++block) {
            static_cast<void>(player.block(frames));
            REQUIRE(graph.control.edit().commit()); // each commit collects
        }
    }
    /// What comes out when channel n is n + 1 all along.
    std::vector<float> steady() {
        audio::AudioBuffer input(channels, frames);
        for (std::uint32_t channel = 0; channel < channels; ++channel)
            std::ranges::fill(input.block().channel(channel), static_cast<float>(channel + 1));
        std::vector<float> last;
        for (int block = 0; block < 40; ++block) // longer than any fade
            last.clear(), record(last, player.block(frames, input.block()));
        return last;
    }
    static void record(std::vector<float>& into, const std::vector<std::vector<float>>& block) {
        for (const auto& channel : block)
            into.push_back(channel.back());
    }

    std::uint32_t channels;
    graph::Graph graph;
    test::Player player;
    FakePlugin* fake = nullptr;
    std::unique_ptr<HostedPlugin> plugin;
    graph::NodeId node;
};

void add(juce::AudioBuffer<float>& buffer, float value) {
    for (int channel = 0; channel < buffer.getNumChannels(); ++channel)
        juce::FloatVectorOperations::add(buffer.getWritePointer(channel), value, buffer.getNumSamples());
}

using Samples = std::vector<float>;

} // namespace

TEST_CASE("hosted plugin: what it makes of the chain's channels is heard") {
    Stage stage({.process = [](auto& buffer) { add(buffer, 10); }});
    CHECK(stage.steady() == Samples{11, 12});
}

TEST_CASE("hosted plugin: a flexible one is made as wide as the chain, and a side chain hears silence") {
    float side = 1;
    Stage stage({.sideChain = true,
                 .process =
                     [&](auto& buffer) {
                         side = buffer.getNumChannels() > 3 ? buffer.getSample(3, 0) : 0;
                         add(buffer, 10);
                     }},
                3);
    CHECK(stage.fake->getMainBusNumInputChannels() == 3);
    CHECK(stage.steady() == Samples{11, 12, 13});
    CHECK(side == 0);
}

TEST_CASE("hosted plugin: one that insists on its channels meets the chain's by their numbers") {
    Stage mono(
        {.inputs = 1, .outputs = 1, .flexible = false, .process = [](auto& buffer) { add(buffer, 10); }});
    CHECK(mono.steady() == Samples{11.5F, 11.5F});
    Stage opens({.inputs = 1, .outputs = 2, .flexible = false, .process = [](auto& buffer) {
                     buffer.clear(1, 0, buffer.getNumSamples());
                 }});
    CHECK(opens.steady() == Samples{1.5F, 0});
    Stage wide(
        {.inputs = 4, .outputs = 4, .flexible = false, .process = [](auto& buffer) { add(buffer, 10); }});
    CHECK(wide.steady() == Samples{11, 12});
    Stage meter(
        {.inputs = 2, .outputs = 0, .flexible = false, .process = [](auto& buffer) { buffer.clear(); }});
    CHECK(meter.steady() == Samples{1, 2});
    Stage source({.inputs = 0, .outputs = 1, .flexible = false, .process = [](auto& buffer) {
                      buffer.clear();
                      add(buffer, 5);
                  }});
    CHECK(source.steady() == Samples{5, 5});
}

TEST_CASE("hosted plugin: an exception becomes silence and is counted, and the next block is heard again") {
    bool throws = false;
    Stage stage({.process = [&](auto& buffer) {
        if (throws)
            throw 42; // not even a std::exception
        add(buffer, 1);
    }});
    CHECK(stage.steady() == Samples{2, 3});
    throws = true;
    CHECK(stage.steady() == Samples{0, 0});
    CHECK(stage.plugin->thrown() == 40);
    throws = false;
    CHECK(stage.steady() == Samples{2, 3});
}

TEST_CASE("hosted plugin: what is no number stays in its node, which the graph names") {
    Stage stage(
        {.process = [](auto& buffer) { buffer.setSample(1, 3, std::numeric_limits<float>::quiet_NaN()); }});
    CHECK(stage.steady() == Samples{0, 0});
    CHECK(stage.graph.control.statistics().lastSilenced == stage.node);
}

TEST_CASE("hosted plugin: its parameters are the node's, from 0 to 1, at their frames") {
    std::vector<std::pair<int, float>> heard;
    FakePlugin* fake = nullptr;
    Stage stage({.process = [&](auto& buffer) {
        heard.emplace_back(buffer.getNumSamples(), fake != nullptr ? fake->value->getValue() : 0);
    }});
    fake = stage.fake;
    const auto parameters = stage.plugin->parameters();
    REQUIRE(parameters.size() == 1);
    CHECK(parameters[0].id == "value");
    CHECK(parameters[0].name == "Value");
    CHECK(parameters[0].unit == "dB");
    CHECK(parameters[0].initial == 0.25F);
    CHECK(stage.plugin->textOf(0, 0.5F) == "5.0 dB");
    CHECK(stage.plugin->valueOf(0, "7 dB") == 0.7F);
    CHECK_FALSE(stage.plugin->valueOf(0, "70 dB"));
    CHECK_FALSE(stage.plugin->valueOf(0, "loud"));
    // One that brings what is beyond its range to the end of it has not understood either.
    stage.fake->value->clamps = true;
    CHECK_FALSE(stage.plugin->valueOf(0, "70 dB"));
    CHECK_FALSE(stage.plugin->valueOf(0, "-3"));
    CHECK(stage.plugin->valueOf(0, "10 dB") == 1.0F);
    CHECK(stage.plugin->valueOf(0, "10") == 1.0F);
    CHECK(stage.plugin->valueOf(0, "0") == 0.0F);

    heard.clear();
    REQUIRE(stage.graph.control.setParameterAt(stage.player.position + 16, stage.node, 0, 0.75F));
    static_cast<void>(stage.player.block(frames));
    CHECK(heard == std::vector<std::pair<int, float>>{{16, 0.25F}, {48, 0.75F}});
    CHECK(stage.plugin->value(0) == 0.75F);
}

TEST_CASE("hosted plugin: its state goes out and in, and one that throws then is told in a sentence") {
    std::string kept = "as it was";
    Stage stage({.save = [&](auto& to) { to.append(kept.data(), kept.size()); },
                 .load =
                     [&](auto* bytes, int size) {
                         kept.assign(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
                     }});
    auto state = stage.plugin->state();
    REQUIRE(state);
    kept = "as it is";
    REQUIRE(stage.plugin->setState(*state));
    CHECK(kept == "as it was");

    stage.fake->manners.save = [](auto&) { throw std::runtime_error("no"); };
    stage.fake->manners.load = [](auto*, int) { throw std::runtime_error("no"); };
    state = stage.plugin->state();
    REQUIRE_FALSE(state);
    CHECK(state.error().text ==
          "The plugin 'Fake' threw an exception when it was asked for its state; it goes on as it was.");
    CHECK_FALSE(stage.plugin->setState({}));
    CHECK(stage.steady() == Samples{1, 2});
}

TEST_CASE("hosted plugin: while its state is taken, its blocks are silent and nobody waits") {
    Stage stage({});
    bool silent = false;
    stage.fake->manners.save = [&](auto&) { silent = stage.player.block(frames)[0] == Samples(frames, 0); };
    static_cast<void>(stage.steady());
    REQUIRE(stage.plugin->state());
    CHECK(silent);
    CHECK(stage.steady() == Samples{1, 2});
}

TEST_CASE("hosted plugin: its programs have names, and one that nobody names is none") {
    Stage stage({.programs = {"Warm\nand wide", "", "Cold"}});
    CHECK(stage.plugin->programs() == std::vector<std::string>{"Warm and wide", "Program 2", "Cold"});
    stage.fake->manners.programs = {""};
    CHECK(stage.plugin->programs().empty());
    stage.fake->manners.programs = {"Only"};
    CHECK(stage.plugin->programs() == std::vector<std::string>{"Only"});
    stage.fake->manners.programs = {};
    CHECK(stage.plugin->programs().empty());
}

TEST_CASE(
    "hosted plugin: a program is chosen in one silent block at most, and is no change of the plugin's own") {
    Stage stage({.programs = {"Warm", "Cold"}});
    int chosen = -1;
    bool silent = false;
    stage.fake->manners.choose = [&](int number) {
        silent = stage.player.block(frames)[0] == Samples(frames, 0);
        chosen = number;
        stage.fake->value->setValueNotifyingHost(0.9F);
    };
    static_cast<void>(stage.steady());
    REQUIRE(stage.plugin->setProgram(1));
    CHECK(chosen == 1);
    CHECK(silent);
    CHECK(stage.plugin->value(0) == 0.9F);
    CHECK(stage.plugin->takeChangedParameters().empty());
    CHECK(stage.steady() == Samples{1, 2});

    stage.fake->manners.choose = [](int) { throw std::runtime_error("no"); };
    const auto thrown = stage.plugin->setProgram(0);
    REQUIRE_FALSE(thrown);
    CHECK(thrown.error().text ==
          "The plugin 'Fake' threw an exception when it was given one of its programs; it goes on as it was.");
    CHECK(stage.steady() == Samples{1, 2});
}

TEST_CASE("hosted plugin: a VST3 has its program when it was chosen, and not only in the next block") {
    Stage stage({.format = "VST3"});
    int blocks = 0;
    stage.fake->manners.process = [&](auto& buffer) { blocks += buffer.getNumSamples() == 0 ? 1 : 100; };
    REQUIRE(stage.plugin->setProgram(0));
    CHECK(blocks == 1);
}

TEST_CASE(
    "hosted plugin: a state that is too short for a LADSPA, or holds what is no number, is not given to it") {
    int loads = 0;
    Stage stage({.load = [&](auto*, int) { ++loads; }, .format = "LADSPA"});
    const auto refusal = [&](std::vector<float> numbers, std::size_t bytes) {
        const auto set = stage.plugin->setState(std::as_bytes(std::span(numbers)).first(bytes));
        return set ? std::string() : set.error().text;
    };
    CHECK(refusal({0.5F}, 3) ==
          "The plugin 'Fake' expected a state of 4 bytes, and 3 were given; it goes on as it was.");
    CHECK(refusal({}, 0).find("0 were given") != std::string::npos);
    CHECK(refusal({std::numeric_limits<float>::quiet_NaN()}, 4).find("what they say is no number") !=
          std::string::npos);
    CHECK(loads == 0);
    CHECK(refusal({0.5F}, 4).empty());
    CHECK(loads == 1);
}

TEST_CASE("hosted plugin: a latency that changes is told once") {
    Stage stage({});
    CHECK(stage.plugin->latency() == 0);
    CHECK_FALSE(stage.plugin->takeLatencyChange());
    stage.fake->setLatencySamples(100);
    CHECK(stage.plugin->takeLatencyChange() == 100);
    CHECK_FALSE(stage.plugin->takeLatencyChange());
    CHECK(stage.plugin->latency() == 100);
}

TEST_CASE("hosted plugin: one node at a time plays it, and it may be played again by the next one") {
    Stage stage({});
    CHECK(stage.plugin->nodeLives());
    CHECK_THROWS_AS(stage.plugin->makeNode(), base::Failure);
    stage.remove();
    CHECK_FALSE(stage.plugin->nodeLives());
    const auto node = stage.plugin->makeNode();
    CHECK(stage.plugin->nodeLives());
}

TEST_CASE("hosted plugin: one that cannot be prepared or is too wide is refused in a sentence") {
    const auto refusal = [](FakePlugin::Manners manners) -> std::string {
        try {
            const HostedPlugin::Core core(std::make_unique<FakePlugin>(std::move(manners)), {});
        } catch (const base::Failure& failure) {
            return failure.what();
        }
        return "";
    };
    CHECK(refusal({.prepare = [] { throw 1; }}) ==
          "The plugin 'Fake' threw an exception when it was prepared; it cannot be played.");
    CHECK(refusal({.inputs = 32, .outputs = 32, .flexible = false}) ==
          "The plugin 'Fake' has 32 channels, and at most 31 can be hosted.");
    CHECK(refusal({}).empty());
}

TEST_CASE("hosted plugin: a graph of another rate or of longer blocks refuses its node") {
    HostedPlugin plugin(std::make_unique<HostedPlugin::Core>(
        std::make_unique<FakePlugin>(FakePlugin::Manners{}), HostedFormat{.rate = 48000, .maximumFrames = 32}));
    auto graph = graph::makeGraph({.maximumFrames = 64, .outputChannels = 2},
                                  std::make_shared<concurrency::Reclaimer>());
    auto edit = graph.control.edit();
    edit.add(plugin.makeNode(), "fake");
    const auto committed = edit.commit();
    REQUIRE_FALSE(committed);
    CHECK(committed.error().text.find("was loaded for") != std::string::npos);
}

using Parameters = std::vector<std::size_t>;

TEST_CASE("hosted plugin: what the plugin itself changes is told once, in whose gesture it was") {
    Stage stage({});
    CHECK(stage.plugin->takeChangedParameters().empty());
    stage.fake->value->setValueNotifyingHost(0.5F);
    stage.fake->value->setValueNotifyingHost(0.6F);
    CHECK(stage.plugin->takeChangedParameters() == Parameters{0});
    CHECK(stage.plugin->value(0) == 0.6F);
    CHECK(stage.plugin->gestureOf(0) == 0);
    CHECK(stage.plugin->takeChangedParameters().empty());

    stage.fake->value->beginChangeGesture();
    CHECK(stage.plugin->takeChangedParameters().empty());
    stage.fake->value->setValueNotifyingHost(0.7F);
    stage.fake->value->endChangeGesture();
    CHECK(stage.plugin->takeChangedParameters() == Parameters{0});
    const auto first = stage.plugin->gestureOf(0);
    CHECK(first != 0);
    stage.fake->value->beginChangeGesture();
    stage.fake->value->setValueNotifyingHost(0.8F);
    CHECK(stage.plugin->gestureOf(0) != first);
    CHECK(stage.plugin->gestureOf(0) != 0);
    stage.fake->value->endChangeGesture();
    stage.fake->value->setValueNotifyingHost(0.9F);
    CHECK(stage.plugin->gestureOf(0) == 0);
}

TEST_CASE("hosted plugin: what its host sets is no change of the plugin's, nor is its answer to that") {
    Stage stage({.load = [&stage](auto*, int) { stage.fake->value->setValueNotifyingHost(0.1F); }});
    auto* const value = stage.fake->value;
    value->onSet = [value] { value->sendValueChangedMessageToListeners(value->getValue() * 0.9F); };
    stage.plugin->setValue(0, 0.5F);
    CHECK(stage.plugin->takeChangedParameters().empty());
    REQUIRE(stage.plugin->setState({}));
    CHECK(stage.plugin->takeChangedParameters().empty());
    REQUIRE(stage.graph.control.setParameter(stage.node, 0, 0.75F));
    static_cast<void>(stage.player.block(frames));
    CHECK(stage.plugin->value(0) == 0.75F);
    CHECK(stage.plugin->takeChangedParameters().empty());

    value->onSet = [] {};
    value->setValueNotifyingHost(0.75F); // some editors say again what they were told
    CHECK(stage.plugin->takeChangedParameters().empty());
    value->setValueNotifyingHost(0.8F);
    CHECK(stage.plugin->takeChangedParameters() == Parameters{0});
    value->setValueNotifyingHost(0.75F); // back again is a change
    CHECK(stage.plugin->takeChangedParameters() == Parameters{0});
    value->automatable = false; // as meters are
    value->setValueNotifyingHost(0.2F);
    CHECK(stage.plugin->takeChangedParameters().empty());
}

TEST_CASE("hosted plugin: a change by the editor is noted also while the node sets a value") {
    Stage stage({});
    auto* const value = stage.fake->value;
    value->onSet = [value] {
        std::thread([value] { value->sendValueChangedMessageToListeners(0.4F); }).join();
    };
    REQUIRE(stage.graph.control.setParameter(stage.node, 0, 0.75F));
    static_cast<void>(stage.player.block(frames));
    CHECK(stage.plugin->takeChangedParameters() == Parameters{0});
}
