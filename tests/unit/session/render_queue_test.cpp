// SPDX-License-Identifier: MIT
#include <rondo/session/render/render_queue.h>

#include <atomic>
#include <doctest/doctest.h>
#include <rondo/session/file/audio_file_reader.h>
#include <rondo/session/graph/graph_file.h>
#include <rondo/session/render/graph_render.h>
#include <stdexcept>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using session::RenderQueue;
using session::RenderSource;
using session::RenderState;

namespace {

/// Counts how many of them live and render at the same time.
struct Watch {
    std::atomic<int> alive{0};
    std::atomic<int> most{0};
};

/// A ramp; `frames` of -1 is endless.
class Ramp final : public RenderSource {
public:
    Ramp(std::int64_t frames, Watch& watch) : frames_(frames), watch_(watch) {
        const int now = ++watch_.alive;
        int most = watch_.most;
        while (most < now && !watch_.most.compare_exchange_weak(most, now)) {
        }
    }
    ~Ramp() override { --watch_.alive; }
    double rate() const noexcept override { return 48000; }
    std::uint32_t channelCount() const noexcept override { return 1; }
    std::int64_t frameCount() const noexcept override { return frames_; }
    base::Result<std::size_t> render(audio::AudioBlock block) override {
        const auto all = static_cast<std::int64_t>(block.frameCount());
        const auto count = frames_ < 0 ? all : std::min(all, frames_ - position_);
        for (std::int64_t frame = 0; frame < count; ++frame, ++position_)
            block.channel(0)[static_cast<std::size_t>(frame)] = static_cast<float>(position_ % 4096) / 4096;
        return static_cast<std::size_t>(count);
    }

private:
    const std::int64_t frames_;
    Watch& watch_;
    std::int64_t position_ = 0;
};

session::AudioFileWriterOptions targetFor(const std::filesystem::path& path) {
    session::AudioFileWriterOptions target;
    target.path = path;
    target.format = *session::formatForPath(path);
    return target;
}

RenderQueue::MakeSource ramp(std::int64_t frames, Watch& watch) {
    return [frames, &watch]() -> base::Result<std::unique_ptr<RenderSource>> {
        return std::make_unique<Ramp>(frames, watch);
    };
}

std::size_t filesIn(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

std::size_t openDescriptors() { return filesIn("/proc/self/fd"); }

std::vector<float> samplesOf(const std::filesystem::path& path) {
    auto reader = session::AudioFileReader::open(path);
    REQUIRE_MESSAGE(reader, (reader ? "" : reader.error().text));
    std::vector<float> samples(static_cast<std::size_t>(reader->frameCount()) * reader->channelCount());
    REQUIRE(reader->read(samples));
    return samples;
}

} // namespace

TEST_CASE("Each job's file is complete, and no more run at a time than was asked for") {
    const test::TemporaryFolder folder;
    task::Pool pool({.workers = 2});
    RenderQueue queue(pool, {.atATime = 3, .blockFrames = 100});
    Watch watch;
    std::vector<session::RenderJob> jobs;
    for (int job = 0; job < 10; ++job)
        jobs.push_back(
            queue.add(targetFor(folder / (std::to_string(job) + ".wav")), ramp(70'000 + job, watch)));
    for (std::size_t job = 0; job < jobs.size(); ++job) {
        REQUIRE(jobs[job].wait());
        const auto progress = jobs[job].progress();
        CHECK(progress.state == RenderState::finished);
        CHECK(progress.frames == static_cast<std::int64_t>(70'000 + job));
        CHECK(progress.frameCount == progress.frames);
        CHECK(progress.peak == std::vector<float>{4095.0F / 4096});
        const auto samples = samplesOf(folder / (std::to_string(job) + ".wav"));
        REQUIRE(samples.size() == 70'000 + job);
        CHECK(samples[69'999] == 69'999 % 4096 / 4096.0F);
    }
    CHECK(watch.alive == 0);
    CHECK(watch.most <= 3);
    CHECK(watch.most > 1);
}

TEST_CASE("A job that is cancelled, waiting or rendering, leaves no file and no open handle") {
    const test::TemporaryFolder folder;
    task::Pool pool({.workers = 2});
    const auto before = openDescriptors();
    Watch watch;
    {
        RenderQueue queue(pool, {.atATime = 2});
        std::vector<session::RenderJob> jobs;
        for (int job = 0; job < 4; ++job)
            jobs.push_back(queue.add(targetFor(folder / (std::to_string(job) + ".wav")), ramp(-1, watch)));
        auto last = queue.add(targetFor(folder / "last.wav"), ramp(1000, watch));
        while (jobs[0].progress().frames == 0 || jobs[1].progress().frames == 0)
            std::this_thread::yield();
        CHECK(jobs[2].progress().state == RenderState::waiting);
        jobs[2].cancel();
        REQUIRE(jobs[2].wait());
        jobs[0].cancel();
        REQUIRE(jobs[0].wait());
        CHECK(jobs[0].progress().state == RenderState::cancelled);
        CHECK(jobs[2].progress().state == RenderState::cancelled);
        jobs[1].cancel();
        jobs.erase(jobs.begin() + 3); // its end cancels it
        REQUIRE(last.wait());         // the places are free again
        CHECK(last.progress().state == RenderState::finished);
        last.cancel();
        CHECK(last.progress().state == RenderState::finished);
    }
    CHECK(watch.alive == 0);
    CHECK(filesIn(folder.path()) == 1);
    CHECK(openDescriptors() == before);
}

TEST_CASE("A job that fails says why, leaves nothing, and lets the others go on") {
    const test::TemporaryFolder folder;
    task::Pool pool({.workers = 1});
    RenderQueue queue(pool, {.atATime = 1});
    Watch watch;
    const auto noSource = [](const char* text) {
        return [text]() -> base::Result<std::unique_ptr<RenderSource>> {
            return base::fail(base::ErrorCode::notFound, text);
        };
    };
    auto first = queue.add(targetFor(folder / "a.wav"), noSource("no such thing"));
    auto second = queue.add(targetFor(folder / "b.wav"), []() -> base::Result<std::unique_ptr<RenderSource>> {
        throw std::runtime_error("thrown");
    });
    auto third = queue.add(targetFor(folder / "no" / "c.wav"), ramp(10, watch));
    auto fourth = queue.add(targetFor(folder / "d.wav"), ramp(10, watch));
    for (auto* job : {&first, &second, &third, &fourth})
        REQUIRE(job->wait());
    CHECK(first.progress().failure->text == "no such thing");
    CHECK(second.progress().failure->text.find("thrown") != std::string::npos);
    CHECK(third.progress().failure->code == base::ErrorCode::notFound);
    CHECK(fourth.progress().state == RenderState::finished);
    CHECK(filesIn(folder.path()) == 1);
    CHECK_THROWS_AS(RenderQueue(pool, {.blockFrames = 1}), base::Failure);
    CHECK_THROWS_AS(RenderQueue(pool, {.atATime = 1000}), base::Failure);
}

TEST_CASE("A graph with a file player renders the same on one worker, on two, and in any blocks") {
    const test::TemporaryFolder folder;
    test::writeWav(folder / "in.wav", test::sines(20'000, 2, 44100), 2, 44100);
    test::writeBytes(folder / "graph.json", R"({"outputs": 2, "length": "1 s", "nodes": [
        {"name": "tone", "type": "oscillator", "parameters": {"level": -12}}, {"name": "pan", "type": "pan"},
        {"name": "file", "type": "file player", "file": "in.wav", "loop": true}],
        "edges": ["tone -> pan -> output", "file -> output"]})");
    const auto description = session::loadGraph(folder / "graph.json");
    REQUIRE_MESSAGE(description, (description ? "" : description.error().text));
    std::vector<float> first;
    for (const std::uint32_t workers : {1u, 2u})
        for (const std::uint32_t block : {64u, 1000u, 20'000u}) {
            task::Pool pool({.workers = workers});
            RenderQueue queue(pool, {.atATime = 2, .blockFrames = block});
            std::vector<session::RenderJob> jobs;
            for (int job = 0; job < 3; ++job)
                jobs.push_back(queue.add(targetFor(folder / (std::to_string(job) + ".wav")), [&] {
                    return session::makeGraphRender(*description, {.file = folder / "graph.json"});
                }));
            for (int job = 0; job < 3; ++job) {
                REQUIRE(jobs[static_cast<std::size_t>(job)].wait());
                const auto progress = jobs[static_cast<std::size_t>(job)].progress();
                REQUIRE_MESSAGE(progress.state == RenderState::finished,
                                (progress.failure ? progress.failure->text : ""));
                const auto samples = samplesOf(folder / (std::to_string(job) + ".wav"));
                REQUIRE(samples.size() == 96'000);
                if (first.empty())
                    first = samples;
                CHECK(samples == first);
            }
        }
    CHECK(*std::max_element(first.begin(), first.end()) > 0.5F);
    CHECK(std::abs(first.back()) < 0.001F);
}

TEST_CASE("A graph without an end, an output or its file is refused") {
    session::GraphDescription description;
    CHECK(session::makeGraphRender(description).error().code == base::ErrorCode::invalidArgument);
    description.length = 1;
    description.outputs = 0;
    CHECK(session::makeGraphRender(description).error().code == base::ErrorCode::invalidArgument);
}
