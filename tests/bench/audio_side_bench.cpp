// SPDX-License-Identifier: MIT
#include "comparison.h"

#include <array>
#include <functional>
#include <memory>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/realtime_guard.h>
#include <rondo/concurrency/realtime_scope.h>
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

/// Runs `operation` many times as an audio thread would and adds what the guard saw of it; `before` prepares
/// each time, unwatched.
void addOperation(
    std::vector<Comparison>& into, const std::string& name, const std::function<void()>& operation,
    const std::function<void()>& before = [] {}) {
    RealtimeGuard::install(concurrency::RealtimeCheck::count, {.pageFaultBlocks = 1, .warmUpBlocks = 100});
    const auto seen = seenByTheGuard();
    std::thread([&] {
        for (int turn = 0; turn < turns; ++turn) {
            before();
            const concurrency::RealtimeScope armed;
            operation();
        }
    }).join();
    into.push_back(limit("audio side of " + name, static_cast<double>(seenByTheGuard() - seen), 1, "", 0,
                         "system calls, allocations, locks, page faults: none allowed"));
    RealtimeGuard::install(concurrency::RealtimeCheck::off);
}

void addSpscEnds(std::vector<Comparison>& into) {
    auto channel = concurrency::makeSpscChannel<std::int64_t>(8);
    std::int64_t item = 0;
    addOperation(into, "an SPSC channel, empty to full and back", [&] {
        for (int index = 0; index < 10; ++index)
            static_cast<void>(channel.sender.trySend(index));
        while (channel.receiver.tryReceive(item)) {
        }
    });
}

void addReplacedObjects(std::vector<Comparison>& into) {
    auto value = concurrency::makeLatestValue<std::array<float, 8>>({});
    addOperation(into, "a latest value", [&] {
        value.writer.write({1, 2, 3});
        static_cast<void>(value.reader.read());
    });
    concurrency::Executor executor;
    auto exchange = concurrency::makeExchange<std::array<float, 8>>(executor.reclaimer());
    addOperation(
        into, "an exchange, adopting and retiring", [&] { exchange.reader.adopt(); },
        [&] { exchange.writer.publish(std::make_unique<std::array<float, 8>>()); });
}

void addBlocks(std::vector<Comparison>& into) {
    concurrency::Executor executor;
    concurrency::Tagged<int> tagged(executor, concurrency::DestroyPolicy::reclaim, 1);
    auto driver = executor.adopt();
    addOperation(
        into, "a block with closures, tagged state opened", [&] { const auto block = driver.enter(); },
        [&] {
            for (int index = 0; index < 10; ++index)
                static_cast<void>(executor.post([&tagged] { ++tagged.open(); }));
        });
}

} // namespace

void measureAudioSide(std::vector<Comparison>& into) {
    addSpscEnds(into);
    addReplacedObjects(into);
    addBlocks(into);
}

} // namespace rondo::bench
