// SPDX-License-Identifier: MIT
#include "expect.h"
#include "plugin_home.h"
#include "program.h"
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <rondo/session/file/audio_file_reader.h>
#include <rondo/session/file/audio_file_writer.h>
#include <support/eventually.h>
#include <support/temporary_folder.h>

using namespace rondo::test;
using nlohmann::json;

namespace {

/// The processes that were started with these words, whoever started them, and that have not been waited for.
std::size_t workersLeft(const std::filesystem::path& home) {
    std::size_t count = 0;
    std::error_code error;
    for (const auto& process : std::filesystem::directory_iterator("/proc", error)) {
        std::ifstream file(process.path() / "environ", std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        std::ifstream words(process.path() / "cmdline", std::ios::binary);
        const std::string line{std::istreambuf_iterator<char>(words), {}};
        if (text.find(home.string()) != std::string::npos && line.find("plugin-worker") != std::string::npos)
            ++count;
    }
    return count;
}

} // namespace

TEST_CASE("Good plugins are found beside one that crashes, one that hangs and one that prints garbage") {
    const PluginHome home({"good", "second", "crashing", "hanging", "chatty"});
    const auto summary = scan({"--limit", "3s"});
    CHECK(summary["plugins"] == 5);
    CHECK(summary["files"] == 5);
    std::map<std::string, std::string> reasons;
    for (const auto& entry : summary["quarantine"])
        reasons[entry["identifier"].get<std::string>()] = entry["reason"].get<std::string>();
    CHECK(reasons == std::map<std::string, std::string>{
                         {"", "gave no sign for 3 s"},
                         {"ladspa:7012:crash", "was ended by SIGSEGV (Segmentation fault)"}});
    std::vector<std::string> names;
    for (const auto& plugin : list())
        names.push_back(plugin["name"]);
    CHECK(names == std::vector<std::string>{"After The Crash", "Before The Crash", "Chatty Gain [31m ",
                                            "Good Gain", "Second Gain"});
    CHECK(list({"--quarantined"}).size() == 2);
    CHECK(home.leftNothing());
    CHECK(workersLeft(home.path()) == 0);

    // In quarantine: not tried again, so the limit is not waited for.
    CHECK(scan()["unchanged"] == 5);
}

#ifndef __SANITIZE_THREAD__ // whose memory is always empty at first
TEST_CASE("A plugin that uses memory which it has never set is found out by the scan, whatever lies there") {
    const PluginHome home({"good", "careless"});
    const auto summary = scan();
    CHECK(summary["plugins"] == 1);
    REQUIRE(summary["quarantine"].size() == 1);
    CHECK(summary["quarantine"][0]["identifier"] == "ladspa:7041:careless");
}
#endif

TEST_CASE("A file that is no library is told with the system's words, and tried again when it is replaced") {
    const PluginHome home({"good"});
    std::ofstream(home.library("second")) << "no library";
    auto summary = scan();
    CHECK(summary["plugins"] == 1);
    REQUIRE(summary["quarantine"].size() == 1);
    CHECK(summary["quarantine"][0]["reason"].get<std::string>().starts_with("cannot be loaded ("));
    std::filesystem::remove(home.library("second"));
    home.add("second");
    summary = scan();
    CHECK(summary["plugins"] == 2);
    CHECK(summary["unchanged"] == 1);
    CHECK(summary["quarantine"].empty());
}

TEST_CASE("A folder that may not be read is told by a scan in one sentence, and the others are scanned") {
    const PluginHome home({"good"});
    const auto closed = home.path() / "ladspa/closed";
    std::filesystem::create_directory(closed);
    std::filesystem::permissions(closed, std::filesystem::perms::none);
    ProgramOptions options;
    options.boundByPermissions = true;
    const auto end = runRondo({"scan", "--json"}, options);
    std::filesystem::permissions(closed, std::filesystem::perms::owner_all);
    checkSuccess(end);
    CHECK(end.errors.find("rondo: Plugins were not looked for in '" + closed.string() +
                          "' (Permission denied)") != std::string::npos);
    CHECK(json::parse(end.output)["plugins"] == 1);
}

TEST_CASE("A damaged cache is told in one sentence and made anew") {
    const PluginHome home({"good"});
    scan();
    std::ofstream(home.cache()) << "{\"format\": ";
    checkRefusal(runRondo({"list"}), 1, "is damaged");
    const auto end = runRondo({"scan", "--json"});
    checkSuccess(end);
    CHECK(end.errors.find("is damaged") != std::string::npos);
    CHECK(json::parse(end.output)["plugins"] == 1);
    CHECK(list().size() == 1);
}

TEST_CASE("A scan that is interrupted keeps what it found, ends its children and goes on the next time") {
    const PluginHome home({"good", "hanging"});
    ProgramOptions options;
    options.after = "hanging";
    options.columns = 200;
    options.intervene = [](pid_t process) { ::kill(process, SIGINT); };
    const auto end = runRondo({"scan", "--children", "1"}, options);
    CHECK_FALSE(end.hung);
    CHECK(end.exitCode == 1);
    CHECK(end.errors.find("The scan was stopped after 1 of 2 files") != std::string::npos);
    CHECK(workersLeft(home.path()) == 0);
    CHECK(home.leftNothing());
    REQUIRE(list().size() == 1);
    CHECK(list()[0]["identifier"] == "ladspa:7001:good");
    std::filesystem::remove(home.library("hanging"));
    CHECK(scan()["unchanged"] == 1);
}

TEST_CASE("A scan that is killed takes its children with it, and its cache is whole") {
    const PluginHome home({"good", "hanging"});
    ProgramOptions options;
    options.after = "hanging";
    options.columns = 200;
    options.intervene = [](pid_t process) { ::kill(process, SIGKILL); };
    CHECK(runRondo({"scan", "--children", "1"}, options).signal == SIGKILL);
    CHECK(eventually([&] { return workersLeft(home.path()) == 0; }));
    std::filesystem::remove(home.library("hanging"));
    CHECK(scan()["plugins"] == 1);
}

TEST_CASE("Favourites are marked by name and outlive a scan that finds nothing of them") {
    const PluginHome home({"good", "second"});
    scan();
    checkSuccess(runRondo({"list", "--mark", "second"}));
    CHECK(list({"--favourites"}).size() == 1);
    std::filesystem::remove(home.library("second"));
    scan();
    CHECK(list({"--favourites"}).empty());
    home.add("second");
    scan();
    const auto liked = list({"--favourites"});
    REQUIRE(liked.size() == 1);
    CHECK(liked[0]["identifier"] == "ladspa:7002:second");
    CHECK(liked[0]["favourite"] == true);
    checkSuccess(runRondo({"list", "--unmark", "ladspa:7002:second"}));
    CHECK(list({"--favourites"}).empty());
    checkRefusal(runRondo({"list", "--unmark", "second"}), 1, "'second' is none");
}

TEST_CASE("The list is searched by words and by format") {
    const PluginHome home({"good", "second"});
    scan();
    CHECK(list({"GOOD", "rondo"}).size() == 1);
    CHECK(list({"--format", "ladspa"}).size() == 2);
    CHECK(list({"--format", "lv2"}).empty());
    const auto table = runRondo({"list", "good"});
    checkSuccess(table);
    CHECK(table.output.find("Good Gain") != std::string::npos);
    CHECK(table.output.find("1 plugin\n") != std::string::npos);
}

TEST_CASE("A plugin tells its parameters with their ranges and defaults") {
    const PluginHome home({"good", "second"});
    scan();
    const auto end = runRondo({"info", "good", "--json"});
    checkSuccess(end);
    const auto shown = json::parse(end.output);
    CHECK(shown["identifier"] == "ladspa:7001:good");
    CHECK(shown["vendor"] == "Rondo's tests");
    CHECK(shown["inputs"] == 1);
    REQUIRE(shown["parameters"].size() == 1);
    CHECK(shown["parameters"][0]["name"] == "Gain");
    CHECK(shown["parameters"][0]["minimum"] == "0");
    CHECK(shown["parameters"][0]["maximum"] == "2");
    CHECK(shown["parameters"][0]["default"] == "1");
    const auto text = runRondo({"info", "good"});
    checkSuccess(text);
    CHECK(text.output.find("0 to 2") != std::string::npos);
    checkRefusal(runRondo({"info", "gain"}), 1, "names 2");
    checkRefusal(runRondo({"info", "nobody"}), 1, "'nobody'");
    checkRefusal(runRondo({"info"}), 2, "rondo list");
}

TEST_CASE("A plugin that crashes or hangs only when it is shown is told in a sentence") {
    const PluginHome home({"good", "second", "fragile"});
    CHECK(scan()["quarantine"].empty());
    ::setenv("RONDO_FRAGILE", "1", 1);
    checkRefusal(runRondo({"info", "fragile"}), 1, "was ended by SIGSEGV (Segmentation fault)");
    ::unsetenv("RONDO_FRAGILE");
    const auto become = [&](const std::string& victim, const std::string& other) {
        std::filesystem::remove(home.library(victim));
        std::filesystem::copy_file(std::filesystem::path(RONDO_LADSPA_FOLDER) / (other + ".so"),
                                   home.library(victim));
    };
    become("second", "hanging");
    checkRefusal(runRondo({"info", "second", "--limit", "2"}), 1, "gave no sign for 2 s");
    become("second", "good");
    checkRefusal(runRondo({"info", "second"}), 1, "is not there any more");
    CHECK(home.leftNothing());
}

TEST_CASE("A plugin that loads and crashes in its first block is put into quarantine by the scan") {
    const PluginHome home({"good", "fragile"});
    ::setenv("RONDO_FRAGILE", "1", 1);
    const auto summary = scan();
    ::unsetenv("RONDO_FRAGILE");
    CHECK(summary["plugins"] == 1);
    REQUIRE(summary["quarantine"].size() == 1);
    CHECK(summary["quarantine"][0]["identifier"] == "ladspa:7031:fragile");
}

TEST_CASE("Without a scan there is nothing to list, and a folder that cannot be made is told") {
    const PluginHome home({"good"});
    checkRefusal(runRondo({"list"}), 1, "rondo scan");
    checkRefusal(runRondo({"scan", "--cache", "/dev/null/x"}), 1, "/dev/null/x");
    checkRefusal(runRondo({"scan", "--lv2", "/nowhere/at/all"}), 2, "/nowhere/at/all");
    checkRefusal(runRondo({"scan", "--limit", "soon"}), 2, "--limit");
    checkRefusal(runRondo({"list", "--format", "au"}), 2, "--format");
}

namespace {

/// A mono sound that is easily told from others, and what a file holds.
std::vector<float> ramp() {
    std::vector<float> samples(3000);
    for (std::size_t frame = 0; frame < samples.size(); ++frame)
        samples[frame] = static_cast<float>(frame % 100) / 128;
    return samples;
}
void write(const std::filesystem::path& path, const std::vector<float>& samples) {
    auto writer = rondo::session::AudioFileWriter::open(
        {.path = path, .format = *rondo::session::formatForPath(path, 32), .rate = 48000, .channelCount = 1});
    REQUIRE(writer);
    REQUIRE(writer->write(samples));
    REQUIRE(writer->finish());
}
std::vector<float> read(const std::filesystem::path& path) {
    auto reader = rondo::session::AudioFileReader::open(path);
    REQUIRE(reader);
    std::vector<float> samples(static_cast<std::size_t>(reader->frameCount()) * reader->channelCount());
    REQUIRE(reader->read(samples) == samples.size() / reader->channelCount());
    return samples;
}

} // namespace

TEST_CASE("Plugins that are inserted are heard one after the other, to the sample") {
    const PluginHome home({"good", "second"});
    static_cast<void>(scan());
    const TemporaryFolder folder;
    write(folder / "in.wav", ramp());
    checkSuccess(
        runRondo({"render", (folder / "in.wav").string(), "--bits", "32", "-o", (folder / "out.wav").string(),
                  "--insert", "Good Gain:Gain=0.5", "--insert", "second:gain=0.25", "--quiet"}));
    auto expected = ramp();
    for (auto& sample : expected)
        sample *= 0.125F;
    CHECK(read(folder / "out.wav") == expected);
    // Without values they are what they are by default, here a gain of one.
    checkSuccess(runRondo({"render", (folder / "in.wav").string(), "--bits", "32", "-o",
                           (folder / "out.wav").string(), "--insert", "ladspa:7001:good", "--quiet"}));
    CHECK(read(folder / "out.wav") == ramp());
    // And played; a second is longer than the file.
    checkSuccess(runRondo({"play", (folder / "in.wav").string(), "--device", "virtual", "--insert",
                           "Good Gain:Gain=0.5", "--realtime-check", "count", "--quiet"}));
}

TEST_CASE("An insert that is not there, or has no such parameter, is refused before anything is written") {
    const PluginHome home({"good", "second"});
    const TemporaryFolder folder;
    write(folder / "in.wav", ramp());
    const auto refusal = [&](const std::string& insert, int code) {
        const auto end = runRondo({"render", (folder / "in.wav").string(), "-o", (folder / "out.wav").string(),
                                   "--insert", insert, "--quiet"});
        CHECK(end.exitCode == code);
        CHECK_FALSE(std::filesystem::exists(folder / "out.wav"));
        return end.errors;
    };
    CHECK(refusal("Good Gain", 1).find("run 'rondo scan'") != std::string::npos);
    static_cast<void>(scan());
    CHECK(refusal("Reverb", 1).find("'Reverb'") != std::string::npos);
    CHECK(refusal("Good Gain:size=1", 1).find("has no parameter 'size'; see 'rondo info Good Gain'") !=
          std::string::npos);
    CHECK(refusal("Good Gain:Gain=7", 1).find("takes no '7' for its parameter 'Gain'") != std::string::npos);
    CHECK(refusal("Good Gain:Gain", 1).find("'Good Gain:Gain'") != std::string::npos);
    CHECK(refusal("Good Gain:Gain=", 2).find("parameter=value was expected") != std::string::npos);
    std::filesystem::remove(home.library("good"));
    CHECK(refusal("Good Gain", 1).find("is not there any more") != std::string::npos);
}

namespace {

/// A home with tests/host/lv2/levels.cpp, and sounds to render through it.
struct LevelsHome : PluginHome {
    LevelsHome() : PluginHome({"good"}) {
        std::filesystem::create_directory(path() / "lv2");
        std::filesystem::copy(RONDO_LEVELS_LV2, path() / "lv2/levels.lv2",
                              std::filesystem::copy_options::recursive);
        ::setenv("LV2_PATH", (path() / "lv2").c_str(), 1);
        static_cast<void>(scan());
        std::filesystem::create_directory(sounds);
        write(sounds / "in.wav", ramp());
        presets = listed()["folder"].get<std::string>();
        std::filesystem::create_directories(presets);
    }
    static json listed() {
        const auto end = runRondo({"presets", "Levels", "--json"});
        checkSuccess(end);
        return json::parse(end.output);
    }
    void save(const std::string& text) const { std::ofstream(presets / "Soft.json") << text; }
    /// A gain of a quarter.
    static std::string preset(const std::string& identifier) {
        return R"({"format": "rondo-preset", "version": 1, "plugin": {"format": "LV2", "identifier": ")" +
               identifier + R"(", "name": "Levels", "parameters": {"gain": 0.125}}})";
    }
    auto render(const std::string& insert) const {
        return runRondo({"render", (sounds / "in.wav").string(), "--bits", "32", "-o",
                         (sounds / "out.wav").string(), "--insert", insert, "--quiet"});
    }
    const std::filesystem::path sounds = path() / "sounds";
    std::filesystem::path presets;
};

} // namespace

