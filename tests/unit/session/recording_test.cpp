// SPDX-License-Identifier: MIT
#include <rondo/session/file/recording.h>

#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/session/file/audio_file_reader.h>
#include <support/file_size_limit.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace rondo;
using nodes::RecordedSpan;
using session::Recording;
using session::RecordingState;

namespace {

constexpr const char* childsFile = "RONDO_TEST_RECORDED_FILE";

/// The ends of a tap, without the tap: sends a ramp that tells each frame's place.
class Tap {
public:
    explicit Tap(std::size_t capacity = 1 << 16) {
        auto channel = concurrency::makeSpscChannel<float>(2 * capacity);
        sender_ = std::move(channel.sender);
        samples = std::move(channel.receiver);
        auto told = concurrency::makeSpscChannel<RecordedSpan>(256);
        spanSender_ = std::move(told.sender);
        spans = std::move(told.receiver);
    }
    static float at(std::uint64_t frame) { return static_cast<float>(frame % 32768) / 32768; }
    void beginSpan(std::int64_t streamFrame, std::uint64_t lost = 0) {
        REQUIRE(spanSender_.trySend({streamFrame, sent, lost, streamFrame - static_cast<std::int64_t>(lost)}));
    }
    /// Returns: whether somebody takes it still.
    bool send(std::uint64_t frames) {
        for (const auto end = sent + frames; sent < end; ++sent)
            for (const float sign : {1.0F, -1.0F})
                if (sender_.send(sign * at(sent), concurrency::Deadline::never()) !=
                    concurrency::ChannelResult::done)
                    return false;
        return true;
    }
    void end() { sender_.close(); }
    concurrency::SpscReceiver<float> samples;
    concurrency::SpscReceiver<RecordedSpan> spans;
    std::uint64_t sent = 0;

private:
    concurrency::SpscSender<float> sender_;
    concurrency::SpscSender<RecordedSpan> spanSender_;
};

session::RecordingOptions optionsFor(const std::filesystem::path& path, int each = 500) {
    session::RecordingOptions options;
    options.path = path;
    options.format = *session::formatForPath(path, 24);
    options.checkpointEach = std::chrono::milliseconds(each);
    return options;
}

Recording started(task::Pool& pool, Tap& tap, const session::RecordingOptions& options) {
    auto recording = Recording::start(pool, options, std::move(tap.samples), std::move(tap.spans));
    REQUIRE_MESSAGE(recording, (recording ? "" : recording.error().text));
    return std::move(*recording);
}

std::vector<float> samplesOf(const std::filesystem::path& path) {
    auto reader = session::AudioFileReader::open(path);
    REQUIRE_MESSAGE(reader, (reader ? "" : reader.error().text));
    CHECK(reader->notices().empty());
    std::vector<float> samples, chunk(8192);
    for (;;) {
        const auto count = reader->read(chunk);
        REQUIRE(count);
        if (*count == 0)
            return samples;
        samples.insert(samples.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(2 * *count));
    }
}

/// The file holds the ramp from its first frame on.
void checkRamp(const std::vector<float>& samples) {
    for (std::size_t frame = 0; frame < samples.size() / 2; ++frame)
        if (samples[2 * frame] != Tap::at(frame) || samples[2 * frame + 1] != -Tap::at(frame)) {
            FAIL_CHECK("frame ", frame, " is wrong");
            return;
        }
}

} // namespace

