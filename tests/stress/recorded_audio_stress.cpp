// SPDX-License-Identifier: MIT
//
// The walk of recorded audio under stress: a tap with little room is switched on and off at exact frames while
// blocks of random lengths are played, and a writer that is often too slow lays out what comes, as the stream
// was, in a file. Each frame of the file must be what was played or, counted as lost, silence.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <doctest/doctest.h>
#include <rondo/concurrency/callback_scope.h>
#include <rondo/graph/graph_control.h>
#include <rondo/nodes/recorder_tap_node.h>
#include <rondo/session/file/audio_file_reader.h>
#include <rondo/session/file/audio_file_writer.h>
#include <rondo/session/file/recording.h>
#include <rondo/task/pool.h>
#include <support/graph_probes.h>
#include <support/stress.h>
#include <support/temporary_folder.h>
#include <thread>
#include <utility>
#include <vector>

using namespace rondo;
using concurrency::Deadline;
using nodes::RecordedSpan;
using nodes::RecorderTapNode;
using test::CounterNode;
using test::Crew;
using test::Stress;

namespace {

/// Takes what the tap sends and writes it where it was in the stream.
class Take {
public:
    Take(nodes::RecorderTap& tap, const std::filesystem::path& path, std::uint32_t width)
        : samples_(std::move(tap.samples)), spans_(std::move(tap.spans)), width_(width),
          file_(session::AudioFileWriter::open(
                    {.path = path,
                     .format = {session::AudioContainer::wav, session::SampleEncoding::float32},
                     .channelCount = width})
                    .value()) {}

    /// Returns once the tap is gone and all is in the file; false when that could not be written.
    bool writeAll(Stress::Random random) {
        std::vector<float> chunk(64 * width_);
        bool written = true;
        for (;;) {
            const auto wanted = (1 + random() % 64) * width_;
            const auto count = samples_.receive(std::span(chunk).first(wanted));
            if (count > 0) {
                written = place(std::span(chunk).first(count)) && written;
            } else if (samples_.closed() && samples_.occupancy() == 0) {
                break;
            } else {
                std::this_thread::yield();
            }
            for (auto turns = random() % 64 == 0 ? random() % 100 : 0; turns > 0; --turns)
                std::this_thread::yield(); // too slow at times
        }
        return file_.finish().has_value() && written;
    }
    std::vector<RecordedSpan> spans; ///< all that came
    std::uint64_t frames = 0;        ///< recorded

private:
    // A span is sent before its first frame, so it is there.
    bool place(std::span<const float> samples) {
        bool written = true;
        while (!samples.empty()) {
            while (const auto* next = spans_.front()) {
                if (next->firstFrame != frames)
                    break;
                written = fillUpTo(next->streamFrame) && written;
                spans.push_back(*next);
                spans_.popFront();
            }
            const auto* next = spans_.front();
            const auto untilNext = next != nullptr ? (next->firstFrame - frames) * width_ : samples.size();
            const auto part = samples.first(std::min<std::size_t>(samples.size(), untilNext));
            written = file_.write(part).has_value() && written;
            frames += part.size() / width_;
            samples = samples.subspan(part.size());
        }
        return written;
    }
    bool fillUpTo(std::int64_t streamFrame) {
        const std::vector<float> silence(
            static_cast<std::size_t>(std::max<std::int64_t>(streamFrame - file_.frameCount(), 0)) * width_);
        return silence.empty() || file_.write(silence).has_value();
    }

