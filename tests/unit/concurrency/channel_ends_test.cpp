// SPDX-License-Identifier: MIT
//
// What holds for every channel with several senders.
#include <array>
#include <chrono>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/base/error.h>
#include <rondo/concurrency/wait_any.h>
#include <string>
#include <support/channel_kinds.h>
#include <support/counted_item.h>
#include <support/sleepy_thread.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using test::CountedItem;
using test::SleepyThread;

#define STORING_KINDS test::MpscKind, test::MpmcKind

TEST_CASE_TEMPLATE("a value sent by one thread is received by another", Kind, CHANNEL_KINDS) {
    auto [sender, receiver] = Kind::template make<std::unique_ptr<std::string>>(1);
    std::thread other(
        [end = sender] { CHECK(end.send(std::make_unique<std::string>("here"), Deadline::never())); });
    std::unique_ptr<std::string> got;
    CHECK(receiver.receive(got, Deadline::never()));
    CHECK(*got == "here");
    other.join();
    const auto statistics = receiver.statistics();
    CHECK(statistics.sent == 1);
    CHECK(statistics.received == 1);
    CHECK(statistics.occupancy == 0);
}

TEST_CASE_TEMPLATE("an attempt to receive is empty, then takes what is there, then is closed", Kind,
                   STORING_KINDS) {
    auto [sender, receiver] = Kind::template make<int>(3);
    int got = 0;
    CHECK(receiver.tryReceive(got) == ChannelResult::empty);
    CHECK(receiver.tryReceive().error() == ChannelResult::empty);
    CHECK(sender.trySend(1));
    CHECK(sender.trySend(2));
    CHECK(receiver.tryReceive(got));
    CHECK(got == 1);
    sender = {};
    CHECK(receiver.closed());
    CHECK(receiver.tryReceive().value() == 2);
    CHECK(receiver.tryReceive(got) == ChannelResult::closed);
    CHECK(receiver.tryReceive().error() == ChannelResult::closed);
    CHECK(got == 1);
}

TEST_CASE_TEMPLATE("any capacity holds exactly as many items as asked for, in order and across the wrap", Kind,
                   STORING_KINDS) {
    for (const std::size_t capacity : {1u, 2u, 3u, 5u, 7u, 8u, 100u}) {
        CAPTURE(capacity);
        auto [sender, receiver] = Kind::template make<std::size_t>(capacity);
        CHECK(sender.capacity() == capacity);
        CHECK(receiver.capacity() == capacity);
        std::size_t next = 0;
        std::size_t expected = 0;
        for (std::size_t round = 0; round < 50; ++round) {
            while (sender.trySend(next))
                ++next;
            CHECK(next - expected == capacity);
            CHECK(receiver.occupancy() == capacity);
            for (std::size_t index = 0; index < 1 + round % capacity; ++index)
                CHECK(receiver.tryReceive().value() == expected++);
        }
        while (auto got = receiver.tryReceive())
            CHECK(*got == expected++);
        CHECK(expected == next);
    }
}

TEST_CASE_TEMPLATE("what cannot be sent stays with its sender, untouched, and is counted", Kind,
                   CHANNEL_KINDS) {
    auto [sender, receiver] = Kind::template make<std::unique_ptr<int>>(1);
    if (Kind::stores)
        REQUIRE(sender.trySend(std::make_unique<int>(0)));
    auto value = std::make_unique<int>(7);
    const int* const place = value.get();
    CHECK(sender.trySend(std::move(value)) == ChannelResult::full);
    CHECK(sender.send(std::move(value), Deadline::immediately()) == ChannelResult::full);
    CHECK(sender.send(std::move(value), Deadline::in(1ms)) == ChannelResult::timeout);
    CHECK(value.get() == place);
    CHECK(sender.statistics().refused == 3);
    CHECK(sender.statistics().sendWaits.total() == 1);
    receiver.close();
    CHECK(sender.trySend(std::move(value)) == ChannelResult::closed);
    CHECK(sender.send(std::move(value), Deadline::never()) == ChannelResult::closed);
    CHECK(value.get() == place);
    CHECK(sender.statistics().refused == 3);
    CHECK(sender.statistics().sent == (Kind::stores ? 1 : 0));
}

