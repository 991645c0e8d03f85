// SPDX-License-Identifier: MIT
#pragma once

#include "comparison.h"

#include <atomic>
#include <benchmark/benchmark.h>
#include <rondo/base/clock.h>
#include <string>
#include <thread>
#include <vector>

namespace rondo::bench {

/// Where the executor's thread and its submitters run.
enum class Place { sameCore, twoCores, unpinned, sameCoreBurning };

inline std::string name(Place place) {
    const char* names[] = {"same core", "two cores", "unpinned", "same core, idle-class burner"};
    return names[static_cast<int>(place)];
}

/// Keeps the machine's first two cores from halting, at the lowest priority there is.
class Burner {
public:
    Burner();
    ~Burner();
    Burner(const Burner&) = delete;
    Burner& operator=(const Burner&) = delete;

private:
    std::atomic<bool> stop_{false};
    std::vector<std::thread> threads_;
};

/// Runs on one CPU, or on any, from now on.
void runOn(int cpu);
void runAnywhere();

inline constexpr int submitWarmUp = 500;
inline constexpr int submitCalls = 2000;

/// Blocking calls of `submitters` threads, each call timed: the counters p50 and p99, and the wall time per
/// call of all of them as `wall`, in seconds.
template <class AnyExecutor>
void submitRounds(benchmark::State& state, Place place, int submitters) {
    AnyExecutor executor;
    const bool pinned = place != Place::unpinned;
    const auto placeSelf = [pinned](int cpu) { pinned ? runOn(cpu) : runAnywhere(); };
    executor.submit([&] { placeSelf(0); });
    const int callerCpu = place == Place::twoCores ? 1 : 0;
    const int each = submitCalls / submitters;
    std::vector<double> seconds(static_cast<std::size_t>(each * submitters));
    std::int64_t from = 0;
    long n = 0;
    for (auto round : state) {
        std::atomic<int> ready{0};
        const auto callMany = [&](int index) {
            placeSelf(callerCpu);
            for (int call = 0; call < submitWarmUp; ++call)
                executor.submit([&n] { n += 10; });
            if (ready.fetch_add(1) + 1 == submitters)
                from = base::monotonicNanoseconds();
            while (ready.load() < submitters)
                std::this_thread::yield();
            for (int call = 0; call < each; ++call) {
                const auto before = base::monotonicNanoseconds();
                executor.submit([&n] { n += 10; });
                seconds[static_cast<std::size_t>(index * each + call)] =
                    static_cast<double>(base::monotonicNanoseconds() - before) * 1e-9;
            }
        };
        std::vector<std::thread> threads;
        for (int index = 0; index < submitters; ++index)
            threads.emplace_back(callMany, index);
        for (auto& thread : threads)
            thread.join();
        state.counters["wall"] =
            static_cast<double>(base::monotonicNanoseconds() - from) * 1e-9 / (each * submitters);
    }
    if (n != 10L * submitters * (submitWarmUp + each))
        state.SkipWithError("a closure was lost");
    state.counters["p50"] = quantile(seconds, 0.5);
    state.counters["p99"] = quantile(seconds, 0.99);
}

template <class AnyExecutor>
void addSubmit(const std::string& who, Place place, int submitters) {
    benchmark::RegisterBenchmark(
        ("submit/" + who + "/" + name(place) + "/" + std::to_string(submitters)).c_str(),
        [place, submitters](benchmark::State& state) {
            const std::unique_ptr<Burner> burner(place == Place::sameCoreBurning ? new Burner : nullptr);
            submitRounds<AnyExecutor>(state, place, submitters);
        })
        ->Iterations(1)
        ->Repetitions(11)
        ->UseRealTime();
}

/// A peer at every place, with 1 and 4 submitters.
template <class AnyExecutor>
void addSubmitEverywhere(const std::string& who) {
    for (const Place place : {Place::sameCore, Place::twoCores, Place::unpinned})
        for (const int submitters : {1, 4})
            addSubmit<AnyExecutor>(who, place, submitters);
    addSubmit<AnyExecutor>(who, Place::sameCoreBurning, 1);
}

} // namespace rondo::bench
