// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <rondo/concurrency/closure_name.h>
#include <rondo/concurrency/histogram.h>

namespace rondo::concurrency {

/// A closure that took its time.
struct LongClosure {
    ClosureName name;
    std::chrono::nanoseconds time{0}; ///< zero: there was none
};

/// What an executor has counted so far; read while it runs, without disturbing it.
///
/// Example:
///     Executor executor;
///     executor.submit([] {}, "nothing");
///     executor.submit([] {}); // a closure's time is there when the next one starts
///     const ExecutorStatistics statistics = executor.statistics();
///     expect(statistics.closuresRun == 2 && statistics.waits.total() == 2);
///     expect(statistics.longest.time.count() > 0);
struct ExecutorStatistics {
    std::uint64_t closuresRun = 0;     ///< submitted and posted
    std::uint64_t waiting = 0;         ///< handed in and not yet taken up
    std::uint64_t postsThrown = 0;     ///< posted closures that ended by an exception
    std::uint64_t postsRefused = 0;    ///< posts that found the executor full
    std::uint64_t closuresDropped = 0; ///< posted closures that a close or a poison kept from starting
    std::uint64_t closuresRevoked = 0; ///< submits whose deadline passed before they started
    std::uint64_t blocks = 0;          ///< driver blocks that held the executor
    std::uint64_t blocksContended = 0; ///< driver blocks that met the background thread in a closure
    std::uint64_t blocksRaced = 0;     ///< driver blocks that met another driver block: a faulty host
    std::uint64_t takeOvers = 0;     ///< times the background thread ran closures because the driver was silent
    std::uint64_t threadChanges = 0; ///< times a block came on another thread than the block before
    std::uint64_t strayDestructions = 0; ///< Tagged values of policy `report` destroyed off the executor
    std::uint64_t highWater = 0;         ///< most closures that waited at once when the executor looked
    HistogramCounts waits;               ///< from hand-over to start
    HistogramCounts durations;           ///< from start to end
    LongClosure longest;                 ///< the longest so far
    LongClosure lastLong;                ///< the last one longer than ExecutorOptions::longClosure
};

} // namespace rondo::concurrency
