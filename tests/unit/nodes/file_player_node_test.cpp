// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <rondo/nodes/file_player_node.h>

using namespace rondo;
using nodes::FilePlayerNode;

namespace {

struct Fixture {
    explicit Fixture(nodes::FilePlayerOptions options = {}, std::size_t capacity = 1 << 16) {
        auto channel = concurrency::makeSpscChannel<float>(capacity);
        sender.emplace(std::move(channel.sender));
        auto signs = concurrency::makeLatestValue(nodes::StreamMark{});
        marks = std::move(signs.writer);
        auto made = nodes::makeFilePlayer(options, std::move(channel.receiver), std::move(signs.reader));
        position = std::move(made.position);
        node = std::make_unique<test::SingleNode>(std::move(made.node));
    }
    /// Sends stereo frames: left counts up from 1, right is its negative.
    void send(int frames) {
        for (int frame = 0; frame < frames; ++frame) {
            ++sent;
            const float samples[] = {static_cast<float>(sent), static_cast<float>(-sent)};
            REQUIRE(sender->send(samples) == 2);
        }
    }
    std::optional<concurrency::SpscSender<float>> sender;
    void constant(int frames, float value) {
        for (int frame = 0; frame < 2 * frames; ++frame)
            REQUIRE(sender->trySend(value));
        sent += frames;
    }
    void mark(std::int64_t where, bool ends = false) {
        const auto now = static_cast<std::uint64_t>(sent);
        nodes::StreamMark mark;
        mark.path.firstFrame = ends ? 0 : now;
        mark.path.position = where;
        mark.endFrame = ends ? now : nodes::StreamMark::unknown;
        marks.write(mark);
    }
    /// What was sent is played up to `leaveAt`, and what is sent now fits there.
    void markFitting(std::uint64_t leaveAt, std::int64_t where) {
        nodes::StreamMark mark;
        mark.path.firstFrame = static_cast<std::uint64_t>(sent);
        mark.path.position = where;
        mark.leaveAt = leaveAt;
        marks.write(mark);
    }
    concurrency::LatestValueWriter<nodes::StreamMark> marks;
    concurrency::LatestValueReader<nodes::FilePlayerPosition> position;
    std::unique_ptr<test::SingleNode> node;
    int sent = 0;
};

} // namespace

TEST_CASE(
    "a complete stream is played sample for sample to its end, for every block size, and is no underrun") {
    for (const std::uint32_t block : {1u, 7u, 64u, 100u, 500u, 4096u}) {
        Fixture fixture;
        fixture.send(1000);
        fixture.sender.reset();
        const auto samples = fixture.node->play(1200, block);
        for (int frame = 0; frame < 1200; ++frame) {
            const float expected = frame < 1000 ? static_cast<float>(frame + 1) : 0.0f;
            REQUIRE(samples[0][static_cast<std::size_t>(frame)] == expected);
            REQUIRE(samples[1][static_cast<std::size_t>(frame)] == -expected);
        }
        const auto& position = fixture.position.read();
        CHECK(position.played == 1000);
        CHECK(position.ended);
        CHECK(position.underruns == 0);
        CHECK(position.underrunFrames == 0);
    }
}

TEST_CASE("a stream that is filled in time is played sample for sample") {
    Fixture fixture;
    fixture.send(400);
    std::vector<float> left;
    for (int turn = 0; turn < 50; ++turn) {
        const auto samples = fixture.node->play(64)[0];
        left.insert(left.end(), samples.begin(), samples.end());
        fixture.send(64);
    }
    for (std::size_t frame = 0; frame < left.size(); ++frame)
        REQUIRE(left[frame] == static_cast<float>(frame + 1));
    CHECK(fixture.position.read().underruns == 0);
    CHECK_FALSE(fixture.position.read().ended);
}

TEST_CASE("before the first frames there is silence and no underrun") {
    Fixture fixture;
    CHECK(test::peak(fixture.node->play(500)[0]) == 0);
    CHECK(fixture.position.read().underruns == 0);
    fixture.send(1000);
    CHECK(fixture.node->play(1)[0][0] == 1);
}

TEST_CASE("an empty stream ends at once") {
    Fixture fixture;
    fixture.sender.reset();
    CHECK(test::peak(fixture.node->play(10)[0]) == 0);
    CHECK(fixture.position.read().ended);
    CHECK(fixture.position.read().played == 0);
}

