// SPDX-License-Identifier: MIT
#include "expect.h"
#include "program.h"
#include <csignal>
#include <doctest/doctest.h>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using namespace rondo::test;

namespace {

std::size_t filesIn(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

std::vector<std::string> refusalsIn(const std::string& errors) {
    std::vector<std::string> sentences;
    for (std::size_t place = 0; place < errors.size();) {
        const auto end = std::min(errors.find('\n', place), errors.size());
        if (const auto line = errors.substr(place, end - place); line.starts_with("rondo: "))
            sentences.push_back(line);
        place = end + 1;
    }
    return sentences;
}

/// Sounds, graphs, and a folder for what becomes of them.
struct Studio {
    TemporaryFolder folder;
    std::string out = (folder / "out").string();

    Studio() {
        std::filesystem::create_directory(out);
        writeWav(folder / "voice.wav", sines(30'000, 2, 44100), 2, 44100);
        writeWav(folder / "slow.wav", sines(4000, 1, 4000, 100), 1, 4000);
        writeBytes(folder / "cut.wav", wavBytes({2, 48000, 480000, true}, floatBytes(sines(4800, 2, 48000))));
        writeBytes(folder / "tone.json", R"({"length": "250 ms", "nodes": [
          {"name": "tone", "type": "oscillator", "parameters": {"frequency": "1 kHz", "level": "-12 dB"}},
          {"name": "pan", "type": "pan"}], "edges": ["tone -> pan -> output"]})");
        writeBytes(folder / "mix.json", R"({"length": "400 ms", "rate": 44100, "nodes": [
          {"name": "voice", "type": "file player", "file": "voice.wav"},
          {"name": "cut", "type": "file player", "file": "cut.wav"}],
          "edges": ["voice -> output", "cut -> output"]})");
    }
    std::string operator/(const std::string& name) const { return (folder / name).string(); }
};

} // namespace

TEST_CASE("Several files are rendered into a folder, each as it would be alone") {
    const Studio studio;
    const std::vector<std::vector<std::string>> variants{{},
                                                         {"--gain", "-7.5", "--bits", "16", "--rate", "48000"},
                                                         {"--seconds", "0.3", "--block", "100"},
                                                         {"--loop", "--seconds", "1.5", "--bits", "32"}};
    for (const auto& variant : variants)
        for (const std::string jobs : {"1", "3"}) {
            std::vector<std::string> all{"render"};
            const std::vector<std::string> names{"voice", "slow", "cut", "tone", "mix"};
            for (const auto& name : names) {
                const auto input = studio / (name + (name == "tone" || name == "mix" ? ".json" : ".wav"));
                all.push_back(input);
                std::vector<std::string> alone{"render", input, "-o", studio / (name + "-alone.wav"),
                                               "--quiet"};
                alone.insert(alone.end(), variant.begin(), variant.end());
                static_cast<void>(runRondo(alone));
            }
            all.insert(all.end(), {"-o", studio.out, "--quiet", "--jobs", jobs});
            all.insert(all.end(), variant.begin(), variant.end());
            const auto end = runRondo(all);
            CHECK(!end.hung);
            CHECK(end.output.empty());
            CHECK(filesIn(studio.out) == 5);
            for (const auto& name : names) {
                CAPTURE(name);
                CHECK(readBytes(studio.out + "/" + name + ".wav") == readBytes(studio / (name + "-alone.wav")));
            }
            std::filesystem::remove_all(studio.out);
            std::filesystem::create_directory(studio.out);
        }
}

