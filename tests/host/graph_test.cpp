// SPDX-License-Identifier: MIT
#include "expect.h"
#include "program.h"
#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <rondo/session/file/audio_file_reader.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using namespace rondo::test;

namespace {

const std::string tone = R"({"length": "250 ms", "nodes": [
  {"name": "tone", "type": "oscillator", "parameters": {"frequency": "1 kHz", "level": "-12 dB"}},
  {"name": "pan", "type": "pan"}], "edges": ["tone -> pan -> output"]})";

std::vector<float> samplesOf(const std::filesystem::path& path) {
    auto reader = session::AudioFileReader::open(path);
    REQUIRE_MESSAGE(reader, (reader ? "" : reader.error().text));
    std::vector<float> samples(static_cast<std::size_t>(reader->frameCount()) * reader->channelCount());
    std::size_t filled = 0;
    while (filled < samples.size()) {
        const auto count = reader->read(std::span(samples).subspan(filled));
        REQUIRE(count);
        REQUIRE(*count > 0);
        filled += *count * reader->channelCount();
    }
    return samples;
}

std::size_t filesIn(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

} // namespace

TEST_CASE("The schedule of a graph file is a table, JSON and two pictures") {
    const TemporaryFolder folder;
    writeBytes(folder / "g.json", tone);
    const auto shown = runRondo({"graph", (folder / "g.json").string(), "--svg", (folder / "g.svg").string(),
                                 "--dot", (folder / "g.dot").string()});
    checkSuccess(shown);
    CHECK(shown.errors.empty());
    CHECK(shown.output.find("   2  run           pan     pan ") != std::string::npos);
    CHECK(shown.output.find("2 nodes, 2 edges, 3 steps, 3 buffers; latency 0 frames (0.0 ms)") !=
          std::string::npos);
    CHECK(readBytes(folder / "g.svg").find(">oscillator<") != std::string::npos);
    CHECK(readBytes(folder / "g.dot").starts_with("digraph"));
    const auto json = nlohmann::json::parse(runRondo({"graph", (folder / "g.json").string(), "--json"}).output);
    REQUIRE(json["steps"].size() == 3);
    CHECK(json["steps"][1]["node"] == "pan");
    CHECK(json["steps"][1]["reads"] == json["steps"][0]["writes"]);
    CHECK(json["buffers"] == 3);
}

TEST_CASE("Steps that go over memory together have one pass in the table, in JSON and in the pictures") {
    const TemporaryFolder folder;
    writeBytes(folder / "g.json", R"({"nodes": [
      {"name": "tone", "type": "oscillator"}, {"name": "soft", "type": "gain", "width": 1},
      {"name": "turned", "type": "polarity", "width": 1}, {"name": "pan", "type": "pan"},
      {"name": "room", "type": "reverb"}], "edges": ["tone -> soft -> turned -> pan -> room -> output"]})");
    const auto path = (folder / "g.json").string();
    const auto shown =
        runRondo({"graph", path, "--svg", (folder / "g.svg").string(), "--dot", (folder / "g.dot").string()});
    checkSuccess(shown);
    CHECK(shown.output.find("6 steps in 4 passes, ") != std::string::npos);
    const auto json = nlohmann::json::parse(runRondo({"graph", path, "--json"}).output);
    std::vector<int> passes;
    for (const auto& step : json["steps"])
        passes.push_back(step["pass"]);
    CHECK(passes == std::vector<int>{0, 1, 1, 1, 0, 0});
    for (const auto& picture : {readBytes(folder / "g.svg"), readBytes(folder / "g.dot")}) {
        CHECK(picture.find("polarity \u00b7 pass 1") != std::string::npos);
        CHECK(picture.find("reverb \u00b7 pass") == std::string::npos);
    }
}

TEST_CASE("The types of nodes are listed with fields, values and units") {
    const auto listed = runRondo({"graph", "--types"});
    checkSuccess(listed);
    for (const char* part :
         {"oscillator", "sine, saw, square, triangle", "  parameter  cutoff", "20 to 20000 Hz"})
        CHECK(listed.output.find(part) != std::string::npos);
}

TEST_CASE("A rendered graph is the sound it describes, for every block size") {
    const TemporaryFolder folder;
    writeBytes(folder / "g.json", tone);
    std::vector<float> first;
    for (const char* block : {"1024", "100"}) {
        const auto end = runRondo({"render", (folder / "g.json").string(), "-o", (folder / "g.wav").string(),
                                   "--bits", "32", "--block", block});
        checkSuccess(end);
        const auto samples = samplesOf(folder / "g.wav");
        REQUIRE(samples.size() == 2 * 12000);
        const double amplitude = std::pow(10.0, -15.0103 / 20); // -12 dB, in the middle
        double worst = 0;
        for (std::size_t frame = 0; frame < 9000; ++frame) // the end fades
            worst = std::max(worst,
                             std::abs(static_cast<double>(samples[2 * frame]) -
                                      amplitude * std::sin(static_cast<double>(frame) * 0.1308996938995747)));
        CHECK(worst < 1e-4);
        CHECK(std::abs(samples.back()) < 1e-4F);
        if (first.empty())
            first = samples;
        CHECK(samples == first);
    }
}