    concurrency::SpscReceiver<float> samples_;
    concurrency::SpscReceiver<RecordedSpan> spans_;
    std::size_t width_;
    session::AudioFileWriter file_;
};

/// Plays, and switches the tap at frames inside blocks. Returns: for each frame whether it is to be recorded.
std::vector<bool> play(graph::Graph& graph, graph::NodeId tap, std::uint32_t width, Stress::Random random) {
    std::vector<bool> due;
    bool on = true;
    audio::AudioBuffer output(width, 300);
    const auto length = random() % 20'000;
    while (due.size() < length) {
        const auto frames = static_cast<std::uint32_t>(1 + random() % 300);
        const auto begin = due.size();
        due.resize(begin + frames, on);
        if (random() % 8 == 0) {
            const auto from = begin + random() % frames;
            on = !on;
            std::fill(due.begin() + static_cast<std::ptrdiff_t>(from), due.end(), on);
            REQUIRE(graph.control.setParameterAt(static_cast<std::int64_t>(from), tap,
                                                 RecorderTapNode::recording, on ? 1 : 0));
        }
        {
            const concurrency::CallbackScope callback("player");
            const concurrency::RealtimeScope watched;
            graph.processor.process({}, output.block().frames(0, frames), static_cast<std::int64_t>(begin));
        }
        if (random() % 4 == 0)
            std::this_thread::yield();
    }
    return due;
}

/// Returns: for each frame of the stream whether it is in the file, as the spans say.
std::vector<bool> recorded(const Take& take, std::size_t length) {
    std::vector<bool> frames(length);
    for (std::size_t index = 0; index < take.spans.size(); ++index) {
        const auto& span = take.spans[index];
        const auto end = index + 1 < take.spans.size() ? take.spans[index + 1].firstFrame : take.frames;
        const auto count = end - span.firstFrame;
        REQUIRE(static_cast<std::size_t>(span.streamFrame) + count <= length);
        for (std::uint64_t frame = 0; frame < count; ++frame)
            frames[static_cast<std::size_t>(span.streamFrame) + frame] = true;
    }
    return frames;
}

/// Returns: how many samples of the file are not what they must be.
std::uint64_t wrongSamples(const std::filesystem::path& path, const std::vector<bool>& frames,
                           std::uint32_t width) {
    auto reader = session::AudioFileReader::open(path);
    REQUIRE(reader);
    std::vector<float> samples(frames.size() * width + width);
    const auto read = reader->read(samples);
    REQUIRE(read);
    std::uint64_t wrong = 0;
    for (std::size_t frame = 0; frame < frames.size(); ++frame)
        for (std::uint32_t channel = 0; channel < width; ++channel) {
            const auto expected =
                frames[frame] ? static_cast<float>((frame + channel) % CounterNode::turn) : 0.0F;
            wrong += frame < *read ? (samples[frame * width + channel] != expected) : frames[frame];
        }
    return wrong + (*read > frames.size() ? 1 : 0);
}

void check(const Take& take, const nodes::RecorderTapPosition& position, const std::vector<bool>& due,
           const std::vector<bool>& frames) {
    std::uint64_t wanted = 0;
    std::uint64_t unwanted = 0;
    for (std::size_t frame = 0; frame < due.size(); ++frame) {
        wanted += due[frame] ? 1U : 0U;
        unwanted += frames[frame] && !due[frame] ? 1U : 0U;
    }
    std::uint64_t told = 0;
    for (const auto& span : take.spans)
        told += span.lostFrames;
    CHECK(unwanted == 0);
    CHECK(take.frames == position.recordedFrames);
    CHECK(position.recordedFrames + position.lostFrames == wanted);
    // A gap is told by the span after it; only the last one may have none.
    CHECK(told <= position.lostFrames);
    const bool endsInGap =
        position.lostFrames > 0 && (take.spans.empty() || take.spans.back().streamFrame < position.lastGapFrom);
    CHECK((told < position.lostFrames) == endsInGap);
}

/// How the frames of a file compare with what was played. It begins with the first frame that was to be
/// recorded.
struct Compared {
    std::uint64_t wrong = 0; ///< neither what was played nor silence, or sound where nothing was to be recorded
    std::uint64_t silent = 0; ///< silence where something was to be recorded
};

Compared compare(const std::filesystem::path& path, const std::vector<bool>& due, std::uint32_t width) {
    auto reader = session::AudioFileReader::open(path);
    REQUIRE(reader);
    std::vector<float> samples(due.size() * width + width);
    const auto read = reader->read(samples);
    REQUIRE(read);
    Compared compared;
    const auto first = static_cast<std::size_t>(std::ranges::find(due, true) - due.begin());
    compared.wrong = first + *read > due.size() ? 1 : 0;
    for (std::size_t frame = first; frame < due.size(); ++frame) {
        bool asPlayed = true;
        bool silent = true;
        for (std::uint32_t channel = 0; channel < width; ++channel) {
            const float sample = samples[(frame - first) * width + channel]; // 0 beyond the end
            asPlayed = asPlayed && sample == static_cast<float>((frame + channel) % CounterNode::turn);
            silent = silent && sample == 0;
        }
        compared.wrong += silent || (due[frame] && asPlayed) ? 0U : 1U;
        compared.silent += due[frame] && !asPlayed && silent ? 1U : 0U;
    }
    return compared;
}

} // namespace