TEST_CASE_TEMPLATE("a wait ends at its deadline and not before, and leaves nothing behind", Kind,
                   CHANNEL_KINDS) {
    auto [sender, receiver] = Kind::template make<int>(1);
    const auto before = std::chrono::steady_clock::now();
    int got = 3;
    CHECK(receiver.receive(got, Deadline::in(2ms)) == ChannelResult::timeout);
    CHECK(std::chrono::steady_clock::now() - before >= 2ms);
    CHECK(got == 3);
    CHECK(receiver.receive(Deadline::in(1ms)).error() == ChannelResult::timeout);
    CHECK(receiver.receive(got, Deadline::immediately()) == ChannelResult::empty);
    CHECK(receiver.receive(got, Deadline::in(-1h)) == ChannelResult::empty);
    CHECK(receiver.receive(got, Deadline::at(before)) == ChannelResult::timeout); // late, but it was to wait
    CHECK(receiver.statistics().receiveWaits.total() == 3);
    CHECK_FALSE(Kind::stores == (sender.trySend(1) == ChannelResult::full)); // nobody waits in it any more
}

TEST_CASE_TEMPLATE("the longest deadlines do not overflow", Kind, CHANNEL_KINDS) {
    for (const Deadline deadline :
         {Deadline::in(std::chrono::hours::max()), Deadline::in(std::chrono::nanoseconds::max()),
          Deadline::at(std::chrono::steady_clock::time_point::max()), Deadline::never()}) {
        auto [sender, receiver] = Kind::template make<int>(1);
        int got = 0;
        SleepyThread other([&, &end = receiver] {
            CHECK(end.receive(got, deadline));
            CHECK(end.receive(got, deadline) == ChannelResult::closed);
        });
        CHECK(other.comesToSleep());
        CHECK(sender.send(5, deadline));
        sender.close();
        other.join();
        CHECK(got == 5);
    }
}

TEST_CASE_TEMPLATE("the channel lives until its last sender is gone, and a copy that was assigned over is gone",
                   Kind, CHANNEL_KINDS) {
    auto [sender, receiver] = Kind::template make<int>(4);
    auto second = sender;
    auto third = second;
    sender = {};
    CHECK_FALSE(receiver.closed());
    auto other = Kind::template make<int>(4);
    third = other.sender;
    CHECK_FALSE(receiver.closed());
    auto moved = std::move(second);
    CHECK_FALSE(receiver.closed());
    auto& alias = moved;
    moved = alias;
    CHECK_FALSE(receiver.closed());
    moved = std::move(alias);
    CHECK_FALSE(receiver.closed());
    moved = {};
    CHECK(receiver.closed());
    CHECK_FALSE(other.receiver.closed());
}

TEST_CASE_TEMPLATE("a copied receiver keeps the channel open, and each item goes to one of them", Kind,
                   test::MpmcKind, test::RendezvousKind) {
    auto [sender, receiver] = Kind::template make<int>(4);
    auto second = receiver;
    receiver = {};
    CHECK_FALSE(sender.closed());
    std::thread other([end = sender] { CHECK(end.send(1, Deadline::never())); });
    CHECK(second.receive(Deadline::never()).value() == 1);
    other.join();
    second = {};
    CHECK(sender.closed());
}

TEST_CASE_TEMPLATE("an end without a channel is a closed one", Kind, CHANNEL_KINDS) {
    auto ends = Kind::template make<int>(4);
    auto sender = std::move(ends.sender);
    auto receiver = std::move(ends.receiver);
    int got = 0;
    CHECK(ends.sender.trySend(1) == ChannelResult::closed);
    CHECK(ends.sender.send(1, Deadline::never()) == ChannelResult::closed);
    CHECK(ends.sender.closed());
    CHECK(ends.sender.capacity() == 0);
    CHECK(ends.sender.occupancy() == 0);
    CHECK(ends.sender.statistics().sent == 0);
    ends.sender.close();
    CHECK(ends.receiver.tryReceive(got) == ChannelResult::closed);
    CHECK(ends.receiver.receive(Deadline::never()).error() == ChannelResult::closed);
    CHECK(ends.receiver.closed());
    CHECK(ends.receiver.capacity() == 0);
    CHECK(ends.receiver.begin() == ends.receiver.end());
    ends.receiver.close();
    CHECK_FALSE(sender.closed());
    CHECK_THROWS_WITH_AS(ends.sender.writable(), doctest::Contains("has a channel"), base::Failure);
    CHECK_THROWS_WITH_AS(ends.receiver.readable(), doctest::Contains("has a channel"), base::Failure);
}

TEST_CASE_TEMPLATE("a loop that is left takes no more than it has seen, and another goes on after it", Kind,
                   STORING_KINDS) {
    auto [sender, receiver] = Kind::template make<int>(8);
    for (int number = 0; number < 6; ++number)
        REQUIRE(sender.trySend(number));
    for (const int number : receiver) {
        CHECK(number <= 1);
        if (number == 1)
            break;
    }
    for (const int number : receiver.drain()) {
        CHECK(number == 2);
        for (const int inner : receiver.drain()) {
            CHECK(inner == 3);
            break;
        }
        break;
    }
    int expected = 4;
    for (const int number : receiver.drain()) {
        CHECK(number == expected++);
        CHECK(sender.trySend(100)); // comes too late for this loop
    }
    CHECK(expected == 6);
    CHECK(receiver.occupancy() == 2);
    sender.close();
    for (const int number : receiver)
        CHECK(number == 100);
    CHECK(receiver.tryReceive().error() == ChannelResult::closed);
}

