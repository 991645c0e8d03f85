// SPDX-License-Identifier: MIT
#include <rondo/session/graph/graph_file.h>

#include "random_graph.h"
#include <algorithm>
#include <doctest/doctest.h>
#include <random>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using namespace rondo::session;

namespace {

const std::string chain = R"({
  // a comment may stand anywhere
  "nodes": [
    {"name": "tone", "type": "oscillator", "waveform": "saw", "parameters": {"frequency": "2.5 kHz", "level": -12}},
    {"name": "pan", "type": "pan", "smoothing": "20 ms", "parameters": {"pan": "40 %"}},
    {"name": "both", "type": "sum", "inputs": 3}
  ],
  "edges": ["tone -> pan -> both.input 2 -> output", "pan->both.in 3"]
})";

std::string sentenceOf(const std::string& text) {
    const auto read = readGraph(text, "'x.json'");
    REQUIRE_MESSAGE(!read, text);
    return read.error().text;
}

void checkSentence(const std::string& sentence, const std::string& begin, const std::string& part) {
    INFO(sentence);
    CHECK(sentence.starts_with(begin));
    CHECK(sentence.ends_with("."));
    CHECK(std::ranges::count(sentence, '\n') == 0);
    CHECK(sentence.find(part) != std::string::npos);
}

/// What of `chain` is replaced by what, and then the place and a part of the sentence.
using Damage = std::tuple<std::string, std::string, std::string, std::string>;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto place = text.find(from);
    REQUIRE(place != std::string::npos);
    return text.replace(place, from.size(), to);
}

void checkDamages(const std::vector<Damage>& damages) {
    for (const auto& [from, to, pointer, part] : damages) {
        CAPTURE(to);
        checkSentence(sentenceOf(replaced(chain, from, to)), "'x.json' at " + pointer + ": ", part);
    }
}

} // namespace

TEST_CASE("names, units, paths and comments are read") {
    const auto read = readGraph(chain);
    REQUIRE_MESSAGE(read, (read ? "" : read.error().text));
    CHECK(read->rate == 48000);
    CHECK(read->outputs == 2);
    CHECK_FALSE(read->length);
    REQUIRE(read->nodes.size() == 3);
    CHECK(read->nodes[0] == DescribedNode{"tone",
                                          "oscillator",
                                          {{"waveform", std::string("saw")}},
                                          {{"frequency", 2500.0}, {"level", -12.0}}});
    CHECK(read->nodes[1].options[0].second == OptionValue(0.02));
    CHECK(read->nodes[1].parameters[0].second == 0.4);
    REQUIRE(read->edges.size() == 2);
    CHECK(read->edges[0] == DescribedPath{{"tone"}, {"pan"}, {"both", "input 2"}, {"output"}});
    CHECK(read->edges[1] == DescribedPath{{"pan"}, {"both", "in 3"}});
    const auto empty = readGraph("{}");
    REQUIRE(empty);
    CHECK(*empty == GraphDescription{});
}

