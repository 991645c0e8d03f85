// SPDX-License-Identifier: MIT
#include "spsc_rounds.h"

#include <algorithm>
#include <boost/lockfree/spsc_queue.hpp>
#include <readerwriterqueue/readerwriterqueue.h>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/spsc_channel.h>

namespace rondo::bench {

namespace {

template <class T>
struct Ours {
    concurrency::SpscChannel<T> channel = concurrency::makeSpscChannel<T>(queueCapacity);
    bool push(const T& value) { return static_cast<bool>(channel.sender.trySend(value)); }
    bool pop(T& value) { return static_cast<bool>(channel.receiver.tryReceive(value)); }
};

template <class T>
struct Moodycamel {
    moodycamel::ReaderWriterQueue<T> queue{queueCapacity};
    bool push(const T& value) { return queue.try_enqueue(value); }
    bool pop(T& value) { return queue.try_dequeue(value); }
};

template <class T>
struct Boost {
    boost::lockfree::spsc_queue<T> queue{queueCapacity};
    bool push(const T& value) { return queue.push(value); }
    bool pop(T& value) { return queue.pop(value); }
};

/// The floor of a round trip: a word each way, and no queue at all. Where the two cores are one core's two
/// halves, a look without a pause hinders the other side; elsewhere a pause is time lost. The faster of both
/// counts.
template <class T, bool pauses>
struct OneWord {
    alignas(base::cacheLine) std::atomic<std::int64_t> word{-1};
    bool push(const T& value) {
        word.store(value.words.front(), std::memory_order_release);
        return true;
    }
    bool pop(T& value) {
        const auto got = word.load(std::memory_order_acquire);
        if (got == seen) {
            if constexpr (pauses)
                asm volatile("pause");
            return false;
        }
        seen = got;
        value.words.fill(got);
        return true;
    }
    alignas(base::cacheLine) std::int64_t seen = -1;
};

double seconds(const Samples& samples, const std::string& name) {
    const auto found = samples.find("spsc/" + name);
    return found != samples.end() ? median(found->second) : 0;
}

struct Peer {
    const char* key;
    const char* name;
    double bound;
};
constexpr Peer peers[] = {{"moodycamel", "moodycamel::ReaderWriterQueue", 1},
                          {"boost", "boost::lockfree::spsc_queue", 1},
                          {"juce", "juce::AbstractFifo around an array", 1}};

} // namespace

void registerSpsc() {
    addSpsc<Ours>("rondo");
    addSpsc<Moodycamel>("moodycamel");
    addSpsc<Boost>("boost");
    registerJuceSpsc();
    const auto addFloor = [](const char* name, auto function) {
        benchmark::RegisterBenchmark(name, function)->Iterations(1)->Repetitions(9)->UseRealTime();
    };
    addFloor("spsc/word/round trip", roundTrips<OneWord<Item<8>, false>, 8>);
    addFloor("spsc/pausing word/round trip", roundTrips<OneWord<Item<8>, true>, 8>);
}

void collectSpsc(const Samples& samples, std::vector<Comparison>& into) {
    for (const std::string size : {"8 bytes", "64 bytes"})
        for (const auto& peer : peers)
            into.push_back({.name = "SPSC, " + size + ", throughput",
                            .peerName = peer.name,
                            .unit = "items/us",
                            .rule = Comparison::Rule::atLeast,
                            .bound = peer.bound,
                            .ours = 1e-6 / seconds(samples, "rondo/" + size),
                            .peer = 1e-6 / seconds(samples, peer.key + ("/" + size))});
    for (const std::string size : {"8 bytes", "64 bytes"}) {
        const std::string trip = "round trip " + size + "/p50";
        const double ours = seconds(samples, "rondo/" + trip) * 1e9;
        const double floor = 1e9 * std::min(seconds(samples, "word/round trip/p50"),
                                            seconds(samples, "pausing word/round trip/p50"));
        const char* const floorName = "floor: one atomic word each way, no queue";
        into.push_back(size == "8 bytes" ? limit("SPSC, 8 bytes, round trip", ours, floor, "ns", 1.1, floorName)
                                         : shown("SPSC, 64 bytes, round trip", ours, floor, "ns", floorName));
        for (const auto& peer : peers)
            into.push_back(shown("SPSC, " + size + ", round trip", ours,
                                 seconds(samples, peer.key + ("/" + trip)) * 1e9, "ns", peer.name));
    }
}

} // namespace rondo::bench