TEST_CASE_TEMPLATE("closing from either end stops the senders, leaves what is inside, and wakes both sides",
                   Kind, STORING_KINDS) {
    for (const bool bySender : {true, false}) {
        auto [sender, receiver] = Kind::template make<int>(2);
        REQUIRE(sender.trySend(1));
        REQUIRE(sender.trySend(2));
        {
            SleepyThread blocked(
                [end = sender] { CHECK(end.send(3, Deadline::never()) == ChannelResult::closed); });
            REQUIRE(blocked.comesToSleep());
            if (bySender)
                sender.close();
            else
                receiver.close();
        }
        CHECK(sender.closed());
        CHECK(receiver.closed());
        CHECK(sender.trySend(4) == ChannelResult::closed);
        CHECK(receiver.receive(Deadline::never()).value() == 1);
        CHECK(receiver.receive(Deadline::never()).value() == 2);
        CHECK(receiver.receive(Deadline::never()).error() == ChannelResult::closed);
        CHECK(receiver.statistics().sent == 2);
    }
}

TEST_CASE_TEMPLATE("figures: what went in and out, the most inside, what died inside", Kind, STORING_KINDS) {
    std::atomic<int> alive{0};
    auto [sender, receiver] = Kind::template make<CountedItem>(5);
    for (int number = 0; number < 4; ++number)
        REQUIRE(sender.trySend(CountedItem(alive, number)));
    for (int number = 0; number < 3; ++number)
        REQUIRE(receiver.tryReceive().has_value());
    REQUIRE(sender.trySend(CountedItem(alive, 4)));
    const auto figures = receiver.statistics();
    CHECK(figures.capacity == 5);
    CHECK(figures.occupancy == 2);
    CHECK(figures.highWater == 4);
    CHECK(figures.sent == 5);
    CHECK(figures.received == 3);
    CHECK(figures.refused == 0);
    CHECK(alive == 2);
    receiver = {};
    CHECK(alive == 0);
    CHECK(sender.statistics().lost == 2);
    CHECK(sender.statistics().received == 3);
    CHECK(sender.statistics().occupancy == 0);
}

TEST_CASE_TEMPLATE("batches move what they can until the deadline, in order", Kind, STORING_KINDS) {
    auto [sender, receiver] = Kind::template make<std::unique_ptr<int>>(3);
    std::vector<std::unique_ptr<int>> values;
    for (int number = 0; number < 5; ++number)
        values.push_back(std::make_unique<int>(number));
    CHECK(sender.sendSome(values, Deadline::immediately()) == 3);
    CHECK(values[2] == nullptr);
    CHECK(*values[3] == 3);
    CHECK(sender.sendSome(std::span(values).subspan(3), Deadline::in(1ms)) == 0);
    std::thread other(
        [&, end = sender] { CHECK(end.sendSome(std::span(values).subspan(3), Deadline::never()) == 2); });
    std::array<std::unique_ptr<int>, 6> got;
    CHECK(receiver.receiveSome(std::span(got).first(5), Deadline::never()) == 5);
    other.join();
    for (int number = 0; number < 5; ++number)
        CHECK(*got[static_cast<std::size_t>(number)] == number);
    CHECK(receiver.receiveSome(got, Deadline::in(1ms)) == 0);
    CHECK(receiver.receiveSome({}, Deadline::never()) == 0);
    REQUIRE(sender.trySend(std::make_unique<int>(9)));
    sender.close();
    CHECK(receiver.receiveSome(got, Deadline::never()) == 1);
    CHECK(sender.sendSome(values, Deadline::never()) == 0);
}

TEST_CASE_TEMPLATE("each sender's values arrive in its order, none lost and none twice", Kind, CHANNEL_KINDS) {
    constexpr int senders = 4;
    constexpr int each = 1000;
    auto [sender, receiver] = Kind::template make<std::pair<int, int>>(7);
    std::vector<std::thread> threads;
    for (int index = 0; index < senders; ++index)
        threads.emplace_back([end = sender, index] {
            for (int number = 0; number < each; ++number)
                CHECK(end.send({index, number}, Deadline::never()));
        });
    sender = {};
    std::array<int, senders> expected{};
    for (const auto& [index, number] : receiver)
        CHECK(number == expected[static_cast<std::size_t>(index)]++);
    for (auto& thread : threads)
        thread.join();
    for (const int count : expected)
        CHECK(count == each);
}

