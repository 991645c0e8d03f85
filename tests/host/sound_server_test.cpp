// SPDX-License-Identifier: MIT
#include "expect.h"
#include "program.h"
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <support/jack_server.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using namespace rondo::test;

namespace {

std::optional<JackServer> jackServer() {
    auto server = JackServer::start();
    if (!server) {
        MESSAGE("skipped: " << server.error().text);
        return {};
    }
    server->makeDefault();
    return std::move(*server);
}

} // namespace

TEST_CASE("A file is played through a JACK server") {
    const auto server = jackServer();
    if (!server)
        return;
    const TemporaryFolder folder;
    writeWav(folder / "a.wav", sines(48000, 2, 48000), 2, 48000);
    const auto end =
        runRondo({"play", "--json", "--quiet", "--realtime-check=count", (folder / "a.wav").string()});
    checkSuccess(end);
    const auto json = nlohmann::json::parse(end.output);
    INFO(end.output);
    CHECK(json["device"].get<std::string>() != "virtual");
    CHECK(json["rate"] == 48000);
    CHECK(json["frames"].get<int>() >= 48000);
    CHECK(json["guard"]["violations"] == 0);
    CHECK(json["fileUnderruns"] == 0);
}

TEST_CASE("A rate that the sound server does not have is refused and named") {
    const auto server = jackServer();
    if (!server)
        return;
    checkRefusal(runRondo({"play", "--device", "JACK", "--rate", "44100", "--seconds", "1"}), 1, "44100");
}

TEST_CASE("A sound server that dies while playing ends the program with code 1 and one sentence") {
    auto server = jackServer();
    if (!server)
        return;
    ProgramOptions options;
    options.after = "playing";
    options.intervene = [&server](pid_t) { server->kill(); };
    const auto end = runRondo({"play", "--device", "JACK"}, options);
    INFO(end.errors);
    CHECK(!end.hung);
    CHECK(end.signal == 0);
    CHECK(end.exitCode == 1);
    CHECK(end.errors.find("rondo: ") != std::string::npos);
    CHECK(end.errors.find("JACK") != std::string::npos);
    CHECK(end.output.find("played") != std::string::npos);
}