TEST_CASE("a stream that runs dry fades out, is counted once, and fades in where it left off") {
    Fixture fixture;
    auto constant = [&](int frames) {
        for (int frame = 0; frame < 2 * frames; ++frame)
            REQUIRE(fixture.sender->trySend(1.0f));
    };
    constant(500);
    auto left = fixture.node->play(1000, 100)[0];
    CHECK(left[435] == 1);
    CHECK(left[436] < 1);
    CHECK(left[600] == 0);
    CHECK(fixture.position.read().underruns == 1);
    CHECK(fixture.position.read().played == 499);
    CHECK_FALSE(fixture.position.read().ended);
    CHECK(fixture.position.read().underrunFrames >= 499);
    constant(500);
    fixture.sender.reset();
    const auto more = fixture.node->play(1000, 100)[0];
    left.insert(left.end(), more.begin(), more.end());
    for (std::size_t frame = 1; frame < left.size(); ++frame)
        if (frame != 1501)
            CHECK(std::abs(left[frame] - left[frame - 1]) <= 1.0f / 64);
    CHECK(fixture.position.read().played == 1000);
    CHECK(fixture.position.read().underruns == 1);
    CHECK(fixture.position.read().ended);
}

TEST_CASE("a player that is stopped fades out and holds its position, and goes on from there") {
    Fixture fixture;
    for (int frame = 0; frame < 4000; ++frame)
        REQUIRE(fixture.sender->trySend(1.0f));
    fixture.node->setAt(100, FilePlayerNode::playing, 0);
    fixture.node->setAt(500, FilePlayerNode::playing, 1);
    const auto left = fixture.node->play(800)[0];
    CHECK(left[99] == 1);
    CHECK(left[100] == 63.0f / 64);
    CHECK(left[163] == 0);
    CHECK(left[499] == 0);
    CHECK(left[500] == 1.0f / 64);
    CHECK(left[563] == 1);
    const auto& position = fixture.position.read();
    CHECK(position.played == 800 - 337);
    CHECK(position.underruns == 0);
    CHECK(position.playing);
}

TEST_CASE("a player that is made stopped waits for its start and then begins without a fade") {
    Fixture fixture({.width = 2, .playing = false});
    fixture.send(1000);
    CHECK(test::peak(fixture.node->play(100)[0]) == 0);
    fixture.node->setAt(110, FilePlayerNode::playing, 1);
    const auto left = fixture.node->play(100)[0];
    CHECK(left[9] == 0);
    CHECK(left[10] == 1);
    CHECK(left[11] == 2);
}

TEST_CASE("frames that arrive in pieces are put together") {
    Fixture fixture({.width = 3});
    std::vector<float> samples;
    for (int sample = 0; sample < 3000; ++sample)
        samples.push_back(static_cast<float>(sample));
    std::vector<float> right;
    std::size_t done = 0;
    while (done < samples.size()) {
        const auto count = std::min<std::size_t>(done < 700 ? 700 : 97, samples.size() - done);
        done += fixture.sender->send(std::span(samples).subspan(done, count));
        const auto made = fixture.node->play(32)[2];
        right.insert(right.end(), made.begin(), made.end());
    }
    for (std::size_t frame = 0; frame < 700; ++frame)
        REQUIRE(right[frame] == static_cast<float>(3 * frame + 2));
    CHECK_THROWS_AS(nodes::makeFilePlayer({.width = 0}, {}), base::Failure);
}

TEST_CASE(
    "a jump fades out, drops all that was sent before it, and fades in with what comes after, uncounted") {
    for (const std::uint32_t block : {1u, 64u, 100u, 1000u}) {
        Fixture fixture;
        fixture.constant(10000, 1);
        auto left = fixture.node->play(200, block)[0];
        fixture.mark(70000);
        fixture.constant(5000, -1);
        const auto more = fixture.node->play(2000, block)[0];
        left.insert(left.end(), more.begin(), more.end());
        CHECK(left[199] == 1);
        CHECK(left[200] < 1);
        CHECK(left[200 + 64 + 64] == -1); // out and in, and no silence between
        for (std::size_t frame = 1; frame < left.size(); ++frame)
            REQUIRE(std::abs(left[frame] - left[frame - 1]) <= 2.001f / 64);
        const auto& position = fixture.position.read();
        CHECK(position.underruns == 0);
        CHECK(position.underrunFrames == 0);
        CHECK(position.frame == 70000 + 2000 - 63);
    }
}

