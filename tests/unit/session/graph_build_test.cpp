// SPDX-License-Identifier: MIT
#include <rondo/session/graph/graph_build.h>

#include "random_graph.h"
#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <random>
#include <rondo/audio/audio_buffer.h>
#include <rondo/graph/graph_processor.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pan_node.h>
#include <rondo/session/graph/graph_file.h>

using namespace rondo;
using namespace rondo::session;

namespace {

struct Playing {
    explicit Playing(std::uint32_t inputs = 0, std::uint32_t outputs = 2)
        : graph(graph::makeGraph({.inputChannels = inputs, .outputChannels = outputs},
                                 std::make_shared<concurrency::Reclaimer>())) {}

    BuiltGraph build(const GraphDescription& description, const GraphBuildOptions& options = {}) {
        auto edit = graph.control.edit();
        auto built = addGraph(edit, description, options);
        REQUIRE_MESSAGE(built, (built ? "" : built.error().text));
        const auto committed = edit.commit();
        REQUIRE_MESSAGE(committed, (committed ? "" : committed.error().text));
        REQUIRE(startGraph(graph.control, *built));
        return *built;
    }
    std::vector<float> play(std::uint32_t frames = 4000) {
        audio::AudioBuffer output(graph.control.options().outputChannels, frames);
        graph.processor.process({}, output.block(), 0);
        std::vector<float> samples;
        for (std::uint32_t channel = 0; channel < output.block().channelCount(); ++channel)
            std::ranges::copy(output.block().channel(channel), std::back_inserter(samples));
        return samples;
    }
    graph::Graph graph;
};

GraphDescription described(const std::string& text) {
    auto read = readGraph(text);
    REQUIRE_MESSAGE(read, (read ? "" : read.error().text));
    return *read;
}

bool silent(const std::vector<float>& samples) {
    return std::ranges::all_of(samples, [](float sample) { return sample == 0; });
}

std::size_t countNodes(const GraphDescription& description) {
    auto count = description.nodes.size();
    for (const auto& group : description.groups)
        count += countNodes(group.graph);
    return count;
}

} // namespace

TEST_CASE("a polarity that a description starts inverted is so from the first frame, in its channel alone") {
    Playing playing(0, 2);
    playing.build(described(R"({"nodes": [
        {"name": "noise", "type": "noise", "width": 2},
        {"name": "turned", "type": "polarity", "parameters": {"invert 2": 1}}],
        "edges": ["noise -> turned -> output"]})"));
    Playing plain(0, 2);
    plain.build(described(R"({"nodes": [{"name": "noise", "type": "noise", "width": 2}],
                               "edges": ["noise -> output"]})"));
    auto expected = plain.play(100);
    for (std::size_t frame = 100; frame < 200; ++frame)
        expected[frame] = -expected[frame];
    CHECK_FALSE(silent(expected));
    CHECK(playing.play(100) == expected);
}

TEST_CASE("a described graph sounds, bit by bit, like the one that is put together in code") {
    Playing described1;
    described1.build(described(R"({"nodes": [
        {"name": "tone", "type": "oscillator", "waveform": "square", "parameters": {"frequency": 330, "level": -7}},
        {"name": "pan", "type": "pan", "parameters": {"pan": -0.25}}], "edges": ["tone -> pan -> output"]})"));
    Playing written;
    auto edit = written.graph.control.edit();
    const auto tone = edit.add(
        std::make_unique<nodes::OscillatorNode>(nodes::OscillatorOptions{dsp::Waveform::square, 330, {-7}}),
        "tone");
    const auto pan = edit.add(std::make_unique<nodes::PanNode>(nodes::PanOptions{1, -0.25f}), "pan");
    edit.connect(tone, 0, pan, 0);
    edit.connectToOutput(pan);
    REQUIRE(edit.commit());
    const auto samples = described1.play();
    CHECK_FALSE(silent(samples));
    CHECK(samples == written.play());
}

TEST_CASE("a node that is described as bypassed passes on what it hears") {
    const auto play = [](const std::string& gain) {
        Playing playing;
        playing.build(described(R"({"nodes": [{"name": "noise", "type": "noise", "width": 2})" + gain));
        return playing.play();
    };
    const std::string path = R"("edges": ["noise -> gain -> output"]})";
    const auto plain = play(R"(], "edges": ["noise -> output"]})");
    const std::string muted = R"(, {"name": "gain", "type": "gain", "parameters": {"gain": -60})";
    CHECK(play(muted + "}], " + path) != plain);
    CHECK(play(muted + R"(, "bypass": true}], )" + path) == plain);
}