TEST_CASE("a group is a graph in a graph, and its errors say where") {
    const std::string grouped = R"({
      "nodes": [{"name": "tone", "type": "oscillator"}],
      "groups": [{"name": "bus", "inputs": 1, "outputs": 2, "bypass": false,
        "nodes": [{"name": "pan", "type": "pan"}],
        "groups": [{"name": "eq", "inputs": 2, "bypass": true, "edges": ["input -> output"]}],
        "edges": ["input -> pan -> eq -> output"]}],
      "edges": ["tone -> bus -> output"]})";
    const auto read = readGraph(grouped);
    REQUIRE_MESSAGE(read, (read ? "" : read.error().text));
    REQUIRE(read->groups.size() == 1);
    CHECK(read->groups[0].graph.inputs == 1);
    CHECK(read->groups[0].graph.groups.at(0).bypass);
    const std::vector<Damage> damages{
        {R"("type": "pan")", R"("type": "pna")", " in /groups/0 at /nodes/0/type", "the nearest is 'pan'"},
        {R"("type": "pan")", R"("type": 1)", " in /groups/0 at /nodes/0/type", "a text was expected"},
        {"pan -> eq -> output", "pan -> eq", " in /groups/0 at /edges/0", ""},
        {"input -> pan", "tone -> pan", " in /groups/0 at /edges/0", "no node 'tone'"},
        {R"("tone -> bus)", R"("tone -> bsu)", " at /edges/0", "'bsu'"},
        {R"("tone -> bus)", R"("tone -> bus.x)", " at /edges/0", "'bus' has no input 'x'"},
        {R"("name": "eq")", R"("name": "pan")", " in /groups/0 at /groups/0/name", "belongs to /nodes/0"},
        {R"("name": "eq")", R"("name": "")", " in /groups/0 at /groups/0/name", "empty"},
        {R"("name": "eq", )", "", " in /groups/0 at /groups/0", "needs the field 'name'"},
        {R"("bypass": false)", R"("bypass": 0)", " at /groups/0/bypass", "true or false"},
        {R"("bypass": false)", R"("bypass": true)", " at /groups/0/bypass", "to pass on"},
        {R"("bypass": false)", R"("rate": 1)", " in /groups/0 at /rate", "no field 'rate'"},
        {R"("groups": [{"name": "bus")", R"("groups": [3, {"name": "bus")", " at /groups/0", "a group"},
    };
    for (const auto& [from, to, place, part] : damages) {
        CAPTURE(to);
        if (!part.empty())
            checkSentence(sentenceOf(replaced(grouped, from, to)), "'x.json'" + place + ": ", part);
    }
    std::string deep = "{}";
    for (int depth = 0; depth < 33; ++depth)
        deep =
            R"({"groups": [)" + deep.insert(1, std::string(R"("name": "g")") + (depth > 0 ? ", " : "")) + "]}";
    CHECK(sentenceOf(deep).find("at most 32 groups") != std::string::npos);
}

TEST_CASE("what is written is read back as it was, and written again is the same text") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    const NodeCatalogue catalogue;
    for (int turn = 0; turn < 300; ++turn) {
        CAPTURE(turn);
        const auto description = test::randomGraph(numbers, catalogue);
        const auto text = writeGraph(description);
        const auto read = readGraph(text);
        REQUIRE_MESSAGE(read, (read ? "" : read.error().text + "\n" + text));
        CHECK(*read == description);
        CHECK(writeGraph(*read) == text);
    }
}

