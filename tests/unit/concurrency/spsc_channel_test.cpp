// SPDX-License-Identifier: MIT
#include <array>
#include <chrono>
#include <cstdint>
#include <doctest/doctest.h>
#include <memory>
#include <numeric>
#include <rondo/concurrency/detail/tag_scope.h>
#include <rondo/concurrency/spsc_channel.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using concurrency::makeSpscChannel;

TEST_CASE("items arrive in order, once, and across the wrap") {
    for (const std::size_t capacity : {1u, 2u, 7u, 64u}) {
        auto [sender, receiver] = makeSpscChannel<int>(capacity);
        int next = 0;
        int expected = 0;
        for (int round = 0; round < 1000; ++round) {
            for (int index = 0; index < round % 9; ++index)
                if (sender.trySend(next))
                    ++next;
            int got = -1;
            for (int index = 0; index < round % 7 && receiver.tryReceive(got); ++index)
                CHECK(got == expected++);
        }
        int got = -1;
        while (receiver.tryReceive(got))
            CHECK(got == expected++);
        CHECK(expected == next);
    }
}

TEST_CASE("a full channel refuses and leaves the value with the sender") {
    auto [sender, receiver] = makeSpscChannel<std::unique_ptr<int>>(2);
    CHECK(sender.trySend(std::make_unique<int>(1)));
    CHECK(sender.trySend(std::make_unique<int>(2)));
    auto third = std::make_unique<int>(3);
    CHECK(sender.trySend(std::move(third)) == ChannelResult::full);
    REQUIRE(third);
    std::unique_ptr<int> got;
    CHECK(receiver.tryReceive(got));
    CHECK(*got == 1);
    CHECK(sender.trySend(std::move(third)));
    CHECK_FALSE(third);
    CHECK(sender.occupancy() == 2);
}

TEST_CASE("capacity is rounded up to a power of two; zero is refused") {
    CHECK(makeSpscChannel<int>(5).sender.capacity() == 8);
    CHECK(makeSpscChannel<int>(1).sender.capacity() == 1);
    CHECK_THROWS_AS(makeSpscChannel<int>(0), base::Failure);
    CHECK_THROWS_AS(makeSpscChannel<int>((std::size_t{1} << 30) + 1), base::Failure);
}

TEST_CASE("batches send and receive what there is room for and what there is") {
    auto [sender, receiver] = makeSpscChannel<int>(8);
    std::array<int, 6> values{};
    std::iota(values.begin(), values.end(), 0);
    CHECK(sender.send(values) == 6);
    CHECK(sender.send(values) == 2);
    std::array<int, 16> got{};
    CHECK(receiver.receive(got) == 8);
    CHECK(std::vector(got.begin(), got.begin() + 8) == std::vector{0, 1, 2, 3, 4, 5, 0, 1});
    CHECK(receiver.receive(got) == 0);
    CHECK(sender.statistics().refused == 1);
}

TEST_CASE("a region is filled in place and sent at once, in two pieces where the ring ends") {
    auto [sender, receiver] = makeSpscChannel<int>(8);
    std::array<int, 5> before{};
    CHECK(sender.send(before) == 5);
    CHECK(receiver.receive(before) == 5);
    const auto region = sender.writeRegion(20);
    CHECK(region.size() == 8);
    CHECK(region.first.size() == 3);
    CHECK(region.second.size() == 5);
    for (std::size_t index = 0; index < region.size(); ++index)
        region[index] = static_cast<int>(index);
    CHECK(receiver.front() == nullptr);
    sender.commit(2);
    CHECK(receiver.occupancy() == 2);
    sender.commit(100); // all that is left
    CHECK(receiver.occupancy() == 8);
    sender.commit(1); // nothing is
    CHECK(receiver.occupancy() == 8);
    CHECK(sender.writeRegion(1).empty());

    auto inside = receiver.readRegion();
    REQUIRE(inside.size() == 8);
    CHECK(inside.first.size() == 3);
    for (std::size_t index = 0; index < inside.size(); ++index)
        CHECK(inside[index] == static_cast<int>(index));
    receiver.consume(3);
    CHECK(receiver.readRegion().size() == 5);
    CHECK(receiver.readRegion()[0] == 3);
    receiver.consume(100);
    CHECK(receiver.readRegion().empty());
    CHECK(receiver.statistics().received == 13);
}