TEST_CASE("a jump whose frames are late is silence, and no underrun") {
    Fixture fixture;
    fixture.constant(10000, 1);
    fixture.node->play(200);
    fixture.mark(0);
    const auto left = fixture.node->play(500)[0];
    CHECK(left[63] == 0);
    CHECK(left[499] == 0);
    CHECK(fixture.position.read().underruns == 0);
    CHECK(fixture.position.read().frame == 0);
    fixture.mark(3000); // without a frame between the two
    fixture.constant(1000, 1);
    const auto more = fixture.node->play(500)[0];
    CHECK(more[63] == 1);
    CHECK(fixture.position.read().frame == 3500);
    CHECK(fixture.position.read().underruns == 0);
    CHECK(fixture.position.read().underrunFrames == 0);
}

TEST_CASE("an end that a mark tells is the end, and a jump goes on from there") {
    Fixture fixture;
    fixture.constant(1000, 1);
    fixture.mark(0, true);
    auto left = fixture.node->play(1200, 100)[0];
    CHECK(left[999] == 1);
    CHECK(left[1000] == 0);
    CHECK(fixture.position.read().ended);
    CHECK(fixture.position.read().underruns == 0);
    fixture.mark(5);
    fixture.constant(1000, 1);
    left = fixture.node->play(300, 100)[0];
    CHECK_FALSE(fixture.position.read().ended);
    CHECK(left[0] == 1.0f / 64);
    CHECK(left[64] == 1);
    CHECK(fixture.position.read().frame == 305);
}

TEST_CASE("a player that is stopped while it jumps begins at the new place") {
    Fixture fixture({.width = 2, .playing = false});
    fixture.constant(1000, 1);
    fixture.node->play(100);
    fixture.mark(400);
    fixture.constant(1000, 0.5f);
    fixture.node->play(100);
    fixture.node->setAt(200, FilePlayerNode::playing, 1);
    const auto left = fixture.node->play(100)[0];
    CHECK(left[0] == 0.5f);
    CHECK(fixture.position.read().frame == 500);
}

TEST_CASE("a jump to what fits is made at its frame without a fade, for every block size") {
    for (const std::uint32_t block : {1u, 7u, 64u, 300u, 1000u, 2000u}) {
        Fixture fixture;
        fixture.send(3000);
        auto left = fixture.node->play(100, block)[0];
        fixture.markFitting(1000, 70);
        fixture.send(2000);
        const auto more = fixture.node->play(900, block)[0];
        left.insert(left.end(), more.begin(), more.end());
        CHECK(fixture.position.read().frame == 70); // it is due, and so it is there
        const auto last = fixture.node->play(500, block)[0];
        left.insert(left.end(), last.begin(), last.end());
        for (std::size_t frame = 0; frame < left.size(); ++frame)
            REQUIRE(left[frame] == static_cast<float>(frame < 1000 ? frame + 1 : frame - 1000 + 3001));
        CHECK(fixture.position.read().frame == 570);
        CHECK(fixture.position.read().played == 1500);
        CHECK(fixture.position.read().underruns == 0);
    }
}

TEST_CASE("a player that has passed the frame of a jump to what fits makes it with a fade") {
    Fixture fixture;
    fixture.constant(3000, 1);
    fixture.node->play(1100, 100);
    fixture.markFitting(1000, 70);
    fixture.constant(1000, -1);
    const auto left = fixture.node->play(300, 100)[0];
    CHECK(left[0] == 63.0f / 64);
    CHECK(left[62] == 1.0f / 64);
    CHECK(left[63] == -1.0f / 64);
    CHECK(left[126] == -1);
    CHECK(fixture.position.read().frame == 70 + 300 - 63);
    CHECK(fixture.position.read().underruns == 0);
}

TEST_CASE("a jump to what fits, when that is late, fades out before it, and is no underrun") {
    Fixture fixture;
    fixture.constant(3000, 1);
    fixture.node->play(100, 100);
    fixture.markFitting(1000, 70);
    auto left = fixture.node->play(1000, 100)[0];
    CHECK(left[1000 - 100 - 64 - 1] == 1);
    CHECK(left[999] == 0);
    CHECK(fixture.position.read().frame == 70);
    fixture.constant(1000, -1);
    left = fixture.node->play(200, 100)[0];
    CHECK(left[0] == -1.0f / 64);
    CHECK(left[64] == -1);
    CHECK(fixture.position.read().frame == 270);
    CHECK(fixture.position.read().underruns == 0);
    CHECK(fixture.position.read().underrunFrames == 0);
}

