// SPDX-License-Identifier: MIT
#include <array>
#include <chrono>
#include <cstdint>
#include <doctest/doctest.h>
#include <rondo/concurrency/lossy_channel.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using concurrency::makeLossyChannel;

namespace {

struct NoDefault {
    explicit NoDefault(int number) : value(number) {}
    int value;
};

/// Three words and a bit: torn if the copies differ.
struct Long {
    std::uint64_t number;
    std::uint64_t copies[2];
    std::uint32_t low;
    bool whole() const {
        return copies[0] == ~number && copies[1] == number * 3 && low == static_cast<std::uint32_t>(number);
    }
    static Long of(std::uint64_t number) {
        return {number, {~number, number * 3}, static_cast<std::uint32_t>(number)};
    }
};

} // namespace

TEST_CASE("a full lossy channel keeps the newest items, in order, and counts the others") {
    auto [sender, receiver] = makeLossyChannel<int>(4);
    int value = -1;
    CHECK(receiver.tryReceive(value) == ChannelResult::empty);
    for (int number = 1; number <= 10; ++number)
        sender.send(number);
    CHECK(sender.occupancy() == 4);
    CHECK(sender.statistics().lost == 6); // before the receiver has looked
    for (int expected = 7; expected <= 10; ++expected) {
        CHECK(receiver.tryReceive(value));
        CHECK(value == expected);
        CHECK(receiver.sequence() == static_cast<std::uint64_t>(expected));
        CHECK(receiver.lost() == 6);
    }
    CHECK(receiver.tryReceive(value) == ChannelResult::empty);
    sender.send(11);
    CHECK(receiver.tryReceive(value));
    const auto seen = receiver.statistics();
    CHECK(seen.sent == 11);
    CHECK(seen.received == 5);
    CHECK(seen.lost == 6);
    CHECK(seen.occupancy == 0);
    CHECK(seen.highWater == 4);
    CHECK(seen.refused == 0);
    CHECK(seen.capacity == 4);
}

TEST_CASE("what was sent before the close can be received, then closed for ever") {
    auto [sender, receiver] = makeLossyChannel<int>(2);
    sender.send(1);
    sender.close();
    sender.send(2);
    CHECK(sender.closed());
    int value = 0;
    CHECK(receiver.tryReceive(value));
    CHECK(receiver.tryReceive(value) == ChannelResult::closed);
    CHECK(receiver.receive(value, Deadline::never()) == ChannelResult::closed);
    CHECK(value == 1);
    auto [other, gone] = makeLossyChannel<int>(2);
    gone = {};
    CHECK(other.closed());
    other.send(1);
    CHECK(other.statistics().sent == 0);
}

TEST_CASE("an end without a lossy channel is a closed one that is empty") {
    concurrency::LossySender<int> sender;
    concurrency::LossyReceiver<int> receiver;
    sender.send(1);
    sender.close();
    receiver.close();
    int value = 7;
    CHECK(sender.closed());
    CHECK(receiver.closed());
    CHECK(receiver.tryReceive(value) == ChannelResult::closed);
    CHECK(receiver.receive(value, Deadline::never()) == ChannelResult::closed);
    CHECK(receiver.tryReceive().error() == ChannelResult::closed);
    CHECK(value == 7);
    CHECK(sender.capacity() + receiver.capacity() + sender.occupancy() + receiver.occupancy() == 0);
    CHECK(receiver.sequence() + receiver.lost() == 0);
    CHECK(sender.statistics().capacity == 0);
    CHECK(receiver.statistics().capacity == 0);
    CHECK_THROWS_AS(static_cast<void>(receiver.readable()), base::Failure);
    for ([[maybe_unused]] const int item : receiver)
        FAIL("there is nothing");
    for ([[maybe_unused]] const int item : receiver.drain())
        FAIL("there is nothing");
}

TEST_CASE("a lossy channel's capacity is rounded up to a power of two; zero is refused") {
    CHECK(makeLossyChannel<int>(3).sender.capacity() == 4);
    CHECK_THROWS_AS(makeLossyChannel<int>(0), base::Failure);
    CHECK_THROWS_AS(makeLossyChannel<int>(std::size_t{1} << 31), base::Failure);
    auto [sender, receiver] = makeLossyChannel<int>(1);
    sender.send(1);
    sender.send(2);
    int value = 0;
    CHECK(receiver.tryReceive(value));
    CHECK(value == 2);
}

TEST_CASE("items that have no default can be received, drained and iterated over") {
    auto [sender, receiver] = makeLossyChannel<NoDefault>(8);
    for (int number = 1; number <= 6; ++number)
        sender.send(NoDefault(number));
    CHECK(receiver.tryReceive()->value == 1);
    CHECK(receiver.receive(Deadline::never())->value == 2);
    std::vector<int> drained;
    for (const auto& item : receiver.drain()) {
        drained.push_back(item.value);
        sender.send(NoDefault(10 + item.value)); // not for this range any more
    }
    CHECK(drained == std::vector{3, 4, 5, 6});
    sender.close();
    std::vector<int> rest;
    for (const auto& item : receiver)
        rest.push_back(item.value);
    CHECK(rest == std::vector{13, 14, 15, 16});
}

TEST_CASE("a receiver waits for an item, until the deadline, or until the sender is gone") {
    auto [sender, receiver] = makeLossyChannel<int>(4);
    int value = 0;
    CHECK(receiver.receive(value, Deadline::immediately()) == ChannelResult::empty);
    CHECK(receiver.receive(value, Deadline::in(1ms)) == ChannelResult::timeout);
    CHECK(receiver.receive(Deadline::in(1ms)).error() == ChannelResult::timeout);
    CHECK(receiver.statistics().receiveWaits.total() == 2);
    CHECK_FALSE(receiver.readable().ready());
    sender.send(1);
    CHECK(receiver.readable().ready());
    CHECK(receiver.receive(value, Deadline::immediately()));
}

TEST_CASE("two threads: every item received is whole and newer than the last, and none is unaccounted for") {
    for (const std::size_t capacity : {1u, 2u, 16u}) {
        auto [sender, receiver] = makeLossyChannel<Long>(capacity);
        constexpr std::uint64_t total = 100'000;
        std::thread audio([end = std::move(sender)]() mutable {
            for (std::uint64_t number = 1; number <= total; ++number)
                end.send(Long::of(number));
        });
        std::uint64_t wrong = 0;
        std::uint64_t received = 0;
        std::uint64_t last = 0;
        for (const Long& item : receiver) {
            wrong += !item.whole() || item.number <= last || item.number != receiver.sequence();
            last = item.number;
            ++received;
            wrong += receiver.sequence() != received + receiver.lost();
        }
        audio.join();
        CHECK(wrong == 0);
        CHECK(last == total);
        const auto seen = receiver.statistics();
        CHECK(seen.sent == total);
        CHECK(seen.received == received);
        CHECK(seen.lost == total - received);
    }
}