TEST_CASE("Programs and presets of a plugin are listed, and an insert takes one by its name or file") {
    const LevelsHome home;
    const auto before = home.listed();
    CHECK(before["plugin"] == "urn:rondo:test:levels");
    CHECK(before["programs"].size() == 3);
    CHECK(before["presets"].empty());
    CHECK(home.presets.parent_path() == home.path() / "data/rondo/presets");
    CHECK(runRondo({"presets", "Good Gain"}).output.find("'Good Gain' has no programs, and no presets in") ==
          0);
    home.save(home.preset("urn:rondo:test:levels"));
    CHECK(home.listed()["presets"][0]["name"] == "Soft");
    CHECK(runRondo({"presets", "Levels"}).output.find("preset   Soft") != std::string::npos);
    const std::pair<std::string, float> heard[] = {
        {"Levels:preset=Half", 0.5F},
        {"Levels:preset=Double/Wide, 2", 2},
        {"Levels:preset=Soft", 0.25F},
        {"Levels:preset=" + (home.presets / "Soft.json").string(), 0.25F},
        {"Levels:preset=Half,gain=2", 2}};
    for (const auto& [insert, gain] : heard) {
        CAPTURE(insert);
        checkSuccess(home.render(insert));
        auto expected = ramp();
        for (auto& sample : expected)
            sample *= gain;
        CHECK(read(home.sounds / "out.wav") == expected);
    }
}

