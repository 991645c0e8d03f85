// SPDX-License-Identifier: MIT
#include "comparison.h"

#include <array>
#include <functional>
#include <memory>
#include <rondo/concurrency/event_group.h>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/lossy_channel.h>
#include <rondo/concurrency/mpmc_queue.h>
#include <rondo/concurrency/mpsc_channel.h>
#include <rondo/concurrency/period_counter.h>
#include <rondo/concurrency/realtime_guard.h>
#include <rondo/concurrency/sealing_key.h>
#include <rondo/concurrency/semaphore.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/concurrency/tagged.h>
#include <thread>

namespace rondo::bench {

namespace {

using concurrency::RealtimeGuard;

constexpr int turns = 1000;

std::uint64_t seenByTheGuard() {
    const auto counts = RealtimeGuard::counts();
    return counts.calls() + counts.pageFaults;
}

/// Runs each operation many times in callbacks and adds what the guard saw of it.
class AudioSide {
public:
    explicit AudioSide(std::vector<Comparison>& into) : into_(into) {}

    concurrency::Executor& executor() { return executor_; }

    /// `before` prepares each time, outside the callback.
    void add(
        const std::string& name, const std::function<void()>& operation,
        const std::function<void()>& before = [] {}) {
        RealtimeGuard::install(concurrency::RealtimeCheck::count, {.pageFaultBlocks = 1, .warmUpBlocks = 100});
        const auto seen = seenByTheGuard();
        int callbacks = 0;
        std::thread([&] {
            while (callbacks < turns) {
                before();
                if (const auto block = driver_.enter()) {
                    operation();
                    ++callbacks;
                }
            }
        }).join();
        into_.push_back(limit("audio side: " + name, static_cast<double>(seenByTheGuard() - seen), 1, "", 0,
                              "system calls, allocations, locks, page faults: none allowed"));
        RealtimeGuard::install(concurrency::RealtimeCheck::off);
    }

private:
    std::vector<Comparison>& into_;
    concurrency::Executor executor_;
    concurrency::Driver driver_ = executor_.adopt();
};

template <class Channel>
void addChannel(AudioSide& side, const std::string& name, Channel channel) {
    side.add(name + ", empty to full and back", [&channel] {
        for (std::int64_t index = 0; index < 10; ++index)
            static_cast<void>(channel.sender.trySend(std::int64_t{index}));
        std::int64_t item = 0;
        while (channel.receiver.tryReceive(item)) {
        }
    });
}

void addBlocks(AudioSide& side) {
    concurrency::Tagged<int> tagged(side.executor(), concurrency::DestroyPolicy::reclaim, 1);
    side.add(
        "a block that runs closures and opens tagged state", [&] { ++tagged.open(); },
        [&] {
            for (int index = 0; index < 10; ++index)
                static_cast<void>(side.executor().post([&tagged] { ++tagged.open(); }));
        });
}

void addReplacedObjects(AudioSide& side) {
    auto value = concurrency::makeLatestValue<std::array<float, 8>>({});
    side.add("latest value, written and read", [&] {
        value.writer.write({1, 2, 3});
        static_cast<void>(value.reader.read());
    });
    auto exchange = concurrency::makeExchange<std::array<float, 8>>(side.executor().reclaimer());
    side.add(
        "exchange, adopting and retiring", [&] { exchange.reader.adopt(); },
        [&] { static_cast<void>(exchange.writer.publish(std::make_unique<std::array<float, 8>>())); });
}

void addSealed(AudioSide& side) {
    concurrency::SealingKey<std::array<float, 8>> key("impulse responses");
    const auto sealed = key.seal({1, 2, 3});
    side.add("sealed handle, opened", [&] {
        if (const auto opened = key.tryOpen(*sealed))
            (*opened)[0] += 1;
    });
}

void addEvents(AudioSide& side) {
    concurrency::PeriodCounter periods;
    concurrency::EventGroup flags;
    concurrency::Semaphore permits(0, 4);
    side.add("period counter, event group, semaphore", [&] {
        periods.advance();
        flags.set(1);
        flags.clear(1);
        static_cast<void>(permits.tryRelease());
        static_cast<void>(permits.tryAcquire());
    });
}

} // namespace

void measureAudioSide(std::vector<Comparison>& into) {
    AudioSide side(into);
    addBlocks(side);
    addChannel(side, "SPSC channel", concurrency::makeSpscChannel<std::int64_t>(8));
    addChannel(side, "MPSC channel", concurrency::makeMpscChannel<std::int64_t>(8));
    addChannel(side, "MPMC queue", concurrency::makeMpmcQueue<std::int64_t>(8));
    auto lossy = concurrency::makeLossyChannel<std::int64_t>(8);
    side.add("lossy channel, overwriting", [&lossy] {
        for (std::int64_t index = 0; index < 10; ++index)
            lossy.sender.send(index);
        static_cast<void>(lossy.receiver.tryReceive());
    });
    addReplacedObjects(side);
    addSealed(side);
    addEvents(side);
}

} // namespace rondo::bench
