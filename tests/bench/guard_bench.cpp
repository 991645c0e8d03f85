// SPDX-License-Identifier: MIT
#include "comparison.h"

#include <benchmark/benchmark.h>
#include <rondo/concurrency/realtime_guard.h>
#include <rondo/concurrency/realtime_scope.h>

namespace rondo::bench {

namespace {

constexpr int scopesAtOnce = 1'000'000;

void scopes(benchmark::State& state) {
    concurrency::RealtimeGuard::install(concurrency::RealtimeCheck::count);
    for (auto round : state)
        for (int scope = 0; scope < scopesAtOnce; ++scope) {
            const concurrency::RealtimeScope armed;
            benchmark::ClobberMemory();
        }
    concurrency::RealtimeGuard::install(concurrency::RealtimeCheck::off);
    state.SetItemsProcessed(state.iterations() * scopesAtOnce);
}

} // namespace

void registerGuard() {
    benchmark::RegisterBenchmark("guard/scope", scopes)
        ->Iterations(5)
        ->Repetitions(9); // by the thread's own time
}

void collectGuard(const Samples& samples, std::vector<Comparison>& into) {
    into.push_back({.name = "realtime guard, armed and disarmed",
                    .peerName = "the limit for a callback",
                    .unit = "ns",
                    .bound = 1,
                    .ours = median(samples.at("guard/scope")) * 1e9,
                    .peer = 2});
}

} // namespace rondo::bench