TEST_CASE_TEMPLATE("a wait source is ready when an attempt would not fail for want of an item or of room", Kind,
                   STORING_KINDS) {
    auto [sender, receiver] = Kind::template make<int>(2);
    const auto readable = receiver.readable();
    const auto writable = sender.writable();
    CHECK_FALSE(readable.ready());
    CHECK(writable.ready());
    REQUIRE(sender.trySend(1));
    CHECK(readable.ready());
    CHECK(writable.ready());
    REQUIRE(sender.trySend(2));
    CHECK_FALSE(writable.ready());
    REQUIRE(receiver.tryReceive().has_value());
    CHECK(readable.ready());
    CHECK(writable.ready());
    REQUIRE(receiver.tryReceive().has_value());
    CHECK_FALSE(readable.ready());
    sender.close();
    CHECK(readable.ready());
    CHECK(writable.ready());
}

TEST_CASE_TEMPLATE("a thread that waits for any source wakes for an item and for room", Kind, CHANNEL_KINDS) {
    auto [sender, receiver] = Kind::template make<int>(1);
    SleepyThread reader([&end = receiver] {
        auto readable = end.readable();
        int got = 0;
        while (end.tryReceive(got) == ChannelResult::empty)
            CHECK(concurrency::waitAny(Deadline::never(), std::span(&readable, 1)) == 1);
        CHECK(got == 1);
    });
    REQUIRE(reader.comesToSleep());
    CHECK(sender.send(1, Deadline::never()));
    reader.join();
    if (Kind::stores)
        REQUIRE(sender.trySend(2));
    SleepyThread writer([&end = sender] {
        auto writable = end.writable();
        while (end.trySend(3) == ChannelResult::full)
            CHECK(concurrency::waitAny(Deadline::never(), std::span(&writable, 1)) == 1);
    });
    REQUIRE(writer.comesToSleep());
    CHECK(receiver.receive(Deadline::never()).value() == (Kind::stores ? 2 : 3));
    writer.join();
}

TEST_CASE_TEMPLATE(
    "reset destroys what is inside on the caller's thread, makes room for those who wait, and reopens "
    "nothing",
    Kind, STORING_KINDS) {
    std::atomic<int> alive{0};
    auto [sender, receiver] = Kind::template make<CountedItem>(2);
    REQUIRE(sender.trySend(CountedItem(alive, 0)));
    REQUIRE(sender.trySend(CountedItem(alive, 1)));
    {
        SleepyThread blocked([&, end = sender] { CHECK(end.send(CountedItem(alive, 2), Deadline::never())); });
        REQUIRE(blocked.comesToSleep());
        CHECK(receiver.reset() >= 2);
    }
    CHECK(alive == static_cast<int>(receiver.occupancy()));
    CHECK(receiver.statistics().lost + receiver.occupancy() == 3);
    static_cast<void>(receiver.reset());
    CHECK(receiver.reset() == 0);
    CHECK(sender.trySend(CountedItem(alive, 3)));
    sender.close();
    CHECK(receiver.reset() == 1);
    CHECK(alive == 0);
    CHECK(receiver.tryReceive().error() == ChannelResult::closed);
    CHECK(sender.trySend(CountedItem(alive, 4)) == ChannelResult::closed);
}

TEST_CASE("a capacity that makes no sense is named, with the way out") {
    CHECK_THROWS_WITH_AS(concurrency::makeMpscChannel<int>(0), doctest::Contains("RendezvousChannel"),
                         base::Failure);
    CHECK_THROWS_WITH_AS(concurrency::makeMpmcQueue<int>(0), doctest::Contains("RendezvousChannel"),
                         base::Failure);
    constexpr std::size_t most = std::size_t{1} << 30;
    CHECK_THROWS_WITH_AS(
        concurrency::makeMpscChannel<int>(most + 1),
        doctest::Contains("at most 1073741824 items of this type, and 1073741825 was asked for"),
        base::Failure);
    CHECK_THROWS_WITH_AS(concurrency::makeMpmcQueue<int>(static_cast<std::size_t>(-1)),
                         doctest::Contains("choose fewer"), base::Failure);
    using Huge = std::array<char, std::size_t{1} << 40>;
    CHECK_THROWS_AS(concurrency::makeMpmcQueue<Huge>(std::size_t{1} << 25), base::Failure);
    CHECK_THROWS_AS(concurrency::makeMpscChannel<Huge>(std::size_t{1} << 25), base::Failure);
}