TEST_CASE("what is unknown, missing, twice there or out of range is refused at its place") {
    checkDamages({
        {R"("nodes": [)", R"("tempo": 120, "nodes": [)", "/tempo", "no field 'tempo'"},
        {R"("nodes": [)", R"("outptus": 2, "nodes": [)", "/outptus", "the nearest is 'outputs'"},
        {R"("nodes": [)", R"("rate": 0, "nodes": [)", "/rate", "1 to 10000000 Hz"},
        {R"("nodes": [)", R"("rate": "48 kHy", "nodes": [)", "/rate", "a number in Hz or kHz"},
        {R"("nodes": [)", R"("inputs": 1.5, "nodes": [)", "/inputs", "0 to 64"},
        {R"("nodes": [)", R"("outputs": -1, "nodes": [)", "/outputs", "0 to 64"},
        {R"("nodes": [)", R"("outputs": 65, "nodes": [)", "/outputs", "0 to 64"},
        {R"("nodes": [)", R"("length": 0, "nodes": [)", "/length", "more than 0"},
        {R"("nodes": [)", R"("rate": 1, "rate": 2, "nodes": [)", "/rate", "twice"},
        {R"("level": -12)", R"("level": -12, "level": -13)", "/nodes/0/parameters/level", "twice"},
        {R"("nodes": [)", R"("nodes": [7, )", "/nodes/0", "a node was expected"},
        {R"("name": "tone", )", "", "/nodes/0", "needs the field 'name'"},
        {R"("type": "oscillator", )", "", "/nodes/0", "needs the field 'type'"},
        {R"("oscillator")", R"("ocsillator")", "/nodes/0/type", "the nearest is 'oscillator'"},
        {R"("oscillator")", R"("theremin")", "/nodes/0/type", "there are 'oscillator', "},
        {R"("oscillator")", "3", "/nodes/0/type", "a text was expected, and 3"},
        {R"("waveform": "saw")", R"("wave form": "saw")", "/nodes/0/wave form", "the nearest is 'waveform'"},
        {R"("waveform": "saw")", R"("waveform": "swa")", "/nodes/0/waveform", "one of 'sine', "},
        {R"("waveform": "saw")", R"("waveform": null)", "/nodes/0/waveform", "null"},
        {R"("frequency")", R"("freqency")", "/nodes/0/parameters/freqency", "the nearest is 'frequency'"},
        {R"("2.5 kHz")", R"("25 kHz")", "/nodes/0/parameters/frequency", "0 to 20000 Hz, and 25000"},
        {R"("2.5 kHz")", R"("2.5 dB")", "/nodes/0/parameters/frequency", "a number in Hz or kHz"},
        {R"("2.5 kHz")", R"("loud")", "/nodes/0/parameters/frequency", "'loud'"},
        {R"("2.5 kHz")", "[1]", "/nodes/0/parameters/frequency", "a list"},
        {R"("inputs": 3)", R"("inputs": 3, "bypass": 1)", "/nodes/2/bypass", "true or false"},
        {R"("waveform": "saw")", R"("bypass": true)", "/nodes/0/bypass", "it could pass on"},
        {R"("20 ms")", R"("2 h")", "/nodes/1/smoothing", "a number in s or ms"},
        {R"("20 ms")", "-1", "/nodes/1/smoothing", "a number from 0 to 60 s"},
        {R"("inputs": 3)", R"("inputs": 0)", "/nodes/2/inputs", "1 to 1024"},
        {R"("inputs": 3)", R"("inputs": 2.5)", "/nodes/2/inputs", "a whole number"},
        {R"("name": "pan")", R"("name": "tone")", "/nodes/1/name", "/nodes/0 already"},
        {R"("name": "pan")", R"("name": "")", "/nodes/1/name", "empty"},
        {R"("name": "pan")", R"("name": "a.b")", "/nodes/1/name", "'.'"},
        {R"("name": "pan")", R"("name": "a->b")", "/nodes/1/name", "'->'"},
        {R"("name": "pan")", R"("name": "input")", "/nodes/1/name", "own port"},
        {R"("name": "pan")", R"("name": " pan")", "/nodes/1/name", "space"},
        {R"("name": "pan")", R"("name": "p\u0007n")", "/nodes/1/name", "printable"},
    });
    checkSentence(sentenceOf("[]"), "'x.json': ", "an object");
    checkSentence(sentenceOf(R"({"nodes": {}})"), "'x.json' at /nodes: ", "a list");
    checkSentence(sentenceOf(R"({"nodes": [{"name": "p", "type": "file player"}]})"),
                  "'x.json' at /nodes/0: ", "needs the option 'file'");
}

TEST_CASE("an edge that cannot be is refused at its place") {
    checkDamages({
        {"pan->both", "pam->both", "/edges/1", "the nearest is 'pan'"},
        {"pan->both", "->both", "/edges/1", "the name of a node was expected"},
        {"pan->both", "pan, both", "/edges/1", "no '->'"},
        {"pan->both", "output->both", "/edges/1", "only at the end"},
        {"pan->both", "input->both", "/edges/1", "set \"inputs\""},
        {"both.in 3", "input", "/edges/1", "only at the beginning"},
        {"both.in 3", "both", "/edges/1", "say which"},
        {"both.in 3", "both.in 4", "/edges/1", "no input 'in 4'"},
        {"both.in 3", "both.imput 3", "/edges/1", "the nearest is 'input 3'"},
        {"both.in 3", "tone", "/edges/1", "nothing can go into it"},
        {"both.in 3", "both.in 2", "/edges/1", "/edges/0"},
        {"tone -> pan", "tone -> output", "/edges/0", "1 channel"},
        {R"("pan->both.in 3")", "5", "/edges/1", "an edge was expected"},
    });
}

namespace {
const std::string playing = R"({
  "nodes": [
    {"name": "notes", "type": "sequencer", "notes": "C4 E4", "loop": false},
    {"name": "synth", "type": "polyphonic", "automation": {"cutoff": [
      {"at": 0, "value": "1 kHz", "shape": "exponential"}, {"at": "20 ms", "value": 300}]}},
    {"name": "mix", "type": "gain", "width": 1}
  ],
  "edges": ["notes -> synth.notes", "synth -> mix"],
  "feedback": [{"edge": "mix -> mix", "delay": "10 ms"}]
})";
} // namespace

