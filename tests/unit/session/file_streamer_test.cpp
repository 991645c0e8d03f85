// SPDX-License-Identifier: MIT
#include <rondo/session/file/file_streamer.h>

#include <doctest/doctest.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using session::FileStreamer;

namespace {
/// Takes everything that a stream sends, as an offline run does.
std::vector<float> drain(session::FileStream& stream, std::size_t block) {
    auto receiver = stream.takeReceiver();
    std::vector<float> samples;
    std::vector<float> chunk(block * stream.channelCount());
    for (;;) {
        stream.waitUntilReady(block);
        const bool closed = receiver.closed();
        const auto count = receiver.receive(chunk);
        samples.insert(samples.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(count));
        if (closed && count == 0)
            return samples;
    }
}
} // namespace

TEST_CASE("Every frame of a file arrives in order, then the channel closes") {
    const test::TemporaryFolder folder;
    const auto samples = test::sines(300000, 2, 48000);
    test::writeWav(folder / "a.wav", samples, 2, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto stream = streamer.open({{folder / "a.wav"}, 0, 0, false});
    REQUIRE(stream);
    CHECK(stream->frameCount() == 300000);
    CHECK(drain(*stream, 512) == samples);
    const auto progress = stream->progress();
    CHECK(progress.finished);
    CHECK(!progress.failure);
    CHECK(progress.framesSent == 300000);
}

TEST_CASE("The channel is more than one second ahead when a start waits for that") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "a.wav", test::sines(480000, 2, 48000), 2, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto stream = streamer.open({{folder / "a.wav"}, 0, 0, false});
    REQUIRE(stream);
    stream->waitUntilReady(48000);
    const auto receiver = stream->takeReceiver();
    CHECK(receiver.occupancy() >= 2 * 48000);
    CHECK(!receiver.closed());
}

TEST_CASE("Many files share one worker") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "a.wav", test::sines(150000, 2, 44100), 2, 44100);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    std::vector<session::FileStream> streams;
    for (int index = 0; index < 16; ++index) {
        auto stream = streamer.open({{folder / "a.wav"}, index % 2 == 0 ? 44100.0 : 48000.0, 2, false});
        REQUIRE(stream);
        streams.push_back(std::move(*stream));
    }
    const auto first = drain(streams[0], 2048);
    const auto second = drain(streams[1], 2048);
    CHECK(first.size() == 300000);
    CHECK(second.size() == 2 * 163265);
    for (std::size_t index = 2; index < streams.size(); ++index)
        CHECK((drain(streams[index], 2048) == (index % 2 == 0 ? first : second)));
}

TEST_CASE("A low rate streams like any other") {
    const test::TemporaryFolder folder;
    const auto samples = test::sines(100000, 1, 1000);
    test::writeWav(folder / "a.wav", samples, 1, 1000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto stream = streamer.open({{folder / "a.wav"}, 0, 0, false});
    REQUIRE(stream);
    CHECK(drain(*stream, 512) == samples);
}

TEST_CASE("Options out of range are refused") {
    task::Pool pool({.workers = 1});
    CHECK_THROWS_AS(FileStreamer(pool, {.readers = 0}), base::Failure);
    CHECK_THROWS_AS(FileStreamer(pool, {.secondsAhead = 1e9}), base::Failure);
    CHECK_THROWS_AS(FileStreamer(pool, {.speed = 0}), base::Failure);
}

TEST_CASE("A failure while streaming closes the channel and is told") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "a.wav", test::sines(400000, 1, 48000), 1, 48000);
    test::writeWav(folder / "b.wav", test::sines(100, 1, 48000), 1, 48000);
    task::Pool pool({.workers = 1});
    FileStreamer streamer(pool);
    auto stream = streamer.open({{folder / "a.wav", folder / "b.wav"}, 0, 0, false});
    REQUIRE(stream);
    std::filesystem::remove(folder / "b.wav");
    CHECK(drain(*stream, 512).size() == 400000);
    const auto progress = stream->progress();
    CHECK(progress.finished);
    CHECK(progress.state == session::FileStreamState::failed);
    REQUIRE(progress.failure);
    CHECK(progress.failure->text.find("b.wav") != std::string::npos);
}

TEST_CASE("Streams can be dropped at any time, before or after their streamer") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "a.wav", test::sines(48000, 2, 48000), 2, 48000);
    task::Pool pool({.workers = 1});
    std::vector<session::FileStream> survivors;
    {
        FileStreamer streamer(pool);
        for (int index = 0; index < 20; ++index) {
            auto stream = streamer.open({{folder / "a.wav"}, 0, 0, true});
            REQUIRE(stream);
            if (index % 3 == 0)
                survivors.push_back(std::move(*stream));
        }
    }
    for (auto& stream : survivors) {
        stream.waitUntilReady(1U << 30);
        CHECK(stream.progress().finished);
        CHECK(stream.progress().state == session::FileStreamState::closed);
    }
}
