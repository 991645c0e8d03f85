// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>
#include <rondo/base/clock.h>

namespace rondo::concurrency {

/// Until when a wait may last: an instant of the monotonic clock, so that it can be handed on to nested waits
/// unchanged. Everything in this module that can wait takes one.
///
/// Example:
///     const Deadline soon = Deadline::in(std::chrono::milliseconds(5));
///     expect(!soon.passed() && soon.remaining() <= std::chrono::milliseconds(5));
///     expect(Deadline::immediately().passed());
///     expect(Deadline::in(std::chrono::hours(24 * 365 * 1000)).isNever()); // too far to count: no overflow
class Deadline {
public:
    /// Returns: a deadline that never passes. Progress: wait-free. [any]
    static constexpr Deadline never() noexcept { return Deadline(std::numeric_limits<std::int64_t>::max()); }
    /// Returns: a deadline that has passed: try once, do not wait. Progress: wait-free. [any]
    static constexpr Deadline immediately() noexcept {
        return Deadline(std::numeric_limits<std::int64_t>::min());
    }
    /// Returns: the deadline `time` from now; a negative time has passed, a too long one never passes.
    /// Progress: wait-free, reads the clock. [any]
    template <class Representation, class Period>
    static Deadline in(std::chrono::duration<Representation, Period> time) noexcept {
        using Seconds = std::chrono::duration<double>;
        if (std::chrono::duration_cast<Seconds>(time).count() > farAway)
            return never();
        const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
        return nanoseconds <= 0 ? immediately() : Deadline(base::monotonicNanoseconds() + nanoseconds);
    }
    /// Returns: the deadline at `instant`. Progress: wait-free. [any]
    static Deadline at(std::chrono::steady_clock::time_point instant) noexcept {
        return Deadline(std::chrono::nanoseconds(instant.time_since_epoch()).count());
    }

    /// Returns: whether it is over; without reading the clock where that is known. Progress: wait-free. [any]
    bool passed() const noexcept { return remaining() <= std::chrono::nanoseconds::zero(); }
    /// Returns: the time left, zero when it has passed. Progress: wait-free. [any]
    std::chrono::nanoseconds remaining() const noexcept {
        if (isNever())
            return std::chrono::nanoseconds::max();
        if (*this == immediately())
            return std::chrono::nanoseconds::zero();
        const auto now = base::monotonicNanoseconds();
        return std::chrono::nanoseconds(instant_ > now ? instant_ - now : 0);
    }
    /// Returns: whether it never passes. Progress: wait-free. [any]
    constexpr bool isNever() const noexcept { return *this == never(); }

    friend constexpr auto operator<=>(Deadline, Deadline) = default;

private:
    static constexpr double farAway = 100.0 * 365 * 24 * 3600; // seconds
    constexpr explicit Deadline(std::int64_t instant) noexcept : instant_(instant) {}
    std::int64_t instant_;
};

} // namespace rondo::concurrency
