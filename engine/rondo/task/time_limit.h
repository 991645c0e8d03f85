// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <rondo/concurrency/deadline.h>

namespace rondo::task {

/// How long a task waits at most: a duration, counted by the pool's clock from where the wait begins, or a
/// Deadline. In a simulated pool, whose clock is not the world's, durations alone are exact.
///
/// Example:
///     expect(TimeLimit(std::chrono::milliseconds(5)).until(100) == 5'000'100);
///     expect(TimeLimit(std::chrono::milliseconds(-5)).until(100) == 100); // over already
///     expect(TimeLimit(std::chrono::hours(24 * 365 * 1000)).isNever());   // too far to count: no overflow
class TimeLimit {
public:
    /// Returns: none at all. Progress: wait-free. [any]
    static constexpr TimeLimit never() noexcept { return TimeLimit(concurrency::Deadline::never()); }
    /// Effects: none; a negative time is over at once, one of more than 100 years never. Progress: wait-free.
    /// [any]
    template <class Representation, class Period>
    constexpr TimeLimit(
        std::chrono::duration<Representation, Period> time) noexcept // NOLINT: a time is a limit
        : time_(nanoseconds(time)), deadline_(concurrency::Deadline::never()) {}
    /// Effects: none. Progress: wait-free. [any]
    constexpr TimeLimit(concurrency::Deadline deadline) noexcept : deadline_(deadline) {} // NOLINT: likewise

    /// Returns: whether it has no end. Progress: wait-free. [any]
    constexpr bool isNever() const noexcept { return time_ == unlimited && deadline_.isNever(); }
    /// Returns: the instant of its end on a clock that shows `now`, in nanoseconds. Requires: it has one.
    /// Progress: wait-free, may read the world's clock. [any]
    std::int64_t until(std::int64_t now) const noexcept {
        const auto left = time_ != unlimited ? time_ : deadline_.remaining().count();
        return now + std::min(left, std::numeric_limits<std::int64_t>::max() - now);
    }

private:
    static constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();
    template <class Representation, class Period>
    static constexpr std::int64_t nanoseconds(std::chrono::duration<Representation, Period> time) noexcept {
        constexpr double farAway = 100.0 * 365 * 24 * 3600; // seconds
        const auto seconds = std::chrono::duration_cast<std::chrono::duration<double>>(time).count();
        if (seconds > farAway)
            return unlimited;
        return seconds <= 0 ? 0 : std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
    }

    std::int64_t time_ = unlimited;
    concurrency::Deadline deadline_;
};

} // namespace rondo::task
