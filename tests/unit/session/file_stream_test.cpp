// SPDX-License-Identifier: MIT
#include <rondo/session/file/file_stream.h>

#include "stream_player.h"

#include <doctest/doctest.h>
#include <rondo/concurrency/stop_source.h>
#include <rondo/session/file/file_streamer.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using session::FileStreamer;
using session::FileStreamState;

namespace {

using Player = test::StreamPlayer;

/// Mono frames that tell their place: a slow ramp, so that a fade can be told from a jump.
std::vector<float> ramp(std::size_t frames) {
    std::vector<float> samples(frames);
    for (std::size_t frame = 0; frame < frames; ++frame)
        samples[frame] = 0.25f + static_cast<float>(frame) / (1 << 21);
    return samples;
}

float largestStep(const std::vector<float>& samples) {
    float largest = 0;
    for (std::size_t frame = 1; frame < samples.size(); ++frame)
        largest = std::max(largest, std::abs(samples[frame] - samples[frame - 1]));
    return largest;
}

Player playerOf(FileStreamer& streamer, std::vector<std::filesystem::path> files, bool staysOpen,
                bool loop = false) {
    auto stream = streamer.open({std::move(files), 0, 0, loop}, {.staysOpen = staysOpen});
    REQUIRE_MESSAGE(stream, (stream ? "" : stream.error().text));
    return Player(std::move(*stream));
}

} // namespace

