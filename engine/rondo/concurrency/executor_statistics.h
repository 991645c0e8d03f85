// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::concurrency {

/// What an executor has counted since it was made.
struct ExecutorStatistics {
    std::uint64_t closuresRun = 0; ///< closures run, thrown ones included; one that is running counts already
    std::uint64_t postsThrown = 0; ///< posted closures that ended in an exception, which was dropped
    std::uint64_t closuresDropped = 0; ///< queued closures that never ran because the executor closed
    std::uint64_t blocks = 0;          ///< blocks that a Driver's thread had the executor for
    std::uint64_t blocksContended = 0; ///< blocks refused because the background thread was inside a closure
    std::uint64_t blocksRaced = 0;     ///< blocks refused because another callback was inside: a faulty host
    std::uint64_t takeOvers = 0;       ///< times the background thread ran closures for a silent Driver
};

} // namespace rondo::concurrency