TEST_CASE("a player that stands where a jump to what fits is due goes there, and makes room") {
    Fixture fixture({.width = 2, .playing = true}, 8192);
    fixture.constant(3000, 1);
    fixture.node->play(1000, 100);
    fixture.node->set(FilePlayerNode::playing, 0);
    fixture.node->play(200, 100);
    const auto at = static_cast<std::uint64_t>(fixture.position.read().played);
    CHECK(at == 1063);
    fixture.markFitting(at, 70);
    fixture.node->play(100);
    CHECK(fixture.sender->occupancy() == 0);
    CHECK(fixture.position.read().frame == 70);
    fixture.constant(4000, 0.5f);
    fixture.node->set(FilePlayerNode::playing, 1);
    const auto left = fixture.node->play(100)[0];
    CHECK(left[0] == 0.5f / 64);
    CHECK(left[63] == 0.5f);
    CHECK(fixture.position.read().frame == 170);
}

TEST_CASE("the position turns where the mark says that what is streamed does") {
    Fixture fixture;
    nodes::StreamMark mark;
    mark.path.passFrames = 1000;
    fixture.marks.write(mark);
    fixture.send(10000);
    fixture.node->play(1500, 100);
    CHECK(fixture.position.read().frame == 500);
    mark.path.loopFirst = 100;
    mark.path.loopEnd = 300;
    mark.path.position = 50;
    mark.path.firstFrame = 10000;
    mark.leaveAt = 2000;
    mark.before.passFrames = 1000;
    fixture.marks.write(mark);
    fixture.send(5000);
    fixture.node->play(300, 100);
    CHECK(fixture.position.read().frame == 800);
    fixture.node->play(300, 100);
    CHECK(fixture.position.read().frame == 150);
    fixture.node->play(200, 100);
    CHECK(fixture.position.read().frame == 150);
    CHECK(fixture.position.read().played == 2300);
}

TEST_CASE("after the end that a jump leads to, another jump to the same frame of the stream plays") {
    Fixture fixture;
    fixture.constant(1000, 1);
    fixture.node->play(300);
    fixture.mark(5000);
    nodes::StreamMark end; // nothing comes there
    end.path.firstFrame = end.endFrame = 1000;
    end.path.position = 5000;
    fixture.marks.write(end);
    fixture.node->play(300);
    CHECK(fixture.position.read().ended);
    CHECK(fixture.position.read().frame == 5000);
    fixture.mark(0);
    fixture.constant(1000, 1);
    const auto left = fixture.node->play(300)[0];
    CHECK(left[299] == 1);
    CHECK_FALSE(fixture.position.read().ended);
    CHECK(fixture.position.read().frame == 300);
}

TEST_CASE("a player that stands jumps at once, and the parameter's event starts it at its frame") {
    Fixture fixture;
    fixture.send(5000);
    fixture.node->setAt(500, FilePlayerNode::playing, 0);
    fixture.node->play(700, 100);
    CHECK(fixture.position.read().frame == 563);
    fixture.node->play(1000, 100);
    CHECK(fixture.position.read().frame == 563);
    CHECK_FALSE(fixture.position.read().playing);
    fixture.mark(40);
    fixture.send(5000);
    fixture.node->play(100);
    CHECK(fixture.position.read().frame == 40);
    fixture.node->setAt(1900, FilePlayerNode::playing, 1);
    const auto left = fixture.node->play(300, 100)[0];
    CHECK(left[99] == 0);
    CHECK(left[100] == 5001.0f / 64); // the first one that was sent behind the jump
    CHECK(left[163] == 5064);
    CHECK(fixture.position.read().frame == 240);
}

TEST_CASE("frames that lie over the edge of the stream's ring are played like any other") {
    Fixture fixture({.width = 3}, 1024); // 341 frames and a sample
    float next = 0;
    float expected = 2;
    for (int turn = 0; turn < 40; ++turn) {
        std::vector<float> samples(3 * 100);
        for (auto& sample : samples)
            sample = next++;
        REQUIRE(fixture.sender->send(samples) == samples.size());
        if (turn < 2)
            continue;
        const auto heard = fixture.node->play(100, 100);
        for (const float sample : heard[2]) {
            REQUIRE(sample == expected);
            expected += 3;
        }
    }
}

TEST_CASE("a player that begins anew at the very beginning does so without a fade, elsewhere with one") {
    for (const std::int64_t place : {std::int64_t{0}, std::int64_t{1}}) {
        Fixture fixture;
        fixture.constant(1000, 1);
        fixture.node->play(500, 100);
        fixture.node->setAt(500, FilePlayerNode::playing, 0);
        fixture.node->play(300, 100);
        fixture.mark(place);
        fixture.constant(1000, 0.5f);
        fixture.node->play(100, 100);
        fixture.node->setAt(900, FilePlayerNode::playing, 1);
        const auto left = fixture.node->play(100, 100)[0];
        CHECK(left[0] == (place == 0 ? 0.5f : 0.5f / 64));
        CHECK(left[80] == 0.5f);
    }
}
