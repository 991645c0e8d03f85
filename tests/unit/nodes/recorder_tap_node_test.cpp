// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <random>
#include <rondo/nodes/recorder_tap_node.h>

using namespace rondo;
using nodes::RecordedSpan;
using nodes::RecorderTapNode;

namespace {

/// A tap that hears the number of each frame on the left and its negative on the right.
struct Fixture {
    explicit Fixture(nodes::RecorderTapOptions options = {}) {
        auto made = nodes::makeRecorderTap(options);
        samples = std::move(made.samples);
        spans = std::move(made.spans);
        position = std::move(made.position);
        node = std::make_unique<test::SingleNode>(std::move(made.node));
    }
    void play(std::uint32_t frames, std::uint32_t block = 64) {
        std::vector<std::vector<float>> input(2);
        for (std::uint32_t frame = 0; frame < frames; ++frame) {
            input[0].push_back(static_cast<float>(heard + frame));
            input[1].push_back(-static_cast<float>(heard + frame));
        }
        heard += frames;
        CHECK(node->play(input, frames, block) == input);
    }
    /// Takes out up to `frames` frames and checks each against the span that it belongs to.
    void take(std::size_t frames) {
        std::vector<float> got(frames * 2);
        got.resize(samples.receive(got));
        for (std::size_t at = 0; at < got.size(); at += 2, ++taken) {
            while (spans.front() != nullptr && spans.front()->firstFrame <= taken) {
                span = *spans.front();
                seen.push_back(span);
                spans.popFront();
            }
            const auto streamFrame = span.streamFrame + static_cast<std::int64_t>(taken - span.firstFrame);
            REQUIRE(got[at] == static_cast<float>(streamFrame));
            REQUIRE(got[at + 1] == -static_cast<float>(streamFrame));
        }
    }
    concurrency::SpscReceiver<float> samples;
    concurrency::SpscReceiver<RecordedSpan> spans;
    concurrency::LatestValueReader<nodes::RecorderTapPosition> position;
    std::unique_ptr<test::SingleNode> node;
    RecordedSpan span;
    std::vector<RecordedSpan> seen;
    std::uint64_t taken = 0;
    std::uint32_t heard = 0;
};

} // namespace

TEST_CASE("a tap passes its input on and records every frame of it as one span") {
    Fixture tap;
    tap.play(1000, 100);
    tap.take(5000);
    CHECK(tap.taken == 1000);
    REQUIRE(tap.seen.size() == 1);
    CHECK(tap.seen[0].streamFrame == 0);
    CHECK(tap.position.read().recordedFrames == 1000);
    CHECK(tap.position.read().lostFrames == 0);
    CHECK(tap.position.read().recording);
    tap.node.reset();
    CHECK(tap.samples.closed());
}

TEST_CASE("what finds no room is counted, and the next span says how much is missing and from which frame") {
    Fixture tap({.capacityFrames = 512});
    tap.play(1000);
    CHECK(tap.position.read().recordedFrames == 512);
    CHECK(tap.position.read().lostFrames == 488);
    CHECK(tap.position.read().gaps == 1);
    CHECK(tap.position.read().lastGapFrom == 512);
    tap.take(100); // less than a quarter
    tap.play(64);
    CHECK(tap.position.read().lostFrames == 552);
    tap.take(100);
    tap.play(64);
    CHECK(tap.position.read().lostFrames == 552);
    tap.take(5000);
    CHECK(tap.taken == 576);
    REQUIRE(tap.seen.size() == 2);
    CHECK(tap.seen[1].streamFrame == 1064);
    CHECK(tap.seen[1].firstFrame == 512);
    CHECK(tap.seen[1].lostFrames == 552);
    CHECK(tap.seen[1].lostFrom == 512);
    CHECK(tap.position.read().gaps == 1);
}

TEST_CASE("recording starts and stops at its frames, and each start is a span of its own") {
    Fixture tap({.recording = false});
    tap.node->setAt(10, RecorderTapNode::recording, 1);
    tap.node->setAt(15, RecorderTapNode::recording, 1);
    tap.node->setAt(20, RecorderTapNode::recording, 0);
    tap.node->setAt(40, RecorderTapNode::recording, 1);
    tap.play(50, 7);
    tap.take(100);
    CHECK(tap.taken == 20);
    REQUIRE(tap.seen.size() == 2);
    CHECK(tap.seen[0].streamFrame == 10);
    CHECK(tap.seen[1].streamFrame == 40);
    CHECK(tap.seen[1].firstFrame == 10);
    CHECK(tap.seen[1].lostFrames == 0);
}

TEST_CASE("however a receiver lags, each frame that it gets is where its span says, and none is uncounted") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    Fixture tap({.capacityFrames = 300});
    for (int turn = 0; turn < 400; ++turn) {
        tap.play(1 + static_cast<std::uint32_t>(numbers() % 200),
                 1 + static_cast<std::uint32_t>(numbers() % 90));
        tap.take(numbers() % 200);
        if (numbers() % 20 == 0)
            tap.node->set(RecorderTapNode::recording, 1);
    }
    tap.take(1000);
    const auto& position = tap.position.read();
    CHECK(position.recordedFrames == tap.taken);
    CHECK(position.recordedFrames + position.lostFrames == tap.heard);
    CHECK(position.gaps > 3);
    std::uint64_t announced = 0;
    for (const auto& span : tap.seen)
        announced += span.lostFrames;
    CHECK(announced <= position.lostFrames);
    for (std::size_t index = 1; index < tap.seen.size(); ++index) {
        const auto& before = tap.seen[index - 1];
        const auto& span = tap.seen[index];
        const auto end = before.streamFrame + static_cast<std::int64_t>(span.firstFrame - before.firstFrame);
        CHECK(span.lostFrom == end);
        CHECK(span.streamFrame == end + static_cast<std::int64_t>(span.lostFrames));
    }
}

TEST_CASE("a tap without a receiver passes and counts, and one that cannot be is refused") {
    Fixture tap({.capacityFrames = 64});
    tap.samples = {};
    tap.play(100);
    CHECK(tap.position.read().lostFrames == 100);
    CHECK_THROWS_AS(nodes::makeRecorderTap({.width = 0}), base::Failure);
    CHECK_THROWS_AS(nodes::makeRecorderTap({.capacityFrames = 0}), base::Failure);
}