TEST_CASE("another way of sending takes a region back") {
    auto [sender, receiver] = makeSpscChannel<int>(4);
    const auto region = sender.writeRegion(2);
    CHECK(region.size() == 2);
    CHECK(sender.trySend(7));
    sender.commit(2);
    CHECK(receiver.occupancy() == 1);
    CHECK(*receiver.front() == 7);
}

TEST_CASE("front peeks without taking") {
    auto [sender, receiver] = makeSpscChannel<int>(4);
    CHECK(receiver.front() == nullptr);
    CHECK(sender.trySend(7));
    REQUIRE(receiver.front() != nullptr);
    CHECK(*receiver.front() == 7);
    CHECK(receiver.occupancy() == 1);
    receiver.popFront();
    CHECK(receiver.front() == nullptr);
}

TEST_CASE("the other end sees that a peer has gone, and what was sent before can still be received") {
    auto channel = std::make_unique<concurrency::SpscChannel<int>>(makeSpscChannel<int>(4));
    auto receiver = std::move(channel->receiver);
    CHECK(channel->sender.trySend(1));
    CHECK_FALSE(receiver.closed());
    channel.reset();
    CHECK(receiver.closed());
    int got = 0;
    CHECK(receiver.tryReceive(got));
    CHECK(got == 1);
    CHECK(receiver.tryReceive(got) == ChannelResult::closed);
    auto [sender, gone] = makeSpscChannel<int>(4);
    gone = {};
    CHECK(sender.closed());
    CHECK(sender.trySend(1) == ChannelResult::closed);
    CHECK(sender.statistics().refused == 0);
}

TEST_CASE("items that nobody received are destroyed once, when the receiver goes, whichever end goes first") {
    auto token = std::make_shared<int>(0);
    for (const bool senderFirst : {true, false}) {
        auto [sender, receiver] = makeSpscChannel<std::shared_ptr<int>>(4);
        for (int index = 0; index < 3; ++index)
            CHECK(sender.trySend(token));
        std::shared_ptr<int> got;
        CHECK(receiver.tryReceive(got));
        CHECK(token.use_count() == 4);
        if (senderFirst)
            sender = {};
        CHECK(token.use_count() == 4);
        receiver = {};
        CHECK(token.use_count() == 2); // `got` and the token itself
        CHECK(sender.statistics().lost == (senderFirst ? 0 : 2));
        CHECK(sender.statistics().received == (senderFirst ? 0 : 1));
    }
}

TEST_CASE("a receiver that goes inside a callback leaves what is inside to the sender's end") {
    auto token = std::make_shared<int>(0);
    {
        auto [sender, receiver] = makeSpscChannel<std::shared_ptr<int>>(4);
        CHECK(sender.trySend(token));
        {
            const concurrency::detail::TagScope callback(concurrency::Tag(), "audio",
                                                         concurrency::detail::TagScope::Kind::callback);
            receiver = {};
        }
        CHECK(token.use_count() == 2);
        CHECK(sender.trySend(token) == ChannelResult::closed);
    }
    CHECK(token.use_count() == 1);
}

TEST_CASE("a receiver that closed can still take what is inside, and nothing after that") {
    auto [sender, receiver] = makeSpscChannel<int>(4);
    CHECK(sender.trySend(1));
    CHECK(sender.trySend(2));
    receiver.close();
    CHECK(sender.trySend(3) == ChannelResult::closed);
    CHECK(sender.send(std::array{3, 4}) == 0);
    CHECK(sender.writeRegion(1).empty());
    int got = 0;
    CHECK(receiver.tryReceive(got));
    CHECK(receiver.tryReceive(got));
    CHECK(got == 2);
    for (int turn = 0; turn < 20; ++turn) // more often than the receiver's patience with a fast sender counts
        CHECK(receiver.tryReceive(got) == ChannelResult::closed);
    CHECK(receiver.front() == nullptr);
}

