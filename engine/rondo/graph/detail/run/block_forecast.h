// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <rondo/base/cache_line.h>
#include <utility>

namespace rondo::graph::detail {

/// When workers will be needed next. The audio thread says it at each block; nobody wakes a worker, because a
/// wake-up is a system call of up to 12 us for the caller: a worker asks here when to look again, and sleeps by
/// its own clock. All times are nanoseconds of one clock.
class alignas(base::cacheLine) BlockForecast {
public:
    /// What a worker does next.
    struct Advice {
        std::int64_t spinUntil = 0; ///< look for work until then; not after now: do not
        std::int64_t sleepFor = 0;  ///< and then sleep as long
    };

    /// Effects: a block of `period` began at `now` on `cpu`, and the next one is expected that much later, or,
    /// when blocks come faster, as offline, as long after this one as this one came after the last. Progress:
    /// wait-free. [audio]
    void expectNext(std::int64_t now, std::int64_t period, int cpu) noexcept {
        const auto gap = now - std::exchange(last_, now);
        if (cpu_.load(std::memory_order_relaxed) != cpu)
            cpu_.store(cpu, std::memory_order_relaxed);
        next_.store(now + (2 * gap < period ? gap : period), std::memory_order_relaxed);
    }
    /// Returns: the CPU of the audio thread. A worker there takes nothing on: the audio thread would wait for
    /// it and keep it from running. [worker]
    int audioCpu() const noexcept { return cpu_.load(std::memory_order_relaxed); }
    /// Effects: workers are not needed. Progress: wait-free. [audio]
    void expectNothing() noexcept {
        if (next_.load(std::memory_order_relaxed) != nothing)
            next_.store(nothing, std::memory_order_relaxed);
    }
    /// Returns: what a worker does that has found nothing to do; `worked`: when it last had something to do.
    /// Progress: wait-free. [worker]
    Advice advise(std::int64_t now, std::int64_t worked) const noexcept {
        const auto next = next_.load(std::memory_order_relaxed);
        if (next == nothing)
            return {now, longest};
        if (now < worked + linger)
            return {worked + linger, 0}; // offline, the next block comes at once
        const auto early = next - lead - now;
        if (early > 0)
            return {now, std::min(early, longest)};
        if (now < next + late)
            return {next + late, 0};
        // The stream has paused: the longer it does, the more seldom it is looked for.
        return {now + glance, std::clamp(now - next, shortest, longest)};
    }

    static constexpr std::int64_t longest = 100'000'000; ///< 10 wake-ups a second, 0.02 % of a core
    static constexpr std::int64_t shortest = 200'000;
    static constexpr std::int64_t linger = 30'000;
    static constexpr std::int64_t lead = 120'000; ///< a timer's slack (50 us) and a virtual machine's wake-up
    static constexpr std::int64_t late = 100'000;
    static constexpr std::int64_t glance = 5'000;

private:
    static constexpr std::int64_t nothing = 0;
    std::atomic<std::int64_t> next_{nothing};
    std::atomic<int> cpu_{-1};
    std::int64_t last_ = 0; ///< the audio thread's
};

} // namespace rondo::graph::detail
