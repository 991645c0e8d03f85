// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/parallel_workers.h>

#include <chrono>
#include <rondo/audio/flush_denormals.h>
#include <rondo/concurrency/callback_scope.h>
#include <rondo/concurrency/realtime_scope.h>
#include <rondo/concurrency/realtime_thread.h>
#include <rondo/graph/detail/run/spin_pause.h>
#include <string>

namespace rondo::graph::detail {

ParallelWorkers::ParallelWorkers(ParallelRunner& runner, const BlockForecast& forecast,
                                 const base::TickClock& clock, SharedCounts& counts, std::uint32_t count,
                                 std::optional<int> priority)
    : runner_(runner), forecast_(forecast), clock_(clock), counts_(counts) {
    threads_.reserve(count);
    try {
        for (std::uint32_t index = 0; index < count; ++index)
            threads_.emplace_back([this, index, priority] { live(index, priority); });
    } catch (...) {
        stop();
        throw;
    }
}

ParallelWorkers::~ParallelWorkers() { stop(); }

void ParallelWorkers::stop() noexcept {
    {
        const std::scoped_lock guard(mutex_);
        stopping_ = true;
    }
    stop_.notify_all();
    for (auto& thread : threads_)
        thread.join();
}

void ParallelWorkers::live(std::uint32_t index, std::optional<int> priority) noexcept {
    if (!concurrency::prepareRealtimeThread("graph worker " + std::to_string(index), priority).empty())
        counts_.workersRefused.fetch_add(1, std::memory_order_relaxed);
    const concurrency::CallbackScope callback("graph worker"); // nodes do here what they do in a callback
    const audio::FlushDenormals flush;
    for (;;) {
        const auto sleep = std::chrono::nanoseconds(work());
        std::unique_lock guard(mutex_);
        if (stop_.wait_for(guard, sleep, [this] { return stopping_; }))
            return;
    }
}

// Returns: for how long to sleep.
std::int64_t ParallelWorkers::work() noexcept {
    const concurrency::RealtimeScope watched;
    constexpr int glancesBetweenTimes = 16;
    auto worked = clock_.nanoseconds() - BlockForecast::linger;
    for (;;) {
        const auto now = clock_.nanoseconds();
        const auto advice = forecast_.advise(now, worked);
        if (advice.spinUntil <= now)
            return advice.sleepFor;
        bool helped = false;
        do {
            for (int glance = 0; glance < glancesBetweenTimes && !helped; ++glance)
                if (!(helped = concurrency::currentCpu() != forecast_.audioCpu() && runner_.help()))
                    spinPause();
        } while (!helped && clock_.nanoseconds() < advice.spinUntil);
        if (helped)
            worked = clock_.nanoseconds();
        else if (advice.sleepFor > 0)
            return advice.sleepFor;
    }
}

} // namespace rondo::graph::detail