TEST_CASE("The summary of several renderings has a line for each, and its JSON an object") {
    const Studio studio;
    const std::vector<std::string> arguments{
        "render", studio / "voice.wav", studio / "tone.json", "-o", studio.out, "--format", "flac", "--gain",
        "12"};
    const auto shown = runRondo(arguments);
    checkSuccess(shown);
    CHECK(shown.errors.find("of 2 files") != std::string::npos);
    CHECK(shown.output.find("rendered '" + studio / "voice.wav" + "' to '" + studio.out +
                            "/voice.flac': 0:00.6 (30000 frames at 44100 Hz, 2 channels), peak ") !=
          std::string::npos);
    CHECK(shown.output.find("samples clipped\n") != std::string::npos);
    CHECK(shown.output.find("\n2 of 2 files, 0:00.9 of sound, ") != std::string::npos);
    auto more = arguments;
    more.insert(more.end(), {"--json", "--quiet"});
    const auto told = runRondo(more);
    checkSuccess(told);
    CHECK(told.errors.empty());
    const auto json = nlohmann::json::parse(told.output);
    REQUIRE(json.size() == 2);
    CHECK(json[0]["file"] == studio / "voice.wav");
    CHECK(json[0]["output"] == studio.out + "/voice.flac");
    CHECK(json[0]["state"] == "finished");
    CHECK(json[0]["rate"] == 44100);
    CHECK(json[0]["channels"] == 2);
    CHECK(json[0]["frames"] == 30'000);
    CHECK(json[0]["peak"][0].get<double>() == doctest::Approx(5.98).epsilon(0.01));
    CHECK(json[0]["clippedSamples"].get<int>() > 0);
    CHECK(!json[0].contains("failure"));
    CHECK(json[1]["frames"] == 12'000);
    CHECK(json[1]["seconds"] == 0.25);
    CHECK(json[1]["clippedSamples"] == 0);
}

TEST_CASE("A single file goes into a folder too when one is named for it") {
    const Studio studio;
    checkSuccess(runRondo({"render", studio / "voice.wav", "-o", studio.out, "--quiet"}));
    CHECK(std::filesystem::exists(studio.out + "/voice.wav"));
}

TEST_CASE("A rendering that fails lets the others go on, and each failure is one sentence") {
    const Studio studio;
    writeBytes(studio.folder / "endless.json", R"({"nodes": [{"name": "tone", "type": "oscillator"}],
      "edges": ["tone -> output"]})");
    writeBytes(studio.folder / "text.mp3", "This is not music, and it never was.\n");
    std::filesystem::create_directory(studio.out + "/slow.wav");
    const auto end = runRondo({"render", studio / "endless.json", studio / "none.wav", studio / "text.mp3",
                               studio / "slow.wav", studio / "cut.wav", studio / "voice.wav", "-o", studio.out,
                               "--json", "--quiet"});
    CHECK(end.exitCode == 1);
    const auto sentences = refusalsIn(end.errors);
    REQUIRE(sentences.size() == 5);
    const std::vector<std::string> named{"endless.json", "none.wav", "text.mp3", "slow.wav", "cut.wav"};
    const auto json = nlohmann::json::parse(end.output);
    for (std::size_t index = 0; index < named.size(); ++index) {
        CAPTURE(sentences[index]);
        CHECK(sentences[index].find(named[index]) != std::string::npos);
        CHECK(sentences[index].ends_with("."));
        CHECK(json[index]["state"] == (index == 4 ? "finished" : "failed"));
        if (index < 4)
            CHECK("rondo: " + json[index]["failure"].get<std::string>() == sentences[index]);
    }
    CHECK(json[4]["cutOff"] == true);
    CHECK(json[5]["state"] == "finished");
    CHECK(filesIn(studio.out) == 3);
    const auto shown = runRondo({"render", studio / "none.wav", studio / "voice.wav", "-o", studio.out});
    CHECK(shown.exitCode == 1);
    CHECK(shown.output.starts_with("failed   '" + studio / "none.wav" + "'\nrendered "));
    CHECK(shown.output.find("\n1 of 2 files, ") != std::string::npos);
}

TEST_CASE("A file that is cut off makes several renderings incomplete, alone or in a graph") {
    const Studio studio;
    for (const char* name : {"cut.wav", "mix.json"}) {
        const auto end = runRondo({"render", studio / "voice.wav", studio / name, "-o", studio.out, "--quiet"});
        checkRefusal(end, 1, "is cut off");
        CHECK(filesIn(studio.out) == 2);
        std::filesystem::remove_all(studio.out);
        std::filesystem::create_directory(studio.out);
    }
}

TEST_CASE("What cannot end well for several files together is refused before the first begins") {
    const Studio studio;
    std::filesystem::create_directory(studio / "other");
    writeWav(studio.folder / "other/voice.wav", sines(100, 1, 48000), 1, 48000);
    writeBytes(studio.folder / "other/cut.json", R"({"length": "1 s", "nodes": [], "edges": []})");
    const auto voice = readBytes(studio.folder / "voice.wav");
    const auto before = filesIn(studio.folder.path());
    checkRefusal(runRondo({"render", studio / "tone.json", studio / "voice.wav", studio / "other/voice.wav",
                           "-o", studio.out}),
                 2, studio.out + "/voice.wav");
    // Its own input, and what the graph beside it plays.
    checkRefusal(runRondo({"render", studio / "tone.json", studio / "voice.wav", "-o", studio / "."}), 1,
                 "voice.wav");
    checkRefusal(runRondo({"render", studio / "tone.json", studio / "other/cut.json", studio / "mix.json", "-o",
                           studio / "."}),
                 1, "cut.wav");
    checkRefusal(runRondo({"render", studio / "tone.json", studio / "voice.wav", "-o", studio / "nowhere"}), 1,
                 "nowhere");
    checkRefusal(runRondo({"render", studio / "tone.json", studio / "voice.wav", "-o", studio / "cut.wav"}), 1,
                 "cut.wav");
    CHECK(filesIn(studio.folder.path()) == before);
    CHECK(filesIn(studio.out) == 0);
    CHECK(readBytes(studio.folder / "voice.wav") == voice);
}

TEST_CASE("Several renderings that are stopped leave what is complete and no half files") {
    const Studio studio;
    for (const std::string jobs : {"1", "2"}) {
        ProgramOptions options;
        options.after = "1 done, ";
        options.columns = 80;
        options.intervene = [](pid_t process) { ::kill(process, SIGINT); };
        writeBytes(studio.folder / "short.json", R"({"length": "1 ms", "nodes": [], "edges": []})");
        writeBytes(studio.folder / "long.json", R"({"outputs": 1, "length": "50000 s", "nodes": [
          {"name": "tone", "type": "oscillator"}], "edges": ["tone -> output"]})");
        std::filesystem::copy_file(studio / "long.json", studio / "longer.json",
                                   std::filesystem::copy_options::overwrite_existing);
        const auto end = runRondo({"render", studio / "short.json", studio / "long.json",
                                   studio / "longer.json", "-o", studio.out, "--jobs", jobs, "--json"},
                                  options);
        CHECK(!end.hung);
        CHECK(end.exitCode == 1);
        CHECK(end.errors.find("rondo: The rendering was stopped before its end, when 1 of 3 files was written; "
                              "start it again for the others.") != std::string::npos);
        const auto json = nlohmann::json::parse(end.output);
        CHECK(json[0]["state"] == "finished");
        CHECK(json[1]["state"] == "cancelled");
        CHECK(json[2]["state"] == "cancelled");
        if (jobs == "1")
            CHECK(json[2]["rate"] == 0); // its turn never came
        CHECK(filesIn(studio.out) == 1);
        CHECK(std::filesystem::exists(studio.out + "/short.wav"));
    }
}
