// SPDX-License-Identifier: MIT
#include "comparison.h"

#include "support/jack_server.h"
#include "support/temporary_folder.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <rondo/device/virtual/virtual_device.h>
#include <rondo/nodes/file_player_node.h>
#include <rondo/runtime/engine.h>
#include <rondo/session/file/audio_file_writer.h>
#include <string>
#include <thread>
#include <vector>

namespace rondo::bench {

namespace {

constexpr int jackSeconds = 60;
constexpr int playerCount = 64;
constexpr int playerSeconds = 20;

std::string outputOf(const std::string& command) {
    std::string text;
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr)
        return text;
    std::array<char, 4096> part{};
    for (std::size_t got = 0; (got = std::fread(part.data(), 1, part.size(), pipe)) > 0;)
        text.append(part.data(), got);
    pclose(pipe);
    return text;
}

void measureJack(const std::string& rondo, std::vector<Comparison>& into) {
    auto server = test::JackServer::start();
    if (!server) {
        std::printf("not measured: rondo over JACK, because %s\n", server.error().text.c_str());
        return;
    }
    server->makeDefault();
    const std::string seconds = std::to_string(jackSeconds);
    std::printf("\nrondo plays %s s over a JACK server, %s realtime priority\n", seconds.c_str(),
                server->realtime() ? "with" : "without");
    std::fflush(stdout);
    const auto json = nlohmann::json::parse(
        outputOf("'" + rondo + "' play --loop --seconds " + seconds + " --realtime-check=count --json --quiet"),
        nullptr, false);
    if (json.is_discarded() || json.value("device", "").find("virtual") != std::string::npos) {
        into.push_back(
            limit("rondo play over JACK, 64 frames: ran", 1, 1, "", 0, "the host did not play over JACK"));
        return;
    }
    const std::string name = "rondo play, " + seconds + " s over JACK, " +
                             std::to_string(json["blockFrames"].get<int>()) + " frames: ";
    const double played = json["seconds"].get<double>();
    into.push_back(limit(name + "deviation from the time asked for", std::abs(played - jackSeconds),
                         jackSeconds, "s", 0.01, "the time"));
    into.push_back(
        limit(name + "callback p99.9", json["load"]["p999"].get<double>() * 100, 100, "%", 0.2, "the period"));
    into.push_back(limit(name + "guard violations",
                         json["guard"]["violations"].get<double>() + json["guard"]["pageFaults"].get<double>(),
                         1, "", 0, "none allowed"));
    into.push_back(
        limit(name + "late by our work", json["lateOurs"].get<double>(), 1, "blocks", 0, "none allowed"));
    std::printf("late blocks by the system's fault: %s, underruns that JACK reported: %s\n",
                json["lateTheirs"].dump().c_str(), json["underruns"].dump().c_str());
}

void writeNoise(const std::filesystem::path& path, std::uint32_t seed) {
    auto writer = session::AudioFileWriter::open(
        {.path = path, .format = {session::AudioContainer::wav, session::SampleEncoding::integer16}});
    if (!writer)
        throw base::Failure(writer.error());
    std::minstd_rand random(seed);
    std::vector<float> second(48'000 * 2);
    for (int index = 0; index < playerSeconds + 5; ++index) {
        for (float& sample : second)
            sample = static_cast<float>(random() % 2000) / 100'000.0f - 0.01f;
        if (auto written = writer->write(second); !written)
            throw base::Failure(written.error());
    }
    if (auto finished = writer->finish(); !finished)
        throw base::Failure(finished.error());
}

void measurePlayers(std::vector<Comparison>& into) {
    const test::TemporaryFolder folder;
    auto device = device::VirtualDevice::open({.rate = 48'000, .blockFrames = 64});
    if (!device)
        throw base::Failure(device.error());
    runtime::Engine engine(std::move(*device), {.gain = {-36}});
    std::vector<session::FileStream> streams;
    std::vector<concurrency::LatestValueReader<nodes::FilePlayerPosition>> positions;
    auto edit = engine.graph().edit();
    for (std::uint32_t index = 0; index < playerCount; ++index) {
        const auto path = folder / (std::to_string(index) + ".wav");
        writeNoise(path, index + 1);
        auto stream = engine.files().open({{path}, 48'000, 2, false});
        if (!stream)
            throw base::Failure(stream.error());
        auto player = nodes::makeFilePlayer({2, true}, stream->takeReceiver(), stream->takeMarks());
        positions.push_back(std::move(player.position));
        streams.push_back(std::move(*stream));
        edit.connect(edit.add(std::move(player.node), path.filename().string()), 0, engine.master(), 0);
    }
    if (auto committed = edit.commit(); !committed)
        throw base::Failure(committed.error());
    for (auto& stream : streams)
        stream.waitUntilReady(4096);
    if (auto started = engine.start(); !started)
        throw base::Failure(started.error());
    std::printf("%d file players play %d s on the virtual device\n", playerCount, playerSeconds);
    std::fflush(stdout);
    while (engine.position() < std::int64_t{playerSeconds} * 48'000 && !engine.lost())
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    engine.stop();
    double underruns = 0;
    double played = 0;
    for (auto& position : positions) {
        underruns += static_cast<double>(position.read().underruns);
        played += static_cast<double>(position.read().played);
    }
    const auto statistics = engine.device().statistics();
    into.push_back(limit("64 stereo file players, 64 frames: underruns", underruns, 1, "", 0, "none allowed"));
    into.push_back(limit("64 stereo file players: late by our work", static_cast<double>(statistics.lateOurs),
                         1, "blocks", 0, "none allowed"));
    into.push_back(limit("64 stereo file players: deviation from the frames due",
                         std::abs(1 - played / (playerCount * playerSeconds * 48'000.0)), 1, "", 0.01,
                         "of those due"));
    into.push_back(limit("64 stereo file players: callback p99.9", statistics.loadP999 * 100, 100, "%", 0.7,
                         "the period"));
}

} // namespace

void measureHost(const std::string& rondo, std::vector<Comparison>& into) {
    try {
        measureJack(rondo, into);
        measurePlayers(into);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        into.push_back(limit("host measurements that failed", 1, 1, "", 0, "none allowed"));
    }
}

} // namespace rondo::bench
