// SPDX-License-Identifier: MIT
#pragma once

#include "comparison.h"

#include <atomic>
#include <cstdint>
#include <ctime>
#include <pthread.h>
#include <rondo/base/clock.h>
#include <sched.h>
#include <thread>
#include <utility>

namespace rondo::bench {

constexpr std::int64_t callbackPeriod = 1'333'333; // nanoseconds: 64 frames at 48 kHz

/// Calls a function every period, from a thread of its own on core 0, at realtime priority where that is
/// allowed.
class PacedThread {
public:
    template <class Function>
    explicit PacedThread(Function function) : thread_([this, function] { run(function); }) {}
    ~PacedThread() { finish(); }
    PacedThread(const PacedThread&) = delete;
    PacedThread& operator=(const PacedThread&) = delete;

    /// Returns after the last call.
    void finish() {
        stop_.store(true);
        if (thread_.joinable())
            thread_.join();
    }

private:
    template <class Function>
    void run(const Function& function) {
        const PinnedTo pinned(0);
        const sched_param priority{.sched_priority = 50};
        pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
        auto next = base::monotonicNanoseconds();
        while (!stop_.load(std::memory_order_relaxed)) {
            for (next += callbackPeriod; next < base::monotonicNanoseconds(); next += callbackPeriod) {
            }
            const timespec at{next / 1'000'000'000, next % 1'000'000'000};
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, nullptr);
            function();
        }
    }

    std::atomic<bool> stop_{false};
    std::thread thread_;
};

} // namespace rondo::bench
