// SPDX-License-Identifier: MIT
#include <atomic>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/mpmc_queue.h>
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
using test::CountedItem;
using test::Gate;
using test::GatedItem;
using test::SleepyThread;

TEST_CASE("several receivers take each item once, first in first out, through every capacity") {
    for (const std::size_t capacity : {1u, 2u, 3u, 6u}) {
        CAPTURE(capacity);
        constexpr int count = 3000;
        auto [sender, receiver] = makeMpmcQueue<int>(capacity);
        std::vector<std::atomic<int>> taken(count);
        std::vector<std::thread> threads;
        for (int index = 0; index < 3; ++index)
            threads.emplace_back([&taken, end = receiver]() mutable {
                int before = -1;
                for (const int number : end) {
                    CHECK(number > before);
                    before = number;
                    ++taken[static_cast<std::size_t>(number)];
                }
            });
        for (int number = 0; number < count; ++number)
            CHECK(sender.send(number, Deadline::never()));
        sender.close();
        for (auto& thread : threads)
            thread.join();
        for (const auto& one : taken)
            CHECK(one == 1);
    }
}

TEST_CASE("an item that is on its way in when the queue closes is still received, and then all receivers end") {
    Gate gate;
    gate.shut();
    auto [sender, receiver] = makeMpmcQueue<GatedItem>(3);
    std::thread stalled([&gate, end = sender] { CHECK(end.trySend(GatedItem(1, &gate))); });
    REQUIRE(gate.isReached());
    std::atomic<int> received{0};
    std::atomic<int> ended{0};
    {
        std::vector<std::unique_ptr<SleepyThread>> receivers;
        for (int index = 0; index < 3; ++index)
            receivers.push_back(std::make_unique<SleepyThread>([&, end = receiver]() mutable {
                for (auto& item : end)
                    received += item.number();
                ++ended;
            }));
        for (const auto& one : receivers)
            REQUIRE(one->comesToSleep());
        sender.close();
        CHECK(sender.trySend(GatedItem(2)) == ChannelResult::closed);
        for (const auto& one : receivers)
            REQUIRE(one->comesToSleep());
        CHECK(receiver.tryReceive().error() == ChannelResult::empty);
        gate.open();
    }
    stalled.join();
    CHECK(received == 1);
    CHECK(ended == 3);
    CHECK(receiver.tryReceive().error() == ChannelResult::closed);
}

TEST_CASE("an item on its way in hides those behind it only until it is there") {
    Gate gate;
    gate.shut();
    auto [sender, receiver] = makeMpmcQueue<GatedItem>(3);
    std::thread stalled([&gate, end = sender] { CHECK(end.trySend(GatedItem(1, &gate))); });
    REQUIRE(gate.isReached());
    CHECK(sender.trySend(GatedItem(2)));
    CHECK(receiver.tryReceive().error() == ChannelResult::empty);
    CHECK(receiver.occupancy() == 2);
    {
        SleepyThread first([end = receiver]() mutable { CHECK(end.receive(Deadline::never()).has_value()); });
        SleepyThread second([end = receiver]() mutable { CHECK(end.receive(Deadline::never()).has_value()); });
        REQUIRE(first.comesToSleep());
        REQUIRE(second.comesToSleep());
        gate.open();
    }
    stalled.join();
    CHECK(receiver.statistics().received == 2);
    CHECK(receiver.occupancy() == 0);
}

TEST_CASE("an item on its way in when the last receiver goes dies with the queue, once") {
    struct Item : GatedItem, CountedItem {
        Item(Gate& gate, std::atomic<int>& alive) : GatedItem(1, &gate), CountedItem(alive, 1) {}
    };
    std::atomic<int> alive{0};
    Gate gate;
    gate.shut();
    {
        auto [sender, receiver] = makeMpmcQueue<Item>(3);
        std::thread stalled([&, end = sender] { CHECK(end.trySend(Item(gate, alive))); });
        REQUIRE(gate.isReached());
        receiver = {};
        CHECK(sender.closed());
        gate.open();
        stalled.join();
    }
    CHECK(alive == 0);
}

TEST_CASE("one shared end serves several threads") {
    const auto queue = makeMpmcQueue<int>(4);
    auto receiver = queue.receiver;
    std::atomic<int> sum{0};
    std::vector<std::thread> threads;
    for (int index = 0; index < 2; ++index) {
        threads.emplace_back([&] {
            for (int number = 1; number <= 100; ++number)
                CHECK(queue.sender.send(number, Deadline::never()));
        });
        threads.emplace_back([&] {
            for (int count = 0; count < 100; ++count)
                sum += receiver.receive(Deadline::never()).value();
        });
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(sum == 2 * 5050);
}
