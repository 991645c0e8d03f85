// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <rondo/concurrency/detail/atomic.h>

namespace rondo::concurrency {

/// A copy of a Histogram: how many durations fell into each power of two of nanoseconds.
struct HistogramCounts {
    std::array<std::uint64_t, 40>
        counts{}; ///< [0]: under 1 ns; [n]: from 2^(n-1) ns to under 2^n ns; the last: more

    /// Returns: how many durations were recorded. Progress: wait-free. [any]
    std::uint64_t total() const noexcept {
        std::uint64_t sum = 0;
        for (const auto count : counts)
            sum += count;
        return sum;
    }
    /// Returns: a bound that the given share (0 to 1) of the durations kept, exact to a factor of two; zero
    /// when there are none. Progress: wait-free. [any]
    std::chrono::nanoseconds quantile(double share) const noexcept {
        const auto all = static_cast<double>(total());
        double seen = 0;
        for (std::size_t bucket = 0; bucket < counts.size(); ++bucket) {
            seen += static_cast<double>(counts[bucket]);
            if (seen > 0 && seen >= share * all)
                return std::chrono::nanoseconds((std::int64_t{1} << bucket) - 1);
        }
        return {};
    }
};

/// Counts durations without a lock; read while it runs. Never reset, so that readers do not disturb each other:
/// take the difference of two readings.
///
/// Example:
///     Histogram waits;
///     waits.record(std::chrono::microseconds(3));
///     expect(waits.counts().total() == 1);
///     expect(waits.counts().quantile(1.0) == std::chrono::nanoseconds(4095));
class Histogram {
public:
    /// Effects: counts `time`. Progress: wait-free. [audio] [any]
    void record(std::chrono::nanoseconds time) noexcept {
        bucketOf(time).fetch_add(1, std::memory_order_relaxed);
    }
    /// Effects: the same, cheaper. Requires: nobody else records meanwhile. Progress: wait-free.
    /// [any, one thread at a time]
    void recordAlone(std::chrono::nanoseconds time) noexcept {
        auto& bucket = bucketOf(time);
        bucket.store(bucket.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    /// Returns: the counts, each exact, together not of one instant. Progress: wait-free. [any]
    HistogramCounts counts() const noexcept {
        HistogramCounts copy;
        for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket)
            copy.counts[bucket] = buckets_[bucket].load(std::memory_order_relaxed);
        return copy;
    }

private:
    detail::Atomic<std::uint64_t>& bucketOf(std::chrono::nanoseconds time) noexcept {
        const auto width = std::bit_width(static_cast<std::uint64_t>(time.count() > 0 ? time.count() : 0));
        return buckets_[std::min(static_cast<std::size_t>(width), buckets_.size() - 1)];
    }
    std::array<detail::Atomic<std::uint64_t>, 40> buckets_{};
};

} // namespace rondo::concurrency
