// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <rondo/base/cache_line.h>

namespace rondo::graph::detail {

/// What the audio thread counts and the control side reads.
struct alignas(base::cacheLine) SharedCounts {
    std::atomic<std::uint64_t> blocks{0};
    std::atomic<std::uint64_t> schedulesAdopted{0};
    std::atomic<std::uint64_t> eventsApplied{0};
    std::atomic<std::uint64_t> eventsLate{0};
    std::atomic<std::uint64_t> eventsOrphaned{0};
    std::atomic<std::uint64_t> scheduledTaken{
        0}; ///< scheduled events that have left the queue, one way or another
    std::atomic<std::uint64_t> eventsLost{0};
    std::atomic<std::uint64_t> eventsDisordered{0};
    std::atomic<std::uint64_t> blocksSilenced{0};
    std::atomic<std::uint64_t> lastSilenced{0}; ///< the id of the node
    std::atomic<std::uint64_t> blocksShared{0}; ///< runs that were open to workers
    std::atomic<std::uint64_t> itemsByWorkers{0};
    std::atomic<std::uint64_t> workersRefused{0}; ///< workers whose priority the system refused
};

/// Only the audio thread writes, so no read-modify-write is needed.
inline void add(std::atomic<std::uint64_t>& count, std::uint64_t more) noexcept {
    count.store(count.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
}

} // namespace rondo::graph::detail