TEST_CASE("A graph is as long as asked, and needs a length in a file") {
    const TemporaryFolder folder;
    writeBytes(folder / "g.json", tone);
    writeBytes(folder / "endless.json", R"({"outputs": 1, "nodes": [{"name": "n", "type": "noise"}],
                                            "edges": ["n -> output"]})");
    const auto out = (folder / "g.wav").string();
    checkSuccess(runRondo({"render", (folder / "g.json").string(), "-o", out, "--length", "1.5s"}));
    CHECK(samplesOf(out).size() == 2 * 72000);
    checkSuccess(runRondo({"render", (folder / "endless.json").string(), "-o", out, "--seconds", "0.1"}));
    CHECK(samplesOf(out).size() == 4800);
    checkRefusal(runRondo({"render", (folder / "endless.json").string(), "-o", out}), 1, "--length");
    CHECK(samplesOf(out).size() == 4800);
}

TEST_CASE("A graph plays on a device, to its end or for a time") {
    const TemporaryFolder folder;
    writeBytes(folder / "g.json", tone);
    const auto path = (folder / "g.json").string();
    const auto end = runRondo({"play", path, "--device", "virtual", "--rate", "48000", "--json", "--quiet",
                               "--realtime-check=count"});
    checkSuccess(end);
    const auto json = nlohmann::json::parse(end.output);
    INFO(end.output);
    CHECK(json["end"] == "end");
    CHECK(json["peak"][0].get<double>() == doctest::Approx(-15.01).epsilon(0.01));
    CHECK(json["guard"]["violations"] == 0);
    const auto timed = runRondo({"play", path, "--device", "virtual", "--length", "0.4s", "--json", "--quiet"});
    checkSuccess(timed);
    CHECK(nlohmann::json::parse(timed.output)["end"] == "time");
    checkRefusal(runRondo({"play", path, path, "--device", "virtual"}), 1, "alone");
}

TEST_CASE("A graph plays the sound files beside it") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "songs");
    const auto sound = sines(20000, 2, 48000);
    writeWav(folder / "songs" / "a.wav", sound, 2, 48000);
    const auto path = (folder / "g.json").string();
    const auto graphOf = [](const std::string& file) {
        return R"({"length": 0.25, "nodes": [{"name": "song", "type": "file player", "file": ")" + file +
               R"("}], "edges": ["song -> output"]})";
    };
    writeBytes(path, graphOf("songs/a.wav"));
    const auto out = (folder / "out.wav").string();
    checkSuccess(runRondo({"render", path, "-o", out, "--bits", "32"}));
    const auto samples = samplesOf(out);
    CHECK(std::equal(samples.begin(), samples.begin() + 18000, sound.begin()));
    const auto target = (folder / "songs" / "a.wav").string();
    checkRefusal(runRondo({"render", path, "-o", target}), 1, target);
    writeBytes(path, graphOf("songs/b.wav"));
    checkRefusal(runRondo({"render", path, "-o", out}), 1, "/nodes/0");
}

TEST_CASE("A graph that cannot be understood ends with code 1 and one sentence with its place") {
    const TemporaryFolder folder;
    const auto path = (folder / "g.json").string();
    const std::vector<std::pair<std::string, std::string>> cases{
        {"{\"nodes\": [", "line 1, column 12"},
        {R"({"nodes": [{"name": "a", "type": "gian"}]})",
         "at /nodes/0/type: there is no type of node 'gian'; the "
         "nearest is 'gain'"},
        {R"({"nodes": [{"name": "a", "type": "gain"}, {"name": "b", "type": "gain"}],
             "edges": ["a -> b", "b -> a"]})",
         "'a' (#"},
        {"{\"nodes\": [{\"name\": \"a\xff\", \"type\": \"gain\"}]}", "UTF-8"},
        {"", "empty"},
    };
    for (const auto& [text, named] : cases) {
        CAPTURE(text);
        writeBytes(path, text);
        checkRefusal(runRondo({"graph", path}), 1, named);
        checkRefusal(runRondo({"graph", path}), 1, path);
        checkRefusal(runRondo({"render", path, "-o", (folder / "o.wav").string(), "--length", "1"}), 1, named);
        checkRefusal(runRondo({"play", path, "--device", "virtual"}), 1, named);
        CHECK(filesIn(folder.path()) == 1);
    }
    writeBytes(path, R"({"outputs": 0})");
    checkRefusal(runRondo({"play", path, "--device", "virtual"}), 1, "outputs");
    checkRefusal(runRondo({"graph", (folder / "missing.json").string()}), 1, "missing.json");
    writeBytes(path, tone);
    checkRefusal(runRondo({"graph", path, "--svg", path}), 1, path);
    CHECK(readBytes(path) == tone);
    checkRefusal(runRondo({"graph", path, "--dot", (folder / "no" / "g.dot").string()}), 1, "g.dot");
    checkRefusal(runRondo({"graph"}), 2, "graph file");
    checkRefusal(runRondo({"graph", path, "--types"}), 2, "--types");
}

TEST_CASE("Every example graph is drawn and rendered, and is heard without clipping") {
    const TemporaryFolder folder;
    int graphs = 0;
    for (const auto& file : std::filesystem::directory_iterator(RONDO_GRAPHS)) {
        if (file.path().extension() != ".json")
            continue;
        CAPTURE(file.path().filename().string());
        checkSuccess(runRondo({"graph", file.path().string(), "--svg", (folder / "g.svg").string()}));
        const auto end = runRondo({"render", file.path().string(), "-o", (folder / "g.wav").string(),
                                   "--length", "2s", "--json", "--quiet"});
        checkSuccess(end);
        const auto json = nlohmann::json::parse(end.output);
        CHECK(json["clippedSamples"] == 0);
        for (const auto& peak : json["peak"])
            CHECK(peak.get<double>() > -30);
        ++graphs;
    }
    CHECK(graphs == 5);
}