TEST_CASE("After a locate the frames from there on are played, faded in, wherever it goes") {
    const test::TemporaryFolder folder;
    const auto samples = ramp(600'000);
    test::writeWav(folder / "a.wav", {samples.begin(), samples.begin() + 400'000}, 1, 48000);
    test::writeWav(folder / "b.wav", {samples.begin() + 400'000, samples.end()}, 1, 48000);
    task::Pool pool({.workers = 2});
    FileStreamer streamer(pool);
    auto player = playerOf(streamer, {folder / "a.wav", folder / "b.wav"}, true);
    auto heard = player.play(1000, true);
    CHECK(std::equal(heard.begin(), heard.end(), samples.begin()));
    for (const std::size_t target : {300'000u, 10u, 399'999u, 500'000u, 500'000u, 0u, 599'000u, 250'000u}) {
        REQUIRE(player.stream.locate(static_cast<std::int64_t>(target)));
        heard = player.play(2048, true);
        const auto now = static_cast<std::size_t>(player.position.read().frame);
        CHECK(now > target);
        if (target + 2048 > samples.size()) {
            CHECK(player.position.read().ended);
            continue;
        }
        CHECK(largestStep(heard) <= 0.6f / 64);
        const auto count = now - target - 64;
        CHECK(count > 2048 - 256 - 3 * 64); // it sounds from the next block on
        CHECK(std::equal(heard.end() - static_cast<std::ptrdiff_t>(count), heard.end(),
                         samples.begin() + static_cast<std::ptrdiff_t>(now - count)));
    }
    CHECK(player.position.read().underruns == 0);
}

TEST_CASE("A stream that stays open goes on after its end, and one that does not says that it is closed") {
    const test::TemporaryFolder folder;
    const auto samples = ramp(10'000);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto player = playerOf(streamer, {folder / "a.wav"}, true);
    player.play(11'000, true);
    CHECK(player.position.read().ended);
    CHECK(player.stream.progress().state == FileStreamState::ended);
    REQUIRE(player.stream.locate(9'000));
    const auto heard = player.play(2'000, true);
    CHECK(std::find(heard.begin(), heard.end(), samples[9'999]) != heard.end());
    CHECK(player.position.read().ended);
    CHECK(player.position.read().frame == 10'000);
    REQUIRE(player.stream.locate(1'000'000)); // behind the end there is the end alone
    CHECK(largestStep(player.play(1'000, true)) == 0);
    CHECK(player.stream.locate(-1).error().code == base::ErrorCode::invalidArgument);

    auto other = playerOf(streamer, {folder / "a.wav"}, false);
    other.play(11'000, true);
    CHECK(other.position.read().ended);
    CHECK(other.stream.locate(0).error().code == base::ErrorCode::closed);
}

TEST_CASE("A loop is located within its pass, and a converted file to the frame at its own rate") {
    const test::TemporaryFolder folder;
    const auto samples = ramp(48'000);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto looped = playerOf(streamer, {folder / "a.wav"}, true, true);
    looped.play(256, true);
    REQUIRE(looped.stream.locate(48'000 + 20'000));
    CHECK(looped.play(1024, true)[1000] == doctest::Approx(samples[20'900]).epsilon(0.001));

    auto stream = streamer.open({{folder / "a.wav"}, 96000, 0, false}, {.staysOpen = true});
    REQUIRE(stream);
    Player converted(std::move(*stream));
    converted.play(256, true);
    REQUIRE(converted.stream.locate(40'000));
    const auto heard = converted.play(2048, true);
    const auto now = static_cast<std::size_t>(converted.position.read().frame);
    CHECK(heard.back() == doctest::Approx(samples[now / 2]).epsilon(0.001));
}

TEST_CASE(
    "A file that becomes shorter while it streams plays what was read, fades out, and is called cut off") {
    const test::TemporaryFolder folder;
    const auto samples = ramp(1'000'000);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto player = playerOf(streamer, {folder / "a.wav"}, false);
    auto heard = player.play(1'024, true);
    std::filesystem::resize_file(folder / "a.wav", 44 + 4 * 400'000);
    while (!player.position.read().ended) {
        const auto more = player.play(256, true);
        heard.insert(heard.end(), more.begin(), more.end());
    }
    const auto progress = player.stream.progress();
    CHECK(progress.state == FileStreamState::cutOff);
    CHECK(progress.cutOff);
    const auto played = static_cast<std::ptrdiff_t>(player.position.read().played);
    CHECK(played == 400'000);
    CHECK(std::equal(heard.begin(), heard.begin() + played - 64, samples.begin()));
    CHECK(heard[static_cast<std::size_t>(played) - 1] == 0);
    CHECK(largestStep(heard) <= 0.5f / 64);
    CHECK(player.position.read().underruns == 0);
}

TEST_CASE("A file that vanishes from a list while it streams ends the stream with a fade, and is named") {
    const test::TemporaryFolder folder;
    const auto samples = ramp(300'000);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    test::writeWav(folder / "b.wav", samples, 1, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto player = playerOf(streamer, {folder / "a.wav", folder / "b.wav"}, false);
    std::filesystem::remove(folder / "b.wav");
    std::vector<float> heard;
    while (!player.position.read().ended) {
        const auto more = player.play(256, true);
        heard.insert(heard.end(), more.begin(), more.end());
    }
    CHECK(std::equal(heard.begin(), heard.begin() + 300'000 - 64, samples.begin()));
    CHECK(largestStep(heard) <= 0.5f / 64);
    const auto progress = player.stream.progress();
    CHECK(progress.state == FileStreamState::failed);
    REQUIRE(progress.failure);
    CHECK(progress.failure->text.find("b.wav") != std::string::npos);
}

TEST_CASE("An underrun is a fade, is counted in its stream alone, and costs no frame") {
    const test::TemporaryFolder folder;
    const auto samples = ramp(800'000);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto dry = playerOf(streamer, {folder / "a.wav"}, false);
    auto fed = playerOf(streamer, {folder / "a.wav"}, false);
    dry.play(256, true);
    fed.play(256, true);
    std::vector<float> heard;
    {
        // Nobody reads while the only worker stands still.
        concurrency::StopSource begun, go;
        auto blocker = task::start(pool, [&]() -> task::Task<> {
            begun.requestStop();
            static_cast<void>(go.token().wait(concurrency::Deadline::never()));
            co_return;
        });
        REQUIRE(begun.token().wait(concurrency::Deadline::never()));
        heard = dry.play(200'000, false);
        fed.play(2'560, false);
        CHECK(heard.back() == 0);
        go.requestStop();
        blocker.wait();
    }
    CHECK(dry.position.read().underruns == 1);
    CHECK(fed.position.read().underruns == 0);
    dry.stream.waitUntilReady(60'000);
    const auto more = dry.play(40'960, false);
    heard.insert(heard.end(), more.begin(), more.end());
    CHECK(largestStep(heard) <= 0.7f / 64);
    CHECK(dry.position.read().underruns == 1);
    CHECK(heard.back() == samples[static_cast<std::size_t>(dry.position.read().played) - 1]);
}

TEST_CASE("Locates from everywhere, while many streams are read, end where the last one went") {
    const test::TemporaryFolder folder;
    const auto samples = ramp(500'000);
    test::writeWav(folder / "a.wav", samples, 1, 48000);
    task::Pool pool({.workers = 2});
    FileStreamer streamer(pool);
    std::vector<std::unique_ptr<Player>> players;
    for (int index = 0; index < 8; ++index)
        players.push_back(std::make_unique<Player>(playerOf(streamer, {folder / "a.wav"}, true)));
    for (std::int64_t turn = 0; turn < 60; ++turn)
        for (std::size_t index = 0; index < players.size(); ++index) {
            REQUIRE(players[index]->stream.locate((turn * 7919 + static_cast<std::int64_t>(index) * 50'000) %
                                                  400'000));
            if (turn % 3 != 0)
                players[index]->play(256, turn % 2 == 0);
        }
    for (std::size_t index = 0; index < players.size(); ++index) {
        const auto target = static_cast<std::size_t>(59 * 7919 + index * 50'000) % 400'000;
        const auto heard = players[index]->play(2048, true);
        const auto now = static_cast<std::size_t>(players[index]->position.read().frame);
        CHECK(now > target);
        CHECK(now <= target + 256 + 2048);
        CHECK(heard.back() == samples[now - 1]);
    }
}
