// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/device/detail/stream_meter.h>

using rondo::device::detail::StreamMeter;

namespace {

constexpr std::int64_t period = 1'000'000; // 48 frames at 48 kHz

struct Stream {
    Stream() { meter.reset(48000); }
    /// One callback that starts `late` after its place in the grid and takes `own`, of which the processor
    /// worked `processor`.
    void block(std::int64_t late, std::int64_t own, std::int64_t processor) {
        meter.begin(place + late, 48, false);
        meter.end(place + late + own);
        place += period;
        threadTime += processor;
    }
    void block(std::int64_t late, std::int64_t own) { block(late, own, own); }
    void review() {
        meter.review([this] { return threadTime; });
    }
    StreamMeter meter;
    std::int64_t place = 5'000'000'000;
    std::int64_t threadTime = 0;
};

} // namespace

TEST_CASE("blocks in time are nobody's fault") {
    Stream stream;
    for (int block = 0; block < 1000; ++block)
        stream.block(block % 7 * 20'000, 300'000);
    stream.meter.finish();
    const auto read = stream.meter.read();
    CHECK(read.blocks == 1000);
    CHECK(read.frames == 48'000);
    CHECK(read.lateOurs == 0);
    CHECK(read.lateTheirs == 0);
    CHECK(read.load == doctest::Approx(0.3));
    CHECK(read.loadPeak == doctest::Approx(0.3));
}

TEST_CASE("a block that we work on for more than 70 % of its period is ours, at 70 % it is not") {
    Stream stream;
    stream.block(0, 700'000);
    stream.block(0, 700'001);
    stream.block(0, 100'000);
    stream.meter.finish();
    CHECK(stream.meter.read().lateOurs == 1);
    CHECK(stream.meter.read().lateTheirs == 0);
}

TEST_CASE("a block that was called too late to be done in its period is theirs, once") {
    Stream stream;
    for (int block = 0; block < 10; ++block)
        stream.block(0, 200'000);
    for (int block = 0; block < 10; ++block)
        stream.block(900'000, 200'000);
    stream.meter.finish();
    CHECK(stream.meter.read().lateOurs == 0);
    CHECK(stream.meter.read().lateTheirs == 1);
}

TEST_CASE("the lateness that our own long block causes in the next one is not theirs") {
    Stream stream;
    stream.block(0, 100'000);
    stream.block(0, 2'500'000);
    stream.block(1'500'000, 100'000);
    stream.block(500'000, 100'000);
    stream.meter.finish();
    CHECK(stream.meter.read().lateOurs == 1);
    CHECK(stream.meter.read().lateTheirs == 0);
}

TEST_CASE("a review moves a long block to them when the processor was elsewhere for what it had too much") {
    Stream stream;
    stream.block(0, 100'000);
    stream.review();
    stream.block(0, 3'000'000, 100'000);
    CHECK(stream.meter.read().lateOurs == 0); // not judged yet
    stream.review();
    stream.block(2'000'000, 100'000);
    stream.meter.finish();
    CHECK(stream.meter.read().lateOurs == 0);
    CHECK(stream.meter.read().lateTheirs == 1);
}

TEST_CASE("a review leaves a long block with us when we had the processor") {
    Stream stream;
    stream.block(0, 100'000);
    stream.review();
    stream.block(0, 3'000'000, 2'900'000);
    stream.review();
    stream.block(2'000'000, 100'000);
    stream.meter.finish();
    CHECK(stream.meter.read().lateOurs == 1);
    CHECK(stream.meter.read().lateTheirs == 0);
}

TEST_CASE("a review during a callback, or without a thread's time, settles nothing") {
    Stream stream;
    stream.block(0, 100'000);
    stream.review();
    stream.block(0, 3'000'000, 100'000);
    SUBCASE("during a callback") {
        stream.meter.begin(stream.place, 48, false);
        stream.review();
        CHECK(stream.meter.read().lateOurs == 1);
        stream.meter.end(stream.place + 1);
    }
    SUBCASE("without a thread's time") {
        stream.meter.review([] { return std::int64_t{-1}; });
        stream.meter.finish();
        CHECK(stream.meter.read().lateOurs == 1);
    }
    SUBCASE("a callback starts in the middle of it") {
        stream.meter.review([&] {
            stream.meter.begin(stream.place, 48, false);
            stream.meter.end(stream.place + 1);
            return stream.threadTime;
        });
        stream.meter.finish();
        CHECK(stream.meter.read().lateOurs == 1);
    }
}

TEST_CASE("pieces of one device block are judged together") {
    Stream stream;
    // Four pieces of a period each come at once every four periods: 40 % of the whole, though each piece after
    // the first comes early and the next block long after it.
    for (int block = 0; block < 5; ++block) {
        for (int piece = 0; piece < 4; ++piece) {
            stream.meter.begin(stream.place + piece * 400'000, 48, piece > 0);
            stream.meter.end(stream.place + (piece + 1) * 400'000);
        }
        stream.place += 4 * period;
    }
    stream.meter.finish();
    CHECK(stream.meter.read().blocks == 20);
    CHECK(stream.meter.read().lateOurs == 0);
    CHECK(stream.meter.read().lateTheirs == 0);
    CHECK(stream.meter.read().loadPeak == doctest::Approx(0.4));
}

TEST_CASE("the 99.9th percentile finds two long blocks in a thousand and not one, within a sixteenth") {
    for (const int longOnes : {1, 2}) {
        Stream stream;
        for (int block = 0; block < 1000; ++block)
            stream.block(0, block % 500 == 3 && block / 500 < longOnes ? 600'000 : 100'000);
        stream.meter.finish();
        const double share = stream.meter.read().loadP999;
        const double expected = longOnes == 2 ? 0.6 : 0.1;
        CHECK(share >= expected);
        CHECK(share <= expected * 1.0625);
    }
}

TEST_CASE("the load is that of the last full second") {
    Stream stream;
    for (int block = 0; block < 1000; ++block)
        stream.block(0, 600'000);
    for (int block = 0; block < 1500; ++block)
        stream.block(0, 100'000);
    stream.meter.finish();
    CHECK(stream.meter.read().load == doctest::Approx(0.1));
    CHECK(stream.meter.read().loadPeak == doctest::Approx(0.6));
}
