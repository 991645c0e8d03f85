// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/time_limit.h>

namespace rondo::task::detail {

/// One limit for several waits, one after the other, of the calling task.
class TimeLeft {
public:
    explicit TimeLeft(TimeLimit limit) noexcept
        : never_(limit.isNever()), end_(never_ ? 0 : limit.until(now())) {}
    bool over() const noexcept { return !never_ && end_ <= now(); }
    TimeLimit limit() const noexcept { return never_ ? TimeLimit::never() : TimeLimit(left()); }
    /// What is left, and at most `most`.
    TimeLimit limit(std::chrono::nanoseconds most) const noexcept {
        return never_ ? TimeLimit(most) : TimeLimit(std::min(left(), most));
    }

private:
    static std::int64_t now() noexcept { return Worker::current()->pool().now(); }
    std::chrono::nanoseconds left() const noexcept {
        return std::chrono::nanoseconds(std::max<std::int64_t>(end_ - now(), 0));
    }

    bool never_;
    std::int64_t end_; ///< on the pool's clock
};

} // namespace rondo::task::detail
