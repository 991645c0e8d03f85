// SPDX-License-Identifier: MIT
#pragma once

#include "comparison.h"

#include <array>
#include <atomic>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <rondo/base/clock.h>
#include <string>
#include <thread>
#include <vector>

namespace rondo::bench {

inline constexpr std::size_t queueCapacity = 1024;

/// An item of as many bytes, with a number by which a lost one is noticed.
template <std::size_t bytes>
struct Item {
    static_assert(bytes % sizeof(std::int64_t) == 0);
    std::array<std::int64_t, bytes / sizeof(std::int64_t)> words{};
    static Item numbered(std::int64_t number) {
        Item item;
        item.words.fill(number);
        return item;
    }
    bool is(std::int64_t number) const { return words.front() == number && words.back() == number; }
};

/// One way. Both threads spin without a pause, the consumer on core 0 and the producer on core 1, as rigtorp's
/// benchmark does.
template <class Queue, std::size_t bytes>
void throughput(benchmark::State& state) {
    const std::int64_t items = bytes > 8 ? 1'000'000 : 4'000'000;
    Queue queue;
    for (auto round : state) {
        std::atomic<bool> go{false};
        std::thread producer([&] {
            const PinnedTo pinned(1);
            while (!go.load(std::memory_order_acquire)) {
            }
            for (std::int64_t item = 0; item < items;)
                item += queue.push(Item<bytes>::numbered(item)) ? 1 : 0;
        });
        {
            const PinnedTo pinned(0);
            go.store(true, std::memory_order_release);
            Item<bytes> got;
            for (std::int64_t expected = 0; expected < items;) {
                if (!queue.pop(got))
                    continue;
                if (!got.is(expected))
                    state.SkipWithError("an item was lost or came out of order");
                ++expected;
            }
        }
        producer.join();
    }
    state.SetItemsProcessed(state.iterations() * items);
}

/// There and back through two queues, one item under way. The counter p50 is the median of many short rows of
/// trips, so that a thread that loses its core for a moment spoils some rows and not the figure.
template <class Queue, std::size_t bytes>
void roundTrips(benchmark::State& state) {
    constexpr std::int64_t rows = 400, tripsInRow = 500;
    Queue there;
    Queue back;
    std::vector<double> seconds;
    for (auto round : state) {
        std::thread echo([&] {
            const PinnedTo pinned(1);
            Item<bytes> got;
            for (std::int64_t trip = 0; trip < rows * tripsInRow; ++trip) {
                while (!there.pop(got)) {
                }
                while (!back.push(got)) {
                }
            }
        });
        const PinnedTo pinned(0);
        Item<bytes> got;
        for (std::int64_t row = 0; row < rows; ++row) {
            const auto before = base::monotonicNanoseconds();
            for (std::int64_t trip = row * tripsInRow; trip < (row + 1) * tripsInRow; ++trip) {
                while (!there.push(Item<bytes>::numbered(trip))) {
                }
                while (!back.pop(got)) {
                }
                if (!got.is(trip))
                    state.SkipWithError("an item was lost or came out of order");
            }
            seconds.push_back(static_cast<double>(base::monotonicNanoseconds() - before) * 1e-9 / tripsInRow);
        }
        echo.join();
    }
    state.counters["p50"] = median(std::move(seconds));
}

/// `Queue<Item<bytes>>` has push and pop, which give back whether they did.
template <template <class> class Queue>
void addSpsc(const std::string& who) {
    const auto add = [&who](const char* what, auto function, int iterations) {
        benchmark::RegisterBenchmark(("spsc/" + who + "/" + what).c_str(), function)
            ->Iterations(iterations)
            ->Repetitions(9)
            ->UseRealTime();
    };
    add("8 bytes", throughput<Queue<Item<8>>, 8>, 2);
    add("64 bytes", throughput<Queue<Item<64>>, 64>, 2);
    add("round trip 8 bytes", roundTrips<Queue<Item<8>>, 8>, 1);
    add("round trip 64 bytes", roundTrips<Queue<Item<64>>, 64>, 1);
}

} // namespace rondo::bench
