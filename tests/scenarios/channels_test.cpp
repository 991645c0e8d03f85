// SPDX-License-Identifier: MIT
//
// The scenarios of the channels with many ends; those of 004.2 are in channel_disconnect_test.cpp.
#include "allocation_count.h"

#include <array>
#include <chrono>
#include <doctest/doctest.h>
#include <map>
#include <memory>
#include <rondo/concurrency/driver.h>
#include <rondo/concurrency/executor.h>
#include <string>
#include <support/channel_kinds.h>
#include <support/counted_item.h>
#include <support/gated_item.h>
#include <support/sleepy_thread.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using concurrency::makeMpmcQueue;
using concurrency::makeMpscChannel;
using concurrency::makeRendezvousChannel;
using test::Gate;
using test::GatedItem;
using test::SleepyThread;

namespace {

constexpr int threadCount = 10;

using Line = std::pair<int, int>; // who, and which of its lines

struct Log {
    std::map<int, int> lines;
    bool inOrder = true;
    void take(const Line& line) {
        inOrder = inOrder && line.second == lines[line.first];
        ++lines[line.first];
    }
};

} // namespace

TEST_CASE("004.1 the tutorial: ten threads write at their own pace, and the loop ends when the last has left") {
    auto [sender, receiver] = makeMpscChannel<std::string>(4);
    constexpr auto length = 100; // in steps of a millisecond, a tenth of the tutorial's second
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (int who = 1; who <= threadCount; ++who)
        threads.emplace_back([who, start, end = sender] {
            auto clock = makeMpscChannel<int>(1); // never rings
            for (int step = who; step <= length; step += who) {
                CHECK(clock.receiver.receive(Deadline::at(start + step * 1ms)).error() !=
                      ChannelResult::closed);
                CHECK(end.send("thread " + std::to_string(who), Deadline::never()));
            }
        });
    sender = {}; // as the tutorial must: otherwise the loop would wait for one more sender
    std::map<std::string, int> counts;
    for (const std::string& text : receiver)
        ++counts[text];
    for (auto& thread : threads)
        thread.join();
    CHECK(counts.size() == threadCount);
    for (int who = 1; who <= threadCount; ++who)
        CHECK(counts["thread " + std::to_string(who)] == length / who);
}

TEST_CASE("004.1 fast: ten threads with a thousand lines each, exact in number and in order") {
    constexpr int each = 1000;
    auto [sender, receiver] = makeMpscChannel<Line>(64);
    std::vector<std::thread> threads;
    for (int who = 0; who < threadCount; ++who)
        threads.emplace_back([who, end = sender] {
            for (int line = 0; line < each; ++line)
                CHECK(end.send(Line(who, line), Deadline::never()));
        });
    sender = {};
    Log log;
    for (const Line& line : receiver)
        log.take(line);
    for (auto& thread : threads)
        thread.join();
    CHECK(log.inOrder);
    for (int who = 0; who < threadCount; ++who)
        CHECK(log.lines[who] == each);
}

