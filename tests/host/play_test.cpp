// SPDX-License-Identifier: MIT
#include "expect.h"
#include "program.h"
#include <csignal>
#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo::test;

TEST_CASE("A file is played to its end and the summary tells of it") {
    const TemporaryFolder folder;
    writeWav(folder / "a.wav", sines(24000, 2, 48000), 2, 48000);
    writeWav(folder / "b.wav", sines(11025, 1, 44100), 1, 44100);
    const auto end = runRondo({"play", "--device", "virtual", "--rate", "48000", "--block", "64", "--json",
                               "--quiet", (folder / "a.wav").string(), (folder / "b.wav").string()});
    checkSuccess(end);
    CHECK(end.errors.empty());
    const auto json = nlohmann::json::parse(end.output);
    CHECK(json["end"] == "end");
    CHECK(json["rate"] == 48000);
    CHECK(json["blockFrames"] == 64);
    CHECK(json["frames"].get<int>() >= 36000);
    CHECK(json["fileUnderruns"] == 0);
    CHECK(json["peak"][0].get<double>() == doctest::Approx(-6.02).epsilon(0.01));
    CHECK(json["lateOurs"].is_number());
}

TEST_CASE("Without a file the demo is played, for as long as asked") {
    const auto end = runRondo({"play", "--device", "virtual", "--seconds", "0.5"});
    checkSuccess(end);
    CHECK(end.errors.find("playing the demo, 1:00.0 on virtual") != std::string::npos);
    CHECK(end.output.find("the demo") != std::string::npos);
    CHECK(end.output.find("level") != std::string::npos);
}

TEST_CASE("A loop goes on until its time is over") {
    const TemporaryFolder folder;
    writeWav(folder / "a.wav", sines(2400, 2, 48000), 2, 48000);
    const auto end = runRondo({"play", "--device", "virtual", "--loop", "--seconds", "0.3", "--json", "--quiet",
                               (folder / "a.wav").string()});
    checkSuccess(end);
    const auto json = nlohmann::json::parse(end.output);
    CHECK(json["end"] == "time");
    CHECK(json["frames"] == 14400);
}

TEST_CASE("Ctrl-C and SIGTERM stop cleanly, with the summary and success") {
    for (const int number : {SIGINT, SIGTERM}) {
        ProgramOptions options;
        options.after = "playing";
        options.intervene = [number](pid_t process) { ::kill(process, number); };
        const auto end = runRondo({"play", "--device", "virtual"}, options);
        checkSuccess(end);
        CHECK(end.output.find("stopped on request") != std::string::npos);
    }
}

TEST_CASE("A missed deadline is told with its culprit, and a trace of it is written by itself") {
    const TemporaryFolder folder;
    std::string nodes, edges;
    for (int number = 0; number < 600; ++number) { // more than any machine computes in a third of a millisecond
        const auto name = "room" + std::to_string(number);
        nodes += (number > 0 ? ", " : "") + (R"({"name": ")" + name + R"(", "type": "reverb"})");
        edges += R"(, "noise -> )" + name + R"( -> output")";
    }
    std::ofstream(folder / "heavy.json") << R"({"nodes": [{"name": "noise", "type": "noise", "width": 2}, )"
                                         << nodes << R"(], "edges": ["noise -> output")" << edges << "]}";
    const auto trace = folder / "trace.json";
    const auto end = runRondo({"play", "--device", "virtual", "--block", "16", "--seconds", "0.3", "--json",
                               "--quiet", "--trace", trace.string(), (folder / "heavy.json").string()});
    checkSuccess(end);
    const auto json = nlohmann::json::parse(end.output);
    CHECK(json["missed"]["count"].get<int>() > 0);
    CHECK(json["missed"]["culprit"].get<std::string>().find("missed its deadline") != std::string::npos);
    CHECK(json["missed"]["trace"] == trace.string());
    std::ifstream file(trace);
    CHECK(nlohmann::json::parse(file)["traceEvents"].size() > 100);
}

TEST_CASE("A trace that was asked for is written without a miss too, and one that cannot be is told") {
    const TemporaryFolder folder;
    const auto play = [](const std::string& trace) {
        return runRondo(
            {"play", "--device", "virtual", "--seconds", "0.2", "--json", "--quiet", "--trace", trace});
    };
    checkSuccess(play((folder / "trace.json").string()));
    std::ifstream file(folder / "trace.json");
    CHECK(nlohmann::json::parse(file).contains("traceEvents"));
    const auto nowhere = play((folder / "none" / "trace.json").string());
    checkSuccess(nowhere);
    CHECK(nowhere.errors.find("trace.json") != std::string::npos);
    CHECK(nlohmann::json::parse(nowhere.output)["missed"]["trace"] == "");
}

TEST_CASE("The realtime guard watches a performance and finds nothing") {
    const TemporaryFolder folder;
    writeWav(folder / "a.wav", sines(24000, 2, 48000), 2, 48000);
    const auto end = runRondo({"play", "--device", "virtual", "--realtime-check=count", "--json", "--quiet",
                               (folder / "a.wav").string()});
    checkSuccess(end);
    const auto json = nlohmann::json::parse(end.output);
    INFO(end.output);
    CHECK(json["guard"]["violations"] == 0);
    CHECK(runRondo({"play", "--device", "virtual", "--seconds", "0.3", "--realtime-check=abort"}).exitCode ==
          0);
}

TEST_CASE("A terminal of 80 columns shows the whole live line, and the whole progress of a rendering") {
    const TemporaryFolder folder;
    writeWav(folder / "a.wav", sines(24000, 2, 48000), 2, 48000);
    ProgramOptions options;
    options.columns = 80;
    const auto played =
        runRondo({"play", "--device", "virtual", "--gain", "-100", (folder / "a.wav").string()}, options);
    checkSuccess(played);
    CHECK(played.errors.find("xruns 0\x1b[K") != std::string::npos);
    CHECK(played.errors.find("xruns 0\x1b[K", played.errors.find("rms -1")) != std::string::npos);
    options.columns = 72; // room for longer times than these
    const auto rendered = runRondo({"render", (folder / "a.wav").string(), "-o", (folder / "out.wav").string(),
                                    "--loop", "--seconds", "60"},
                                   options);
    checkSuccess(rendered);
    CHECK(rendered.errors.find(" % of 1:00.0") != std::string::npos);
    CHECK(rendered.errors.find("times as fast as it plays\x1b[K") != std::string::npos);
}
