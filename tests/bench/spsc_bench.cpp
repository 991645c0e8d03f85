// SPDX-License-Identifier: MIT
#include "comparison.h"

#include <atomic>
#include <benchmark/benchmark.h>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <readerwriterqueue/readerwriterqueue.h>
#include <rondo/concurrency/spsc_channel.h>
#include <thread>

namespace rondo::bench {

namespace {

constexpr std::size_t capacity = 1024;
constexpr std::int64_t itemsAtOnce = 4'000'000;

struct Ours {
    concurrency::SpscChannel<std::int64_t> channel = concurrency::makeSpscChannel<std::int64_t>(capacity);
    bool push(std::int64_t value) { return channel.sender.trySend(value); }
    bool pop(std::int64_t& value) { return channel.receiver.tryReceive(value); }
};

struct Moodycamel {
    moodycamel::ReaderWriterQueue<std::int64_t> queue{capacity};
    bool push(std::int64_t value) { return queue.try_enqueue(value); }
    bool pop(std::int64_t& value) { return queue.try_dequeue(value); }
};

struct Boost {
    boost::lockfree::spsc_queue<std::int64_t> queue{capacity};
    bool push(std::int64_t value) { return queue.push(value); }
    bool pop(std::int64_t& value) { return queue.pop(value); }
};

// Both threads spin without a pause, the consumer on core 0 and the producer on core 1, as rigtorp's benchmark
// does.
template <class Queue>
void throughput(benchmark::State& state) {
    Queue queue;
    for (auto round : state) {
        std::atomic<bool> go{false};
        std::thread producer([&] {
            const PinnedTo pinned(1);
            while (!go.load(std::memory_order_acquire)) {
            }
            for (std::int64_t item = 0; item < itemsAtOnce;)
                item += queue.push(item) ? 1 : 0;
        });
        {
            const PinnedTo pinned(0);
            go.store(true, std::memory_order_release);
            std::int64_t got = 0;
            for (std::int64_t expected = 0; expected < itemsAtOnce;) {
                if (!queue.pop(got))
                    continue;
                if (got != expected)
                    state.SkipWithError("an item was lost or came out of order");
                ++expected;
            }
        }
        producer.join();
    }
    state.SetItemsProcessed(state.iterations() * itemsAtOnce);
}

template <class Queue>
void add(const char* name) {
    benchmark::RegisterBenchmark(name, throughput<Queue>)->Iterations(2)->Repetitions(9)->UseRealTime();
}

} // namespace

void registerSpsc() {
    add<Ours>("spsc/rondo");
    add<Moodycamel>("spsc/moodycamel");
    add<Boost>("spsc/boost");
}

void collectSpsc(const Samples& samples, std::vector<Comparison>& into) {
    for (const auto& [key, peer] : {std::pair(std::string("moodycamel"), "moodycamel::ReaderWriterQueue"),
                                    std::pair(std::string("boost"), "boost::lockfree::spsc_queue")})
        into.push_back({.name = "SPSC throughput, 8 bytes, against " + key,
                        .peerName = peer,
                        .unit = "items/us",
                        .rule = Comparison::Rule::atLeast,
                        .bound = 1,
                        .ours = 1e-6 / median(samples.at("spsc/rondo")),
                        .peer = 1e-6 / median(samples.at("spsc/" + key))});
}

} // namespace rondo::bench
