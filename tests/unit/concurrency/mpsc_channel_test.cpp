// SPDX-License-Identifier: MIT
#include <array>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/driver.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/mpsc_channel.h>
#include <support/counted_item.h>
#include <support/gated_item.h>
#include <support/sleepy_thread.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using concurrency::makeMpscChannel;
using test::Gate;
using test::GatedItem;

TEST_CASE("values of different senders arrive in the order in which they were sent") {
    auto [first, receiver] = makeMpscChannel<int>(6);
    auto second = first;
    for (int number = 0; number < 6; ++number)
        REQUIRE((number % 2 == 0 ? first : second).trySend(number));
    int expected = 0;
    for (const int number : receiver.drain())
        CHECK(number == expected++);
    CHECK(expected == 6);
}

TEST_CASE("items that come while the receiver is half-way through what it took come after it") {
    auto [sender, receiver] = makeMpscChannel<int>(4);
    int next = 0;
    for (int expected = 0; expected < 100; ++expected) {
        while (sender.trySend(next))
            ++next;
        CHECK(receiver.tryReceive().value() == expected);
    }
}

TEST_CASE("a sender that stands still half-way hides nobody's items and keeps one place") {
    Gate gate;
    gate.shut();
    auto [sender, receiver] = makeMpscChannel<GatedItem>(3);
    std::thread stalled([&gate, end = sender] { CHECK(end.trySend(GatedItem(1, &gate))); });
    REQUIRE(gate.isReached());
    CHECK(receiver.tryReceive().error() == ChannelResult::empty);
    CHECK(receiver.receive(Deadline::in(1ms)).error() == ChannelResult::timeout);
    for (int round = 0; round < 10; ++round) {
        CHECK(sender.trySend(GatedItem(10)));
        CHECK(sender.trySend(GatedItem(11)));
        CHECK(sender.trySend(GatedItem(12)) == ChannelResult::full);
        CHECK(receiver.tryReceive().value().number() == 10);
        CHECK(receiver.tryReceive().value().number() == 11);
        CHECK(receiver.tryReceive().error() == ChannelResult::empty);
    }
    gate.open();
    stalled.join();
    CHECK(receiver.tryReceive().value().number() == 1);
}

TEST_CASE("an item that is on its way in when the channel ends goes back to its sender") {
    for (const bool receiverGoes : {true, false}) {
        Gate gate;
        gate.shut();
        auto [sender, receiver] = makeMpscChannel<GatedItem>(3);
        std::thread stalled([&gate, end = sender] {
            GatedItem item(1, &gate);
            CHECK(end.trySend(std::move(item)) == ChannelResult::closed);
            CHECK(item.number() == 1);
        });
        REQUIRE(gate.isReached());
        if (receiverGoes) {
            receiver = {};
        } else {
            sender.close();
            CHECK(receiver.tryReceive().error() == ChannelResult::closed);
        }
        gate.open();
        stalled.join();
        CHECK(sender.statistics().sent == 0);
        CHECK(sender.statistics().lost == 0);
        if (!receiverGoes)
            CHECK(receiver.tryReceive().error() == ChannelResult::closed);
    }
}

TEST_CASE("an item that got in before the receiver saw the closing is received") {
    Gate gate;
    gate.shut();
    auto [sender, receiver] = makeMpscChannel<GatedItem>(3);
    std::thread stalled([&gate, end = sender] { CHECK(end.trySend(GatedItem(1, &gate))); });
    REQUIRE(gate.isReached());
    sender.close();
    gate.open();
    stalled.join();
    CHECK(receiver.tryReceive().value().number() == 1);
    CHECK(receiver.tryReceive().error() == ChannelResult::closed);
}

namespace {

/// Cannot be assigned, made empty or copied.
struct Constant {
    Constant(int value, Gate* gate) noexcept : number(value), item(value, gate) {}
    Constant(Constant&& other) noexcept : number(other.number), item(std::move(other.item)) {}
    const int number;
    GatedItem item;
};

} // namespace

TEST_CASE("a type that can only be moved into a new object travels, and comes back") {
    Gate gate;
    auto [sender, receiver] = makeMpscChannel<Constant>(1);
    CHECK(sender.trySend(Constant(5, nullptr)));
    CHECK(receiver.receive(Deadline::never()).value().number == 5);
    gate.shut();
    std::thread stalled([&gate, end = sender] {
        Constant value(6, &gate);
        CHECK(end.trySend(std::move(value)) == ChannelResult::closed);
        CHECK(value.item.number() == 6);
    });
    REQUIRE(gate.isReached());
    receiver = {};
    gate.open();
    stalled.join();
}

TEST_CASE("a value that is copied in stays with its sender when the channel ends meanwhile") {
    auto [sender, receiver] = makeMpscChannel<std::shared_ptr<int>>(1);
    const auto value = std::make_shared<int>(1);
    CHECK(sender.trySend(value));
    CHECK(sender.trySend(value) == ChannelResult::full);
    CHECK(value.use_count() == 2);
    receiver = {};
    CHECK(value.use_count() == 1);
    CHECK(sender.trySend(value) == ChannelResult::closed);
    CHECK(value.use_count() == 1);
}

TEST_CASE("a callback sends and receives, and its sleeping peers find out by themselves") {
    auto [sender, receiver] = makeMpscChannel<int>(1);
    concurrency::Executor executor;
    concurrency::Driver driver = executor.adopt();
    int got = 0;
    {
        test::SleepyThread sleeping([&, &end = receiver] { CHECK(end.receive(got, Deadline::never())); });
        REQUIRE(sleeping.comesToSleep());
        const auto block = driver.enter();
        REQUIRE(block);
        CHECK(sender.trySend(1));
    }
    CHECK(got == 1);
    REQUIRE(sender.trySend(2));
    {
        test::SleepyThread sleeping([&, &end = sender] { CHECK(end.send(3, Deadline::never())); });
        REQUIRE(sleeping.comesToSleep());
        const auto block = driver.enter();
        REQUIRE(block);
        CHECK(receiver.tryReceive(got));
    }
    CHECK(got == 2);
    CHECK(receiver.tryReceive().value() == 3);
}

TEST_CASE("a hundred senders come and go while the receiver receives") {
    std::atomic<int> alive{0};
    auto [sender, receiver] = makeMpscChannel<test::CountedItem>(3);
    std::vector<std::thread> threads;
    for (int index = 0; index < 4; ++index)
        threads.emplace_back([&alive, end = sender] {
            for (int number = 0; number < 25; ++number) {
                const auto own = end;
                CHECK(own.send(test::CountedItem(alive, number), Deadline::never()));
            }
        });
    sender = {};
    int count = 0;
    for (const auto& item : receiver)
        count += item.number() >= 0 ? 1 : 0;
    for (auto& thread : threads)
        thread.join();
    CHECK(count == 100);
    CHECK(alive == 0);
}
