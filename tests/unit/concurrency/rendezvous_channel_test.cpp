// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/rendezvous_channel.h>
#include <support/counted_item.h>
#include <support/gated_item.h>
#include <support/sleepy_thread.h>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using concurrency::makeRendezvousChannel;
using test::Gate;
using test::GatedItem;
using test::SleepyThread;

TEST_CASE("an attempt succeeds exactly when a partner waits") {
    auto [sender, receiver] = makeRendezvousChannel<int>();
    int got = 0;
    CHECK(sender.trySend(1) == ChannelResult::full);
    CHECK(receiver.tryReceive(got) == ChannelResult::empty);
    {
        SleepyThread waiting([&, &end = receiver] { CHECK(end.receive(got, Deadline::never())); });
        REQUIRE(waiting.comesToSleep());
        CHECK(sender.trySend(2));
        CHECK(sender.trySend(3) == ChannelResult::full);
    }
    CHECK(got == 2);
    {
        SleepyThread waiting([end = sender] { CHECK(end.send(4, Deadline::never())); });
        REQUIRE(waiting.comesToSleep());
        CHECK(receiver.tryReceive(got));
        CHECK(receiver.tryReceive(got) == ChannelResult::empty);
    }
    CHECK(got == 4);
    CHECK(sender.capacity() == 0);
    CHECK(sender.occupancy() == 0);
}

TEST_CASE("who waits longest meets first, on both sides") {
    auto [sender, receiver] = makeRendezvousChannel<int>();
    std::vector<std::unique_ptr<SleepyThread>> waiting;
    for (int number = 0; number < 3; ++number) {
        waiting.push_back(std::make_unique<SleepyThread>(
            [number, end = sender] { CHECK(end.send(number, Deadline::never())); }));
        REQUIRE(waiting.back()->comesToSleep());
    }
    for (int number = 0; number < 3; ++number)
        CHECK(receiver.tryReceive().value() == number);
    waiting.clear();
    for (int number = 0; number < 3; ++number) {
        waiting.push_back(std::make_unique<SleepyThread>(
            [number, end = receiver]() mutable { CHECK(end.receive(Deadline::never()).value() == number); }));
        REQUIRE(waiting.back()->comesToSleep());
    }
    for (int number = 0; number < 3; ++number)
        CHECK(sender.trySend(number));
}

TEST_CASE("one who gives up leaves its place in the line, wherever that was") {
    for (const int leaving : {0, 1, 2}) {
        auto [sender, receiver] = makeRendezvousChannel<int>();
        std::vector<std::unique_ptr<SleepyThread>> waiting;
        for (int number = 0; number < 3; ++number) {
            const bool leaves = number == leaving;
            waiting.push_back(std::make_unique<SleepyThread>([leaves, number, end = sender] {
                const auto result = end.send(number, leaves ? Deadline::in(30ms) : Deadline::never());
                CHECK(result == (leaves ? ChannelResult::timeout : ChannelResult::done));
            }));
            REQUIRE((waiting.back()->comesToSleep() || leaves));
        }
        REQUIRE(test::eventually([&] { return waiting[static_cast<std::size_t>(leaving)]->ended(); }));
        for (int number = 0; number < 3; ++number)
            if (number != leaving)
                CHECK(receiver.receive(Deadline::never()).value() == number);
        CHECK(receiver.tryReceive().error() == ChannelResult::empty);
        CHECK(sender.statistics().refused == 1);
        CHECK(sender.statistics().sent == 2);
    }
}

TEST_CASE("a send does not return before the value is with the receiver, not even at its deadline") {
    Gate gate;
    gate.shut();
    auto [sender, receiver] = makeRendezvousChannel<GatedItem>();
    SleepyThread sending([&gate, end = sender] {
        CHECK(end.send(GatedItem(1, &gate), Deadline::in(20ms)) == ChannelResult::done);
    });
    REQUIRE(sending.comesToSleep());
    std::thread receiving([&, end = receiver]() mutable { CHECK(end.tryReceive().value().number() == 1); });
    REQUIRE(gate.isReached());
    const auto deadline = Deadline::in(25ms);
    while (!deadline.passed())
        CHECK_FALSE(sending.ended());
    gate.open();
    receiving.join();
}

TEST_CASE("closing sends everybody away with their values, in both lines, while a meeting goes on") {
    Gate gate;
    auto [sender, receiver] = makeRendezvousChannel<GatedItem>();
    SleepyThread met([&gate, end = sender] { CHECK(end.send(GatedItem(1, &gate), Deadline::never())); });
    REQUIRE(met.comesToSleep());
    SleepyThread refused([end = sender] {
        GatedItem item(2);
        CHECK(end.send(std::move(item), Deadline::never()) == ChannelResult::closed);
        CHECK(item.number() == 2);
    });
    REQUIRE(refused.comesToSleep());
    gate.shut();
    std::thread receiving([end = receiver]() mutable { CHECK(end.tryReceive().value().number() == 1); });
    REQUIRE(gate.isReached());
    sender.close();
    refused.join();
    CHECK_FALSE(met.ended());
    gate.open();
    receiving.join();
    met.join();
    SleepyThread late(
        [end = receiver]() mutable { CHECK(end.receive(Deadline::never()).error() == ChannelResult::closed); });
}

TEST_CASE("a wait source is ready while a partner waits in the line") {
    auto [sender, receiver] = makeRendezvousChannel<int>();
    const auto readable = receiver.readable();
    const auto writable = sender.writable();
    CHECK_FALSE(readable.ready());
    CHECK_FALSE(writable.ready());
    {
        SleepyThread waiting([end = sender] { CHECK(end.send(4, Deadline::never())); });
        CHECK(test::eventually([&] { return readable.ready(); }));
        CHECK_FALSE(writable.ready());
        CHECK(receiver.tryReceive().has_value());
    }
    CHECK_FALSE(readable.ready());
    sender.close();
    CHECK(readable.ready());
    CHECK(writable.ready());
}

TEST_CASE("a value that is copied in stays with its sender") {
    auto [sender, receiver] = makeRendezvousChannel<std::shared_ptr<int>>();
    const auto value = std::make_shared<int>(1);
    CHECK(sender.trySend(value) == ChannelResult::full);
    CHECK(value.use_count() == 1);
    std::thread other(
        [end = receiver]() mutable { CHECK(end.receive(Deadline::never()).value().use_count() == 2); });
    CHECK(sender.send(value, Deadline::never()));
    other.join();
    CHECK(value.use_count() == 1);
}
