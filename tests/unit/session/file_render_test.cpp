// SPDX-License-Identifier: MIT
#include <rondo/session/render/file_render.h>

#include <cmath>
#include <doctest/doctest.h>
#include <rondo/audio/audio_buffer.h>
#include <rondo/session/file/file_streamer.h>
#include <rondo/session/graph/graph_file.h>
#include <rondo/session/render/graph_render.h>
#include <rondo/session/render/render_queue.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using session::FileRenderOptions;
using session::RenderSource;

namespace {

std::unique_ptr<RenderSource> opened(const FileRenderOptions& options) {
    auto source = session::makeFileRender(options);
    REQUIRE_MESSAGE(source, (source ? "" : source.error().text));
    return std::move(*source);
}

/// All frames of a source, interleaved, in blocks of 1000.
std::vector<float> rendered(RenderSource& source) {
    audio::AudioBuffer buffer(source.channelCount(), 1000);
    std::vector<float> samples;
    std::size_t count = 1000;
    while (count == 1000) {
        const auto frames = source.render(buffer.block());
        REQUIRE_MESSAGE(frames, (frames ? "" : frames.error().text));
        count = *frames;
        for (std::size_t frame = 0; frame < count; ++frame)
            for (std::uint32_t channel = 0; channel < source.channelCount(); ++channel)
                samples.push_back(buffer.block().channel(channel)[frame]);
    }
    return samples;
}

/// A file whose header promises 480000 frames, of which 4800 are there.
void writeCutOff(const std::filesystem::path& path) {
    test::writeBytes(
        path, test::wavBytes({2, 48000, 480'000 * 8, true}, test::floatBytes(test::sines(4800, 2, 48000))));
}

} // namespace

TEST_CASE("A sound file renders as it is, at its own rate, and says how long it will be") {
    const test::TemporaryFolder folder;
    const auto sound = test::sines(12'345, 2, 44100);
    test::writeWav(folder / "in.wav", sound, 2, 44100);
    const auto source = opened({.file = folder / "in.wav"});
    CHECK(source->rate() == 44100);
    CHECK(source->channelCount() == 2);
    CHECK(source->frameCount() == 12'345);
    CHECK(rendered(*source) == sound);
    CHECK(!source->cutOff());
    CHECK(source->notices().empty());
}

TEST_CASE("Rate, length and gain of a rendered sound file are what was asked for") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "in.wav", test::sines(44'100, 1, 44100, 997), 1, 44100);
    const auto source = opened({folder / "in.wav", 48000, 0.5, -6.0206});
    CHECK(source->rate() == 48000);
    CHECK(source->frameCount() == 24'000);
    const auto samples = rendered(*source);
    const auto wanted = test::sines(24'000, 1, 48000, 997, 0.25);
    REQUIRE(samples.size() == wanted.size());
    for (std::size_t index = 4000; index < 20'000; ++index)
        REQUIRE(std::abs(samples[index] - wanted[index]) < 1e-5F);
    const auto whole = opened({folder / "in.wav", 0, 10.0});
    CHECK(whole->frameCount() == 44'100);
    CHECK(rendered(*whole).size() == 44'100);
}

TEST_CASE("A looped sound file fills its length without a seam, and needs one") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "in.wav", test::sines(4800, 1, 48000, 480), 1, 48000);
    const auto source = opened({folder / "in.wav", 0, 0.25, 0, true});
    CHECK(source->frameCount() == 12'000);
    const auto samples = rendered(*source);
    const auto wanted = test::sines(12'000, 1, 48000, 480);
    REQUIRE(samples.size() == wanted.size());
    for (std::size_t index = 0; index < wanted.size(); ++index)
        REQUIRE(std::abs(samples[index] - wanted[index]) < 1e-4F);
    const auto endless = session::makeFileRender({.file = folder / "in.wav", .loop = true});
    REQUIRE(!endless);
    CHECK(endless.error().code == base::ErrorCode::invalidArgument);
    CHECK(session::makeFileRender({.file = folder / "none.wav"}).error().code == base::ErrorCode::notFound);
}

TEST_CASE(
    "A sound file that is cut off fades out over its last 64 frames as a stream of it does, and says so") {
    const test::TemporaryFolder folder;
    writeCutOff(folder / "cut.wav");
    const auto source = opened({.file = folder / "cut.wav"});
    const auto samples = rendered(*source);
    CHECK(source->cutOff());
    CHECK(!source->notices().empty());
    const auto sound = test::sines(4800, 2, 48000);
    REQUIRE(samples.size() == sound.size());
    const auto fade = samples.size() - 64 * std::size_t{2};
    CHECK(std::equal(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(fade), sound.begin()));
    CHECK(samples[samples.size() - 1] == 0);
    CHECK(std::abs(samples[fade + 64]) < 0.51F * std::abs(sound[fade + 64]));

    task::Pool pool({.workers = 1});
    session::FileStreamer streamer(pool);
    auto stream = streamer.open({{folder / "cut.wav"}});
    REQUIRE(stream);
    stream->waitUntilReady(4800);
    std::vector<float> streamed(samples.size() + 2);
    streamed.resize(stream->takeReceiver().receive(streamed));
    CHECK(streamed == samples);
}

TEST_CASE("A job tells its rate, and that a file of its graph was cut off, which fades there too") {
    const test::TemporaryFolder folder;
    writeCutOff(folder / "cut.wav");
    test::writeBytes(folder / "graph.json", R"({"length": "200 ms", "rate": 48000, "nodes": [
        {"name": "file", "type": "file player", "file": "cut.wav"}], "edges": ["file -> output"]})");
    const auto description = session::loadGraph(folder / "graph.json");
    REQUIRE_MESSAGE(description, (description ? "" : description.error().text));
    const auto source = session::makeGraphRender(*description, {.file = folder / "graph.json"});
    REQUIRE(source);
    const auto samples = rendered(**source);
    REQUIRE(samples.size() == 19'200);
    CHECK(samples[4799 * 2 + 1] == 0);
    CHECK(std::abs(samples[4768 * 2]) < 0.51F * std::abs(test::sines(4800, 2, 48000)[4768 * 2]));

    task::Pool pool({.workers = 1});
    session::RenderQueue queue(pool);
    const auto job = queue.add({folder / "out.wav", *session::formatForPath("out.wav")}, [&] {
        return session::makeGraphRender(*description, {.file = folder / "graph.json"});
    });
    REQUIRE(job.wait());
    const auto progress = job.progress();
    CHECK(progress.state == session::RenderState::finished);
    CHECK(progress.cutOff);
    CHECK(progress.rate == 48000);
}