TEST_CASE("a described group sounds like its nodes without it, and a bypassed one passes on its input") {
    const auto play = [](const std::string& text) {
        Playing playing;
        playing.build(described(text));
        return playing.play();
    };
    const std::string noise = R"({"name": "noise", "type": "noise", "width": 2})";
    const std::string low = R"({"name": "low", "type": "filter", "parameters": {"cutoff": 300}})";
    const auto grouped = [&](const std::string& bypass) {
        return play(R"({"nodes": [)" + noise + R"(], "groups": [{"name": "bus", "inputs": 2, )" + bypass +
                    R"("nodes": [)" + low + R"(], "edges": ["input -> low -> output"]}],
                       "edges": ["noise -> bus -> output"]})");
    };
    const auto plain =
        play(R"({"nodes": [)" + noise + ", " + low + R"(], "edges": ["noise -> low -> output"]})");
    CHECK(grouped("") == plain);
    const auto past = play(R"({"nodes": [)" + noise + R"(], "edges": ["noise -> output"]})");
    CHECK(past != plain);
    CHECK(grouped(R"("bypass": true, )") == past);
}

TEST_CASE("a gate opens after pitch and velocity are set, in whatever order they are written") {
    const auto sound = [](const std::string& parameters) {
        Playing playing(0, 1);
        playing.build(described(R"({"outputs": 1, "nodes": [{"name": "s", "type": "pluck", "parameters": {)" +
                                parameters + R"(}}], "edges": ["s -> output"]})"));
        return playing.play();
    };
    const auto wanted = sound(R"("pitch": 40, "velocity": 0.5, "gate": 1)");
    CHECK_FALSE(silent(wanted));
    CHECK(sound(R"("gate": 1, "velocity": 0.5, "pitch": 40)") == wanted);
    CHECK(sound(R"("gate": 1, "velocity": 0.5, "pitch": 52)") != wanted);
    CHECK(silent(sound(R"("pitch": 40)")));
}

TEST_CASE("nodes with outside ends come from whoever has the ends") {
    const auto description = described(R"({"outputs": 1, "nodes": [
        {"name": "gain", "type": "gain", "width": 1},
        {"name": "song", "type": "file player", "file": "x.wav", "width": 1, "loop": true},
        {"name": "meter", "type": "meter", "width": 1}], "edges": ["song -> gain -> output", "song -> meter"]})");
    std::vector<std::string> asked;
    GraphBuildOptions options;
    options.outside = [&](const DescribedNode& node,
                          const NodeType& type) -> base::Result<std::unique_ptr<graph::Node>> {
        asked.push_back(node.name);
        if (type.name != "file player")
            return nullptr;
        CHECK(optionOf(node, type, "file") == OptionValue(std::string("x.wav")));
        CHECK(optionOf(node, type, "loop") == OptionValue(true));
        return std::make_unique<nodes::OscillatorNode>();
    };
    Playing playing(0, 1);
    playing.build(description, options);
    CHECK(asked == std::vector<std::string>{"song", "meter"});
    CHECK_FALSE(silent(playing.play()));
    Playing alone(0, 1);
    alone.build(description);
    CHECK(silent(alone.play()));
    options.outside = [](const DescribedNode&, const NodeType&) -> base::Result<std::unique_ptr<graph::Node>> {
        return base::fail(base::ErrorCode::notFound, "no such song.");
    };
    auto edit = playing.graph.control.edit();
    CHECK(addGraph(edit, description, options).error().text == "the graph at /nodes/1: no such song.");
}

TEST_CASE("a described graph plays its notes, moves its parameters and feeds back") {
    const auto sound = [](const std::string& change, const std::string& to) {
        std::string text = R"({"outputs": 1, "nodes": [
            {"name": "notes", "type": "sequencer", "notes": "A4 C5", "step": "40 ms"},
            {"name": "synth", "type": "polyphonic",
             "automation": {"level": [{"at": 0, "value": -20}, {"at": "50 ms", "value": 0}]}},
            {"name": "mix", "type": "gain", "width": 1}, {"name": "again", "type": "gain", "width": 1}],
            "edges": ["notes -> synth -> mix -> output", "mix -> again"],
            "feedback": [{"edge": "again -> mix", "delay": "30 ms"}]})";
        if (const auto place = text.find(change); place != std::string::npos)
            text.replace(place, change.size(), to);
        Playing playing(0, 1);
        playing.build(described(text));
        return playing.play(8000);
    };
    const auto whole = sound("nothing", "");
    CHECK_FALSE(silent(whole));
    CHECK(sound("A4 C5", "A4 D5") != whole);
    CHECK(sound("A4 C5", "A4 D5")[1000] == whole[1000]);
    CHECK(sound("\"value\": 0", "\"value\": -10") != whole);
    const auto later = sound("30 ms", "40 ms");
    CHECK(std::equal(whole.begin(), whole.begin() + 1440, later.begin()));
    CHECK(later != whole);
    CHECK(silent(sound("notes -> synth ->", "synth ->")));
}

