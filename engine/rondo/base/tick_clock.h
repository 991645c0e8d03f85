// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/base/clock.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#else
#error "base/tick_clock.h knows x86-64 only; read this processor's counter, or fall back on CLOCK_MONOTONIC"
#endif

namespace rondo::base {

/// A clock for measuring what lasts less than a reading of CLOCK_MONOTONIC costs: the processor's time-stamp
/// counter, where the processor says that it runs at one rate for ever (AMD64 manual, volume 3, CPUID
/// 8000'0007h, EDX bit 8), else CLOCK_MONOTONIC. Its rate is measured once a process and right to about 0.1 %,
/// so it is for statistics, not for keeping time. Two clocks have two origins.
///
/// Example:
///     const base::TickClock clock;
///     const auto before = clock.nanoseconds();
///     expect(clock.nanoseconds() >= before);
class TickClock {
public:
    /// Effects: the first one of the process compares the counter with CLOCK_MONOTONIC, for 0.2 ms. Progress:
    /// blocking. [any but audio]
    TickClock();

    /// Returns: nanoseconds since this clock was made; on one thread never less than before, on two cores as
    /// near to each other as the processor's counters are. About 11 ns, no system call. Progress: wait-free.
    /// [any]
    std::int64_t nanoseconds() const noexcept {
        if (nanosecondsPerTick_ == 0)
            return monotonicNanoseconds() - origin_;
        return static_cast<std::int64_t>(static_cast<double>(static_cast<std::int64_t>(__rdtsc()) - origin_) *
                                         nanosecondsPerTick_);
    }

private:
    double nanosecondsPerTick_; ///< 0: the counter is no clock
    std::int64_t origin_;
};

} // namespace rondo::base