TEST_CASE("event edges, automation and feedback edges are read") {
    const auto read = readGraph(playing);
    REQUIRE_MESSAGE(read, (read ? "" : read.error().text));
    REQUIRE(read->nodes[1].automation.size() == 1);
    const std::vector<DescribedPoint> points{{0, 1000, graph::CurveShape::exponential}, {0.02, 300}};
    CHECK(read->nodes[1].automation[0] == std::pair(std::string("cutoff"), points));
    CHECK(read->feedback == std::vector{DescribedFeedback{{{"mix"}, {"mix"}}, 0.01}});
    CHECK(readGraph(writeGraph(*read)).value() == *read);
}

TEST_CASE("what is wrong with an event edge, an automation or a feedback edge is refused at its place") {
    const std::string curve = "/nodes/1/automation/cutoff";
    const std::vector<Damage> damages{
        {"C4 E4", "C4 X4", "/nodes/0", "'X4' is none"},
        {R"("cutoff")", R"("cut off")", "/nodes/1/automation/cut off", "the nearest is 'cutoff'"},
        {R"({"at": "20 ms", "value": 300}]})", R"({"at": 1, "value": 300}], "cutoff": []})", curve, "twice"},
        {R"({"cutoff": [)", R"([[)", "/nodes/1/automation", ""},
        {R"("at": 0, )", "", curve + "/0", "needs the field 'at'"},
        {R"("at": 0)", R"("at": -1)", curve, "0 to 1000000000 s"},
        {R"("at": 0)", R"("at": "1 Hz")", curve + "/0/at", "a number in s or ms"},
        {R"("at": 0)", R"("at": 1)", curve, "each must come after the one before"},
        {R"("1 kHz")", R"("30 kHz")", curve + "/0/value", "20 to 20000 Hz, and 30000"},
        {R"("1 kHz")", R"("high")", curve + "/0/value", "a number in Hz or kHz"},
        {R"("exponential")", R"("round")", curve + "/0/shape", "one of 'step', 'linear'"},
        {R"("exponential")", R"("curved", "curvature": 60)", curve, "from -50 to 50"},
        {R"("shape")", R"("shap")", curve + "/0/shap", "the nearest is 'shape'"},
        {R"("notes -> synth.notes")", R"("notes -> mix")", "/edges/0",
         "has events and 'mix.input' has 1 channel"},
        {R"("notes -> synth.notes")", R"("notes -> synth.note")", "/edges/0", "the nearest is 'notes'"},
        {R"("notes -> synth.notes")", R"("notes -> synth", "notes -> synth")", "/edges/1",
         "already, at /edges/0"},
        {R"("10 ms")", R"("2 s")", "/feedback/0/delay", "1 to 65536 frames"},
        {R"("10 ms")", "0", "/feedback/0/delay", "1 to 65536 frames"},
        {R"(, "delay": "10 ms")", "", "/feedback/0", "needs the field 'delay'"},
        {"mix -> mix", "mix -> mix -> mix", "/feedback/0/edge", "give each edge its own"},
        {"mix -> mix", "mix -> mux", "/feedback/0/edge", "the nearest is 'mix'"},
        {"mix -> mix", "synth -> mix", "/feedback/0/edge", "already, at /edges/1"},
        {R"("edges": ["notes -> synth.notes", "synth -> mix"],
  "feedback": [{"edge": "mix -> mix")",
         R"("edges": [], "feedback": [{"edge": "notes -> synth")", "/feedback/0/edge",
         "events cannot feed back"},
        {R"({"edge": "mix -> mix", "delay": "10 ms"})", "3", "/feedback/0", "an object"},
    };
    for (const auto& [from, to, pointer, part] : damages) {
        CAPTURE(to);
        const auto sentence = sentenceOf(replaced(playing, from, to));
        if (part.empty())
            CHECK(sentence.find("x.json") != std::string::npos);
        else
            checkSentence(sentence, "'x.json' at " + pointer + ": ", part);
    }
}

TEST_CASE("what is no JSON is refused with line and column") {
    checkSentence(sentenceOf("{\n  \"rate\": 48000,\n  \"nodes\": [}\n}"),
                  "'x.json' at line 3, column 13: ", "no JSON");
    checkSentence(sentenceOf(""), "'x.json' at line 1, column 1: ", "no JSON");
    checkSentence(sentenceOf("{\"rate\": 1e999}"), "'x.json'", "");
    checkSentence(sentenceOf("{\"nodes\": [{\"name\": \"\xff\"}]}"),
                  "'x.json' at line 1, column 22: ", "UTF-8");
    const std::string deep = "in each other more than 256 deep"; // not a level more, whatever memory there is
    checkSentence(sentenceOf(std::string(200000, '[')), "'x.json': ", deep);
    checkSentence(sentenceOf(std::string(257, '[') + std::string(257, ']')), "'x.json': ", deep);
    checkSentence(sentenceOf(std::string(256, '[') + std::string(256, ']')), "'x.json': ", "an object");
}

TEST_CASE("a text with any damage is read or refused, and never more") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    const NodeCatalogue catalogue;
    constexpr char letters[] = "{}[]\",:.->0129eE+- \\\nantr\xff\x00\x80";
    for (int turn = 0; turn < 2000; ++turn) {
        CAPTURE(turn);
        auto text = turn % 2 == 0 ? chain : writeGraph(test::randomGraph(numbers, catalogue));
        for (auto changes = 1 + numbers() % 4; changes > 0; --changes) {
            const auto place = numbers() % text.size();
            if (numbers() % 3 == 0)
                text.erase(place, 1 + numbers() % 5);
            else
                text.insert(place, 1, letters[numbers() % sizeof letters]);
            text += text.empty() ? " " : "";
        }
        const auto read = readGraph(text);
        if (read)
            CHECK(readGraph(writeGraph(*read)).value() == *read);
        else
            checkSentence(read.error().text, "the graph", "");
    }
}