TEST_CASE("the graph's ends can be other nodes") {
    Playing playing(0, 2);
    auto edit = playing.graph.control.edit();
    GraphBuildOptions options;
    options.output = edit.add(std::make_unique<nodes::PanNode>(), "pan");
    edit.connectToOutput(options.output);
    REQUIRE(addGraph(edit, described(R"({"outputs": 1, "nodes": [{"name": "n", "type": "noise"}],
                                         "edges": ["n -> output"]})"),
                     options));
    REQUIRE(edit.commit());
    CHECK_FALSE(silent(playing.play()));
}

TEST_CASE("every description that fits can be built and committed") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    const NodeCatalogue catalogue;
    for (int turn = 0; turn < 100; ++turn) {
        CAPTURE(turn);
        const auto description = test::randomGraph(numbers, catalogue);
        Playing playing(description.inputs, description.outputs);
        const auto built = playing.build(description);
        for (const auto& node : description.nodes) // whatever the options do to the ranges
            for (const auto& parameter : catalogue.find(node.type)->make(node)->describe().parameters) {
                CHECK(parameter.initial >= parameter.minimum);
                CHECK(parameter.initial <= parameter.maximum);
            }
        CHECK(built.nodes.size() == description.nodes.size());
        CHECK(playing.graph.control.nodeCount() == countNodes(description));
    }
}

TEST_CASE("each start value reaches the node: as its option, or as an event") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    const NodeCatalogue catalogue;
    for (const auto& type : catalogue.types()) {
        CAPTURE(type.name);
        const auto node = test::RandomGraph(numbers, catalogue).node(type, "n", 1);
        const auto parameters = type.make(node)->describe().parameters;
        CHECK(parameters.size() == node.parameters.size());
        Playing playing;
        const auto built = playing.build({48000, 0, 2, {}, {node}, {}, {}});
        for (std::uint32_t number = 0; number < parameters.size(); ++number) {
            CAPTURE(parameters[number].name);
            const auto given = std::ranges::find(node.parameters, parameters[number].name,
                                                 [](auto& pair) { return pair.first; });
            const auto value = static_cast<float>(given->second);
            const auto sent = std::ranges::find(built.starts, number, &BuiltGraph::Start::parameter);
            if (type.name == "file player" || type.name == "polarity") // off or on
                CHECK((parameters[number].initial > 0) == (value >= 0.5f));
            else if (sent != built.starts.end())
                CHECK(sent->value == value);
            else
                CHECK(parameters[number].initial == value);
        }
        auto widest = node;
        std::erase_if(widest.options, [](const auto& option) { return option.first == "width"; });
        for (const auto& option : type.options)
            if (option.name == "width")
                widest.options.emplace_back(option.name, option.maximum);
        const auto most = type.make(widest)->describe().parameters;
        for (const auto& name : type.starts)
            CHECK(std::ranges::find(most, name, &graph::ParameterDescription::name) != most.end());
    }
}

TEST_CASE("each node that the engine has can be described") {
    const NodeCatalogue catalogue;
    // These take code, or samples in memory, or hand an end to their maker.
    const std::set<std::string> notInFiles{"function", "external", "recorder tap", "sampler", "convolver"};
    std::size_t headers = 0;
    for (const auto& file : std::filesystem::directory_iterator(RONDO_NODES_FOLDER)) {
        auto name = file.path().filename().string();
        if (!name.ends_with("_node.h"))
            continue;
        name.resize(name.size() - std::string("_node.h").size());
        std::ranges::replace(name, '_', ' ');
        if (notInFiles.contains(name))
            continue;
        CAPTURE(name);
        CHECK(catalogue.find(name) != nullptr);
        ++headers;
    }
    CHECK(headers == catalogue.types().size());
    CHECK(catalogue.find("nothing") == nullptr);
}
