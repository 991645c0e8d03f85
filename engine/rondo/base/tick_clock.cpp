// SPDX-License-Identifier: MIT
#include <rondo/base/tick_clock.h>

#include <cpuid.h>
#include <limits>

namespace rondo::base {

namespace {

std::int64_t ticks() noexcept { return static_cast<std::int64_t>(__rdtsc()); }

bool runsAtOneRate() noexcept {
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(0x8000'0007, &a, &b, &c, &d) != 0 && (d & (1U << 8)) != 0;
}

struct Instant {
    std::int64_t ticks, nanoseconds;
};

// Both clocks at once: of several tries the one that was interrupted least.
Instant now() noexcept {
    Instant best{};
    auto narrowest = std::numeric_limits<std::int64_t>::max();
    for (int turn = 0; turn < 8; ++turn) {
        const auto before = ticks();
        const auto time = monotonicNanoseconds();
        const auto width = ticks() - before;
        if (width < narrowest) {
            narrowest = width;
            best = {before + width / 2, time};
        }
    }
    return best;
}

double measuredRate() noexcept {
    if (!runsAtOneRate())
        return 0;
    constexpr std::int64_t measuringTime = 200'000; // ns; each end is right to some 20 ns
    const Instant from = now();
    while (monotonicNanoseconds() - from.nanoseconds < measuringTime) {
    }
    const Instant to = now();
    return to.ticks > from.ticks ? static_cast<double>(to.nanoseconds - from.nanoseconds) /
                                       static_cast<double>(to.ticks - from.ticks)
                                 : 0;
}

double rate() noexcept {
    static const double nanosecondsPerTick = measuredRate(); // the processor's, so of the whole process
    return nanosecondsPerTick;
}

} // namespace

TickClock::TickClock()
    : nanosecondsPerTick_(rate()), origin_(nanosecondsPerTick_ == 0 ? monotonicNanoseconds() : ticks()) {}

} // namespace rondo::base