TEST_CASE("a description made by hand is checked like one from a file") {
    GraphDescription description;
    description.nodes = {{"a", "gain", {{"width", 1.0}, {"width", 2.0}}}};
    CHECK(check(description).error().text.find("/nodes/0/width") != std::string::npos);
    description.nodes = {{"a", "gain", {{"width", std::string("two")}}}};
    CHECK(check(description).error().text.find("must be a whole number") != std::string::npos);
    description.nodes = {{"a", "gain", {}, {{"gain", std::nan("")}}}};
    CHECK(check(description).error().text.find("no number was given") != std::string::npos);
    description.nodes = {{"a", "gain", {}, {{"gain", 24.0}}}};
    CHECK(check(description));
    description.edges = {{{"a"}}};
    CHECK(check(description).error().text.find("/edges/0") != std::string::npos);
    description.edges = {{}};
    CHECK_FALSE(check(description));
    description.edges.clear();
    description.rate = std::nan("");
    CHECK_FALSE(check(description));
}

TEST_CASE("a graph is saved and loaded, and what is no graph file is refused by name") {
    const test::TemporaryFolder folder;
    const auto path = folder / "g.json";
    const auto description = *readGraph(chain);
    REQUIRE(saveGraph(description, path));
    CHECK(*loadGraph(path) == description);
    CHECK(test::readBytes(path) == writeGraph(description));
    auto wrong = description;
    wrong.nodes[0].type = "nothing";
    CHECK_FALSE(saveGraph(wrong, path));
    CHECK(*loadGraph(path) == description);
    test::writeBytes(folder / "empty.json", "");
    test::writeBytes(folder / "noise.json", "\x7f"
                                            "ELF");
    for (const char* name : {"missing.json", "empty.json", "noise.json", "."}) {
        CAPTURE(std::string(name));
        const auto loaded = loadGraph(folder / name);
        REQUIRE_FALSE(loaded);
        CHECK(loaded.error().text.find((folder / name).string()) != std::string::npos);
        CHECK(loaded.error().text.ends_with("."));
        CHECK(loaded.error().text.find("sound") == std::string::npos);
    }
    test::writeBytes(folder / "brace", "\n  {}");
    test::writeBytes(folder / "other", "RIFF{");
    CHECK(looksLikeGraph(folder / "missing.json"));
    CHECK(looksLikeGraph(folder / "brace"));
    CHECK_FALSE(looksLikeGraph(folder / "other"));
    CHECK_FALSE(looksLikeGraph(folder / "missing"));
}
