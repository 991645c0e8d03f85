// SPDX-License-Identifier: MIT
#include <chrono>
#include <doctest/doctest.h>
#include <rondo/concurrency/latest_value.h>
#include <thread>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using concurrency::makeLatestValue;

TEST_CASE("a latest value shows the newest write and never a torn one") {
    struct Pair {
        int value;
        int copy;
    };
    auto [writer, reader] = makeLatestValue<Pair>({0, 0});
    CHECK(reader.read().value == 0);
    writer.write({1, 1});
    writer.write({2, 2});
    CHECK(reader.read().value == 2);
    CHECK(reader.read().value == 2);
    std::thread audio([&end = writer] {
        for (int number = 3; number <= 100'000; ++number)
            end.write({number, number});
    });
    int wrong = 0;
    int last = 0;
    while (last < 100'000) {
        const Pair seen = reader.read();
        wrong += seen.value != seen.copy || seen.value < last;
        last = seen.value;
    }
    audio.join();
    CHECK(wrong == 0);
}

TEST_CASE("a latest value tells new from old and counts what was missed") {
    auto [writer, reader] = makeLatestValue(10);
    int value = 0;
    CHECK(reader.tryReadNew(value) == ChannelResult::empty);
    CHECK(value == 0);
    CHECK(reader.sequence() == 0);
    CHECK(reader.read() == 10);
    writer.write(11);
    CHECK(reader.tryReadNew(value));
    CHECK(value == 11);
    CHECK(reader.sequence() == 1);
    CHECK(reader.missed() == 0);
    CHECK(reader.tryReadNew(value) == ChannelResult::empty);
    writer.write(12);
    writer.write(13);
    writer.write(14);
    CHECK(writer.statistics().occupancy == 1);
    CHECK(reader.read() == 14);
    CHECK(reader.sequence() == 4);
    CHECK(reader.missed() == 2);
    const auto seen = reader.statistics();
    CHECK(seen.sent == 4);
    CHECK(seen.received == 2);
    CHECK(seen.lost == 2);
    CHECK(seen.occupancy == 0);
}

TEST_CASE("the last value written before the close is still read as new, then never again") {
    auto [writer, reader] = makeLatestValue(0);
    writer.write(1);
    writer.close();
    writer.write(2);
    CHECK(writer.closed());
    CHECK(reader.closed());
    int value = 0;
    CHECK(reader.tryReadNew(value));
    CHECK(value == 1);
    CHECK(reader.tryReadNew(value) == ChannelResult::closed);
    CHECK(reader.readNew(value, Deadline::never()) == ChannelResult::closed);
    CHECK(reader.read() == 1);
    auto [abandoned, gone] = makeLatestValue(0);
    gone = {};
    CHECK(abandoned.closed());
    abandoned.write(1);
    CHECK(abandoned.statistics().sent == 0);
}

TEST_CASE("an end without a latest value is closed and reads as nothing") {
    concurrency::LatestValueWriter<int> writer;
    concurrency::LatestValueReader<int> reader;
    writer.write(1);
    writer.close();
    reader.close();
    int value = 7;
    CHECK(writer.closed());
    CHECK(reader.closed());
    CHECK(reader.read() == 0);
    CHECK(reader.tryReadNew(value) == ChannelResult::closed);
    CHECK(reader.readNew(value, Deadline::never()) == ChannelResult::closed);
    CHECK(value == 7);
    CHECK(reader.sequence() == 0);
    CHECK(reader.missed() == 0);
    CHECK(reader.statistics().sent == 0);
    CHECK(writer.statistics().sent == 0);
    CHECK_THROWS_AS(static_cast<void>(reader.readable()), base::Failure);

    auto [first, second] = makeLatestValue(3);
    auto moved = std::move(second);
    CHECK(second.read() == 0); // NOLINT: what a moved-from end answers is stated
    CHECK(moved.read() == 3);
    CHECK_FALSE(first.closed());
}

TEST_CASE("a reader waits for a new value, until the deadline, or until the writer is gone") {
    auto [writer, reader] = makeLatestValue(0);
    int value = 0;
    CHECK(reader.readNew(value, Deadline::immediately()) == ChannelResult::empty);
    CHECK(reader.readNew(value, Deadline::in(1ms)) == ChannelResult::timeout);
    CHECK(reader.statistics().receiveWaits.total() == 1);
    CHECK_FALSE(reader.readable().ready());
    std::thread audio([end = std::move(writer)]() mutable {
        for (int number = 1; number <= 20'000; ++number)
            end.write(number);
    });
    int last = 0;
    while (reader.readNew(value, Deadline::never())) {
        CHECK(value > last);
        last = value;
    }
    audio.join();
    CHECK(last == 20'000);
    CHECK(reader.readable().ready());
    const auto seen = reader.statistics();
    CHECK(seen.received + seen.lost == 20'000);
    CHECK(reader.missed() == seen.lost);
}
