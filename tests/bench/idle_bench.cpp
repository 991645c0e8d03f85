// SPDX-License-Identifier: MIT
#include "comparison.h"

#include <atomic>
#include <chrono>
#include <ctime>
#include <pthread.h>
#include <rondo/concurrency/executor.h>
#include <thread>

namespace rondo::bench {

namespace {

using namespace std::chrono_literals;

constexpr auto watched = 3s;
constexpr auto period = 1'333'333ns; // 64 frames at 48 kHz

std::chrono::nanoseconds read(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

/// The share of a core, in percent, that `clock` runs while the calling thread sleeps.
double shareOf(clockid_t clock) {
    const auto before = read(clock);
    const auto from = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(watched);
    const auto used = read(clock) - before;
    return 100.0 * static_cast<double>(used.count()) /
           static_cast<double>(std::chrono::nanoseconds(std::chrono::steady_clock::now() - from).count());
}

void add(std::vector<Comparison>& into, const std::string& when, double share) {
    into.push_back(limit("idle executor, " + when, share, 0.1, "% core", 1, "the limit"));
}

} // namespace

void measureIdle(std::vector<Comparison>& into) {
    concurrency::Executor executor;
    long n = 0;
    for (int call = 0; call < 1000; ++call)
        executor.submit([&n] { ++n; });
    add(into, "after 1000 submits", shareOf(CLOCK_PROCESS_CPUTIME_ID));
    clockid_t background{};
    executor.submit([&background] { pthread_getcpuclockid(pthread_self(), &background); });
    auto driver = executor.adopt();
    std::atomic<bool> stop{false};
    std::thread audio([&] {
        for (auto next = std::chrono::steady_clock::now(); !stop.load(); next += period) {
            std::this_thread::sleep_until(next);
            const auto block = driver.enter();
        }
    });
    executor.submit([&n] { ++n; });
    std::this_thread::sleep_for(1500ms);
    add(into, "its background thread while a driver calls back", shareOf(background));
    stop.store(true);
    audio.join();
    add(into, "its driver silent", shareOf(CLOCK_PROCESS_CPUTIME_ID));
}

} // namespace rondo::bench