TEST_CASE("A recording is what the tap sent, in every format, when the tap is gone or it is stopped") {
    const test::TemporaryFolder folder;
    task::Pool pool({.workers = 1});
    for (const char* const file : {"a.wav", "b.aiff", "c.flac"})
        for (const bool stops : {false, true}) {
            Tap tap(1 << 17);
            auto recording = started(pool, tap, optionsFor(folder / file));
            tap.beginSpan(1000);
            REQUIRE(tap.send(100'000));
            if (stops)
                recording.stop();
            else
                tap.end();
            REQUIRE(recording.wait());
            const auto progress = recording.progress();
            CHECK(progress.state == RecordingState::finished);
            CHECK(progress.frames == 100'000);
            CHECK(progress.safeFrames == 100'000);
            CHECK(progress.lostFrames == 0);
            const auto samples = samplesOf(folder / file);
            CHECK(samples.size() == 200'000);
            checkRamp(samples);
            std::filesystem::remove(folder / file);
        }
}

TEST_CASE("What the tap had no room for is counted and silent; a pause is left out, or silent") {
    const test::TemporaryFolder folder;
    task::Pool pool({.workers = 1});
    for (const bool keeps : {false, true}) {
        Tap tap;
        auto options = optionsFor(folder / (keeps ? "a.wav" : "b.wav"));
        options.keepsPauses = keeps;
        auto recording = started(pool, tap, options);
        tap.beginSpan(500);
        tap.send(1000);
        tap.beginSpan(1800, 300); // 300 lost
        tap.send(1000);
        tap.beginSpan(52'800); // 50000 not recorded
        tap.send(10);
        const auto progress = recording.finish();
        CHECK(progress.lostFrames == 300);
        CHECK(progress.gaps == 1);
        const auto samples = samplesOf(options.path);
        const std::size_t pause = keeps ? 50'000 : 0;
        REQUIRE(samples.size() == 2 * (1000 + 300 + 1000 + pause + 10));
        CHECK(samples[2 * 999] == Tap::at(999));
        CHECK(samples[2 * 1000] == 0);
        CHECK(samples[2 * 1299] == 0);
        CHECK(samples[2 * 1300] == Tap::at(1000));
        CHECK(samples[2 * (2300 + pause)] == Tap::at(2000));
    }
}

TEST_CASE("child: records until it is killed" * doctest::skip()) {
    const char* const file = std::getenv(childsFile);
    REQUIRE(file != nullptr);
    task::Pool pool({.workers = 1});
    Tap tap;
    auto recording = started(pool, tap, optionsFor(file, 10));
    tap.beginSpan(0);
    for (;;) {
        REQUIRE(tap.send(5'000));
        const auto safe = recording.progress().safeFrames;
        REQUIRE(::write(3, &safe, sizeof safe) == sizeof safe);
    }
}

TEST_CASE("A process that is killed while it records leaves a file that plays, with all up to its checkpoint") {
    const test::TemporaryFolder folder;
    for (const char* const name : {"a.wav", "b.aiff", "c.flac"})
        for (int turn = 0; turn < 3; ++turn) {
            const auto file = folder / (std::to_string(turn) + name);
            std::array<int, 2> ends{};
            REQUIRE(::pipe(ends.data()) == 0);
            const auto child = ::fork();
            if (child == 0) {
                ::dup2(ends[1], 3);
                ::setenv(childsFile, file.c_str(), 1);
                ::execl("/proc/self/exe", "unit_session", "-tc=child: records until it is killed", "--no-skip",
                        "-o=/dev/null", nullptr);
                ::_exit(1);
            }
            ::close(ends[1]);
            std::int64_t safe = 0;
            while (safe < 40'000 * (turn + 1))
                REQUIRE(::read(ends[0], &safe, sizeof safe) == sizeof safe);
            REQUIRE(::kill(child, SIGKILL) == 0);
            int status = 0;
            REQUIRE(::waitpid(child, &status, 0) == child);
            CHECK(WIFSIGNALED(status));
            while (::read(ends[0], &safe, sizeof safe) == sizeof safe) {
            }
            ::close(ends[0]);
            const auto samples = samplesOf(file);
            const std::int64_t block = std::string(name) == "c.flac" ? 4096 : 0;
            CHECK(static_cast<std::int64_t>(samples.size() / 2) + block >= safe);
            checkRamp(samples);
        }
}

TEST_CASE("A disk that fills ends the recording by name, with all there was room for, and others go on") {
    const test::TemporaryFolder folder;
    task::Pool pool({.workers = 1});
    for (const char* const name : {"a.wav", "b.aiff", "c.flac"}) {
        Tap tap, other;
        auto recording = started(pool, tap, optionsFor(folder / name));
        auto goesOn = started(pool, other, optionsFor(folder / ("other" + std::string(name))));
        tap.beginSpan(0);
        other.beginSpan(0);
        const test::FileSizeLimit limit(300'001);
        while (tap.send(1'000)) {
        }
        REQUIRE(recording.wait());
        const auto progress = recording.progress();
        CHECK(progress.state == RecordingState::full);
        REQUIRE(progress.failure);
        CHECK(progress.failure->text.find("is kept") != std::string::npos);
        const auto samples = samplesOf(folder / name);
        checkRamp(samples);
        if (std::string(name) != "c.flac") {
            CHECK(samples.size() / 2 >= (300'000 - 4'096) / 6);
            CHECK(progress.frames == static_cast<std::int64_t>(samples.size() / 2));
        } else {
            CHECK(samples.size() / 2 >= 8 * 4096);
        }
        REQUIRE(other.send(20'000));
        CHECK(goesOn.finish().state == RecordingState::finished);
        CHECK(samplesOf(folder / ("other" + std::string(name))).size() == 40'000);
    }
}

TEST_CASE("What cannot be recorded well is refused with a sentence, and nothing is left of it") {
    const test::TemporaryFolder folder;
    task::Pool pool({.workers = 1});
    const auto refusal = [&](const session::RecordingOptions& options) {
        Tap tap;
        const auto recording = Recording::start(pool, options, std::move(tap.samples), std::move(tap.spans));
        REQUIRE(!recording);
        return recording.error();
    };
    test::writeBytes(folder / "there.wav", "precious");
    CHECK(refusal(optionsFor(folder / "there.wav")).code == base::ErrorCode::refused);
    CHECK(test::readBytes(folder / "there.wav") == "precious");
    CHECK(refusal(optionsFor(folder / "no" / "such.wav")).code == base::ErrorCode::notFound);
    CHECK(refusal(optionsFor(folder / "a.wav", 1)).code == base::ErrorCode::invalidArgument);
    auto lossy = optionsFor(folder / "a.wav");
    lossy.format = *session::formatForPath("a.ogg");
    CHECK(refusal(lossy).code == base::ErrorCode::unsupported);
    CHECK(!std::filesystem::exists(folder / "a.wav"));
}
