// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <rondo/concurrency/histogram.h>

namespace rondo::graph::detail {

/// A concurrency::Histogram for one of very many nodes, in 96 bytes for its 320, because a large graph is built
/// as fast as its nodes' memory is touched: what lasts under 16 ns is one bucket, so is what lasts 67 ms and
/// more, and a bucket stops at 2^32 - 1, after two months of every block.
class NodeHistogram {
public:
    /// Requires: nobody else records meanwhile. Progress: wait-free. [audio]
    void recordAlone(std::int64_t nanoseconds) noexcept {
        const auto width = std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(nanoseconds, 0)));
        auto& bucket =
            buckets_[std::clamp<std::size_t>(static_cast<std::size_t>(width), shortest, longest) - shortest];
        const auto count = bucket.load(std::memory_order_relaxed);
        bucket.store(count + (count != std::numeric_limits<std::uint32_t>::max() ? 1 : 0),
                     std::memory_order_relaxed);
    }
    /// Returns: the counts, each exact, together not of one instant. Progress: wait-free. [any]
    concurrency::HistogramCounts counts() const noexcept {
        concurrency::HistogramCounts copy;
        for (std::size_t index = 0; index < buckets_.size(); ++index)
            copy.counts[index + shortest] = buckets_[index].load(std::memory_order_relaxed);
        return copy;
    }

private:
    // Bits of the durations in a bucket.
    static constexpr std::size_t shortest = 4;
    static constexpr std::size_t longest = 27;
    std::array<std::atomic<std::uint32_t>, longest - shortest + 1> buckets_{};
};

} // namespace rondo::graph::detail