TEST_CASE("A preset that cannot be used by an insert is refused before anything is written") {
    const LevelsHome home;
    const auto refusal = [&](const std::string& text) {
        home.save(text);
        const auto end = home.render("Levels:preset=Soft");
        CHECK(end.exitCode == 1);
        CHECK_FALSE(std::filesystem::exists(home.sounds / "out.wav"));
        return end.errors;
    };
    CHECK(refusal("{").find("Soft.json") != std::string::npos);
    CHECK(refusal(home.preset("urn:another")).find("is a preset of 'Levels' ('LV2' 'urn:another')") !=
          std::string::npos);
    // "<urn:a> <urn:b> <urn:c> ." ends JUCE 7.0.5, in a process of its own.
    CHECK(refusal(R"({"format": "rondo-preset", "version": 1, "plugin": {"format": "LV2", "identifier":
        "urn:rondo:test:levels", "state": "PHVybjphPiA8dXJuOmI+IDx1cm46Yz4gLg=="}})")
              .find("while it was given a state") != std::string::npos);
    CHECK(refusal(R"({"format": "rondo-preset", "version": 1, "plugin": {"format": "LV2", "identifier":
        "urn:rondo:test:levels", "state": "cnViYmlzaA=="}})")
              .find("its state has changed nothing of the plugin") != std::string::npos);
    CHECK(home.render("Levels:preset=Loud")
              .errors.find("has no preset or program 'Loud'; see 'rondo presets "
                           "Levels'") != std::string::npos);
    CHECK(home.leftNothing());
}