TEST_CASE("a drain ends with what was there when it began, and leaving it early takes what was looked at") {
    auto [sender, receiver] = makeSpscChannel<std::unique_ptr<int>>(8);
    for (int number = 0; number < 5; ++number)
        CHECK(sender.trySend(std::make_unique<int>(number)));
    std::vector<int> seen;
    for (auto& item : receiver.drain()) {
        seen.push_back(*item);
        CHECK(sender.trySend(std::make_unique<int>(10 + *item)));
        if (seen.size() == 3)
            break;
    }
    CHECK(seen == std::vector{0, 1, 2});
    CHECK(receiver.occupancy() == 5);
    seen.clear();
    for (auto& item : receiver.drain())
        seen.push_back(*std::move(item));
    CHECK(seen == std::vector{3, 4, 10, 11, 12});
    CHECK(receiver.drain().size() == 0);
    CHECK(receiver.drain().begin() == std::default_sentinel);
    CHECK(receiver.tryReceive().error() == ChannelResult::empty);
}

TEST_CASE("items without a default constructor can be received") {
    struct Named {
        explicit Named(int number) : value(number) {}
        int value;
    };
    auto [sender, receiver] = makeSpscChannel<Named>(4);
    CHECK(sender.trySend(Named(1)));
    CHECK(sender.send(Named(2), Deadline::immediately()));
    sender.close();
    CHECK(receiver.tryReceive()->value == 1);
    CHECK(receiver.receive(Deadline::never())->value == 2);
    CHECK(receiver.receive(Deadline::never()).error() == ChannelResult::closed);
    CHECK(receiver.tryReceive().error() == ChannelResult::closed);
}

TEST_CASE("without time to wait the answer is full or empty, with some it is timeout, and the value stays") {
    auto [sender, receiver] = makeSpscChannel<std::unique_ptr<int>>(1);
    std::unique_ptr<int> got;
    CHECK(receiver.receive(got, Deadline::immediately()) == ChannelResult::empty);
    CHECK(receiver.receive(got, Deadline::in(1ms)) == ChannelResult::timeout);
    CHECK(receiver.receive(Deadline::in(1ms)).error() == ChannelResult::timeout);
    CHECK(sender.send(std::make_unique<int>(1), Deadline::never()));
    auto second = std::make_unique<int>(2);
    CHECK(sender.send(std::move(second), Deadline::immediately()) == ChannelResult::full);
    CHECK(sender.send(std::move(second), Deadline::in(1ms)) == ChannelResult::timeout);
    REQUIRE(second);
    const auto seen = sender.statistics();
    CHECK(seen.refused == 2);
    CHECK(seen.sendWaits.total() == 1);
    CHECK(seen.receiveWaits.total() == 2);
    CHECK(seen.sendWaits.quantile(1) >= 1ms);
    CHECK(receiver.receive(got, Deadline::never()));
    CHECK(*got == 1);
}

TEST_CASE("figures: what went in, came out, was refused and lay inside at most") {
    auto [sender, receiver] = makeSpscChannel<int>(4);
    CHECK(sender.statistics().capacity == 4);
    for (int number = 0; number < 6; ++number)
        static_cast<void>(sender.trySend(number));
    CHECK(sender.statistics().highWater == 4); // the receiver has not looked yet
    int got = 0;
    CHECK(receiver.tryReceive(got));
    CHECK(receiver.tryReceive(got));
    auto seen = receiver.statistics();
    CHECK(seen.sent == 4);
    CHECK(seen.received == 2);
    CHECK(seen.refused == 2);
    CHECK(seen.occupancy == 2);
    CHECK(seen.highWater == 4);
    CHECK(seen.lost == 0);
    CHECK(receiver.drain().size() == 2);
    CHECK(receiver.receive(std::span(&got, 1)) == 1);
    CHECK(receiver.tryReceive(got));
    CHECK(receiver.statistics().highWater == 4);
    CHECK(receiver.statistics().received == 4);
}

TEST_CASE(
    "waiting ends: a small channel between two threads loses nothing, and iteration ends with the sender") {
    for (const std::size_t capacity : {1u, 4u}) {
        auto [sender, receiver] = makeSpscChannel<std::unique_ptr<int>>(capacity);
        constexpr int total = 2000;
        std::thread producer([end = std::move(sender)]() mutable {
            for (int number = 0; number < total; ++number)
                CHECK(end.send(std::make_unique<int>(number), Deadline::never()));
        });
        int expected = 0;
        for (const auto& item : receiver)
            CHECK(*item == expected++);
        producer.join();
        CHECK(expected == total);
    }
}