TEST_CASE("004.1 audio: ten control threads send to the callback, which drains a bounded number each block") {
    constexpr int each = 200;
    auto [sender, receiver] = makeMpscChannel<Line>(16);
    concurrency::Executor executor;
    concurrency::Driver driver = executor.adopt();
    std::vector<std::thread> threads;
    for (int who = 0; who < threadCount; ++who)
        threads.emplace_back([who, end = sender] {
            for (int line = 0; line < each; ++line)
                CHECK(end.send(Line(who, line), Deadline::never()));
        });
    sender = {};
    Log log;
    std::size_t most = 0;
    bool over = false;
    while (!over) {
        if (const auto block = driver.enter()) {
            std::size_t count = 0;
            for (const Line& line : receiver.drain()) {
                log.take(line);
                ++count;
            }
            most = std::max(most, count);
            over = receiver.closed() && receiver.occupancy() == 0;
        }
        std::this_thread::yield();
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(log.inOrder);
    CHECK(most <= 16);
    for (int who = 0; who < threadCount; ++who)
        CHECK(log.lines[who] == each);
}

TEST_CASE(
    "004.3 rendezvous: a send returns only after the receive, and an attempt without a receiver is full") {
    auto [sender, receiver] = makeRendezvousChannel<int>();
    CHECK(sender.trySend(1) == ChannelResult::full);
    SleepyThread sending([end = sender] { CHECK(end.send(2, Deadline::never())); });
    REQUIRE(sending.comesToSleep());
    CHECK_FALSE(sending.ended());
    CHECK(receiver.receive(Deadline::never()).value() == 2);
    sending.join();
    CHECK(sender.trySend(3) == ChannelResult::full);
}

TEST_CASE("004.3 audio: a parameter editor hands its edit to the saver, and knows that it was taken") {
    struct Edit {
        std::string parameter;
        double value = 0;
    };
    auto [editor, saver] = makeRendezvousChannel<Edit>();
    std::atomic<int> saved{0};
    std::thread saving([&saved, end = std::move(saver)]() mutable {
        for (const Edit& edit : end)
            saved += edit.parameter == "gain" && edit.value == 0.5 ? 1 : 0;
    });
    for (int count = 0; count < 100; ++count) {
        CHECK(editor.send(Edit{"gain", 0.5}, Deadline::never()));
        CHECK(saved >= count); // the one before is saved: its saver came back for this one
    }
    editor = {};
    saving.join();
    CHECK(saved == 100);
}

TEST_CASE(
    "004.5 a sender stopped half-way: the callback finds empty at once, and everybody else's items arrive") {
    Gate gate;
    gate.shut();
    auto [sender, receiver] = makeMpscChannel<GatedItem>(8);
    concurrency::Executor executor;
    concurrency::Driver driver = executor.adopt();
    std::thread stalled([&gate, end = sender] { CHECK(end.trySend(GatedItem(7, &gate))); });
    REQUIRE(gate.isReached());
    int received = 0;
    for (int turn = 0; turn < 100; ++turn) {
        if (turn % 2 == 0)
            CHECK(sender.trySend(GatedItem(turn)));
        auto block = driver.enter();
        if (!block)
            continue;
        for (const GatedItem& item : receiver.drain())
            received += item.number() % 2 == 0 ? 1 : 0;
        CHECK(receiver.tryReceive().error() == ChannelResult::empty);
    }
    CHECK(received == 50);
    gate.open();
    stalled.join();
    CHECK(receiver.tryReceive().value().number() == 7);
}

TEST_CASE(
    "000.3 back-pressure: the seventeenth send waits, gives up at its deadline, or goes on after one receive") {
    auto [sender, receiver] = makeMpmcQueue<int>(16);
    for (int number = 0; number < 16; ++number)
        CHECK(sender.send(number, Deadline::never()));
    CHECK(sender.trySend(16) == ChannelResult::full);
    const auto start = std::chrono::steady_clock::now();
    CHECK(sender.send(16, Deadline::at(start + 50ms)) == ChannelResult::timeout);
    CHECK(std::chrono::steady_clock::now() >= start + 50ms);
    CHECK(receiver.occupancy() == 16);
    {
        SleepyThread waiting([end = sender] { CHECK(end.send(16, Deadline::never())); });
        REQUIRE(waiting.comesToSleep());
        CHECK(receiver.receive(Deadline::never()).value() == 0);
    }
    int expected = 1;
    for (const int number : receiver.drain())
        CHECK(number == expected++);
    CHECK(expected == 17);
}

TEST_CASE("000.3 audio: the callback is never held up by a full queue, and what it could not send is counted") {
    auto [sender, receiver] = makeMpscChannel<int>(16);
    concurrency::Executor executor;
    concurrency::Driver driver = executor.adopt();
    std::uint64_t refused = 0;
    for (int number = 0; number < 20; ++number)
        if (const auto block = driver.enter())
            refused += sender.trySend(number) == ChannelResult::full ? 1U : 0U;
    CHECK(refused >= 1);
    CHECK(sender.statistics().refused == refused);
    CHECK(receiver.occupancy() == 16);
}

TEST_CASE_TEMPLATE(
    "000.3 a channel allocates when it is made and never after: not to send, wait, copy or close", Kind,
    CHANNEL_KINDS) {
    auto [sender, receiver] = Kind::template make<int>(3);
    std::thread other([end = sender] {
        for (int number = 0; number < 20; ++number)
            CHECK(end.send(number, Deadline::never()));
    });
    const auto before = test::allocationsHere();
    int sum = 0;
    int got = 0;
    for (int count = 0; count < 20; ++count) {
        const bool received(receiver.receive(got, Deadline::never()));
        sum += received ? got : 0;
    }
    const auto second = sender;
    const bool sent = second.trySend(1) && second.send(2, Deadline::never()) && second.trySend(4) &&
                      second.send(8, Deadline::in(1us)) == ChannelResult::timeout;
    for (const int number : receiver.drain())
        sum += number;
    const bool empty = receiver.receive(got, Deadline::in(1us)) == ChannelResult::timeout;
    second.close();
    const auto after = test::allocationsHere();
    other.join();
    CHECK(after == before);
    CHECK(sum == 190 + (Kind::stores ? 1 + 2 + 4 : 0));
    CHECK(sent == Kind::stores);
    CHECK(empty);
}

TEST_CASE_TEMPLATE(
    "000.4 closing under load: four blocked senders and four blocked receivers all return closed", Kind,
    CHANNEL_KINDS) {
    constexpr int rounds = 40; // a hundred thousand in tests/stress
    constexpr int each = 4;
    std::atomic<int> alive{0};
    for (int round = 0; round < rounds; ++round) {
        auto full = Kind::template make<test::CountedItem>(1);
        auto empty = Kind::template make<test::CountedItem>(1);
        if (Kind::stores)
            REQUIRE(full.sender.trySend(test::CountedItem(alive, 0)));
        std::atomic<int> closed{0};
        int expected = 0;
        std::vector<std::unique_ptr<SleepyThread>> threads;
        for (int index = 0; index < each; ++index) {
            threads.push_back(std::make_unique<SleepyThread>([&, end = full.sender] {
                test::CountedItem item(alive, 5);
                closed +=
                    end.send(std::move(item), Deadline::never()) == ChannelResult::closed && item.number() == 5;
            }));
            ++expected;
            if constexpr (std::is_copy_constructible_v<decltype(empty.receiver)>) {
                threads.push_back(std::make_unique<SleepyThread>([&, end = empty.receiver]() mutable {
                    closed += end.receive(Deadline::never()).error() == ChannelResult::closed;
                }));
                ++expected;
            }
        }
        if (round % 4 != 0) // otherwise some are still on their way
            for (const auto& thread : threads)
                REQUIRE(thread->comesToSleep());
        full.receiver.close();
        empty.sender.close();
        CHECK(test::eventually([&] { return closed == expected; }));
    }
    CHECK(alive == 0);
}