TEST_CASE("recorded audio: each frame of the file is what was played, or silence that is counted as lost") {
    Stress stress;
    const test::TemporaryFolder folder;
    std::uint64_t kept = 0;
    std::uint64_t lost = 0;
    while (stress.goesOn()) {
        auto random = stress.random();
        const auto width = static_cast<std::uint32_t>(1 + random() % 4);
        auto graph = graph::makeGraph({.outputChannels = width}, std::make_shared<concurrency::Reclaimer>());
        auto tap = nodes::makeRecorderTap({.width = width, .capacityFrames = 16 + random() % 4000});
        auto edit = graph.control.edit();
        const auto counter = edit.add(std::make_unique<CounterNode>(width), "counter");
        const auto node = edit.add(std::move(tap.node), "tap");
        edit.connect(counter, 0, node, 0);
        edit.connectToOutput(node);
        REQUIRE(edit.commit());
        Take take(tap, folder / "take.wav", width);
        bool written = false;
        Crew crew;
        crew.add([&, numbers = stress.random()] { written = take.writeAll(numbers); });
        crew.start();
        const auto due = play(graph, node, width, stress.random());
        const auto position = tap.position.read();
        graph = graph::makeGraph({}, std::make_shared<concurrency::Reclaimer>()); // the tap dies
        crew.join();
        REQUIRE(written);
        const auto frames = recorded(take, due.size());
        check(take, position, due, frames);
        if (take.frames > 0)
            CHECK(wrongSamples(folder / "take.wav", frames, width) == 0);
        kept += take.frames;
        lost += position.lostFrames;
    }
    MESSAGE(kept, " frames recorded, ", lost, " lost");
    CHECK(kept > 0);
}

TEST_CASE(
    "recorded audio: a Recording's file is the stream as it was, and silent only where frames were lost") {
    Stress stress;
    const test::TemporaryFolder folder;
    task::Pool pool({.workers = 2});
    std::uint64_t kept = 0;
    std::uint64_t lost = 0;
    while (stress.goesOn()) {
        auto random = stress.random();
        const auto width = static_cast<std::uint32_t>(1 + random() % 4);
        auto graph = graph::makeGraph({.outputChannels = width}, std::make_shared<concurrency::Reclaimer>());
        auto tap = nodes::makeRecorderTap({.width = width, .capacityFrames = 16 + random() % 30'000});
        auto edit = graph.control.edit();
        const auto counter = edit.add(std::make_unique<CounterNode>(width), "counter");
        const auto node = edit.add(std::move(tap.node), "tap");
        edit.connect(counter, 0, node, 0);
        edit.connectToOutput(node);
        REQUIRE(edit.commit());
        const auto path = folder / "recording.wav";
        auto recording = session::Recording::start(
            pool,
            {.path = path,
             .format = {session::AudioContainer::wav, session::SampleEncoding::float32},
             .channelCount = width,
             .keepsPauses = true},
            std::move(tap.samples), std::move(tap.spans));
        REQUIRE(recording);
        const auto due = play(graph, node, width, stress.random());
        const auto position = tap.position.read();
        graph = graph::makeGraph({}, std::make_shared<concurrency::Reclaimer>()); // the tap dies
        REQUIRE(recording->wait(Deadline::in(std::chrono::seconds(60))));
        const auto progress = recording->finish();
        CHECK(progress.state == session::RecordingState::finished);
        CHECK(progress.lostFrames <= position.lostFrames); // of a gap at the end no span tells
        const auto compared = progress.frames > 0 ? compare(path, due, width) : Compared{};
        CHECK((progress.frames > 0) == (position.recordedFrames > 0));
        CHECK(compared.wrong == 0);
        CHECK(compared.silent <= position.lostFrames);
        std::filesystem::remove(path);
        kept += position.recordedFrames;
        lost += position.lostFrames;
    }
    MESSAGE(kept, " frames recorded, ", lost, " lost");
    CHECK(kept > 0);
}
