// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>
#include <doctest/doctest.h>
#include <memory>
#include <numeric>
#include <rondo/concurrency/spsc_channel.h>
#include <thread>
#include <vector>

using namespace rondo;
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
    CHECK_FALSE(sender.trySend(std::move(third)));
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
    auto [sender, gone] = makeSpscChannel<int>(4);
    gone = {};
    CHECK(sender.closed());
}

TEST_CASE("items that nobody received are destroyed once, by the last end") {
    auto token = std::make_shared<int>(0);
    {
        auto [sender, receiver] = makeSpscChannel<std::shared_ptr<int>>(4);
        CHECK(sender.trySend(token));
        CHECK(sender.trySend(token));
        std::shared_ptr<int> got;
        CHECK(receiver.tryReceive(got));
        CHECK(token.use_count() == 3);
    }
    CHECK(token.use_count() == 1);
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
    CHECK_FALSE(sender.trySend(value));
    CHECK_FALSE(sender.trySend(8));
    CHECK(sender.send(values) == 0);
    CHECK(sender.closed());
    CHECK(sender.capacity() == 0);
    CHECK(sender.occupancy() == 0);
    CHECK_FALSE(receiver.tryReceive(value));
    CHECK(receiver.receive(values) == 0);
    CHECK(receiver.front() == nullptr);
    CHECK(receiver.closed());
    CHECK(receiver.capacity() == 0);
    CHECK(receiver.occupancy() == 0);
    CHECK(value == 7);
}