TEST_CASE("a waiting end is answered when the other end goes") {
    for (int round = 0; round < 200; ++round) {
        auto [sender, receiver] = makeSpscChannel<int>(1);
        CHECK(sender.trySend(1));
        std::thread blocked(
            [&, &end = sender] { CHECK(end.send(2, Deadline::never()) == ChannelResult::closed); });
        receiver = {};
        blocked.join();
        auto [first, second] = makeSpscChannel<int>(1);
        std::thread waiting([&, &end = second] {
            int got = 0;
            CHECK(end.receive(got, Deadline::never()) == ChannelResult::closed);
        });
        first = {};
        waiting.join();
    }
}

TEST_CASE("a channel's ends can be waited for with others") {
    auto [sender, receiver] = makeSpscChannel<int>(1);
    CHECK(sender.writable().ready());
    CHECK_FALSE(receiver.readable().ready());
    CHECK(sender.trySend(1));
    CHECK_FALSE(sender.writable().ready());
    CHECK(receiver.readable().ready());
    sender.close();
    CHECK(sender.writable().ready());
    int got = 0;
    CHECK(receiver.tryReceive(got));
    CHECK(receiver.readable().ready());
}

TEST_CASE("two threads: every item once, in order, with its checksum") {
    struct Item {
        std::uint64_t number;
        std::uint64_t check;
    };
    auto [sender, receiver] = makeSpscChannel<Item>(16);
    constexpr std::uint64_t total = 200'000;
    std::thread producer([&sender = sender] {
        for (std::uint64_t number = 0; number < total;)
            if (sender.trySend({number, ~number}))
                ++number;
            else
                std::this_thread::yield();
    });
    std::uint64_t wrong = 0;
    for (std::uint64_t expected = 0; expected < total;) {
        Item item{};
        if (!receiver.tryReceive(item)) {
            std::this_thread::yield();
            continue;
        }
        wrong += item.number != expected || item.check != ~expected;
        ++expected;
    }
    producer.join();
    CHECK(wrong == 0);
}

TEST_CASE("an end without a channel is a closed one: it takes nothing and holds nothing") {
    concurrency::SpscSender<int> sender;
    concurrency::SpscReceiver<int> receiver;
    int value = 7;
    std::array<int, 2> values{1, 2};
    CHECK(sender.trySend(value) == ChannelResult::closed);
    CHECK(sender.trySend(8) == ChannelResult::closed);
    CHECK(sender.send(8, Deadline::never()) == ChannelResult::closed);
    CHECK(sender.send(values) == 0);
    CHECK(sender.writeRegion(1).empty());
    sender.commit(1);
    sender.close();
    CHECK(sender.closed());
    CHECK(sender.capacity() == 0);
    CHECK(sender.occupancy() == 0);
    CHECK(sender.statistics().capacity == 0);
    CHECK_THROWS_WITH_AS(static_cast<void>(sender.writable()), doctest::Contains("moved from"), base::Failure);
    CHECK(receiver.tryReceive(value) == ChannelResult::closed);
    CHECK(receiver.tryReceive().error() == ChannelResult::closed);
    CHECK(receiver.receive(value, Deadline::never()) == ChannelResult::closed);
    CHECK(receiver.receive(Deadline::never()).error() == ChannelResult::closed);
    CHECK(receiver.receive(values) == 0);
    CHECK(receiver.readRegion().empty());
    receiver.consume(1);
    receiver.close();
    CHECK(receiver.front() == nullptr);
    CHECK(receiver.closed());
    CHECK(receiver.capacity() == 0);
    CHECK(receiver.occupancy() == 0);
    CHECK(receiver.statistics().capacity == 0);
    CHECK_THROWS_WITH_AS(static_cast<void>(receiver.readable()), doctest::Contains("moved from"),
                         base::Failure);
    for ([[maybe_unused]] const int item : receiver)
        FAIL("there is nothing");
    for ([[maybe_unused]] const int item : receiver.drain())
        FAIL("there is nothing");
    CHECK(value == 7);
}
