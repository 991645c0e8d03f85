// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

namespace rondo::graph {

/// When the workers of a graph help.
enum class WorkerUse : std::uint8_t {
    whenFaster, ///< in schedules that are measured to gain by it; no more workers than there are other cores
    always,     ///< wherever two nodes can run at the same time: for tests
};

/// What is fixed for the life of a graph.
struct GraphOptions {
    double rate = 48000; ///< frames a second, 1 to 10 million
    std::uint32_t maximumFrames =
        4096; ///< of one block inside, 1 to 65536; GraphProcessor::process cuts longer ones
    std::uint32_t inputChannels = 0;        ///< 0 to 64
    std::uint32_t outputChannels = 2;       ///< 0 to 64
    std::uint32_t eventCapacity = 1024;     ///< events on their way to the audio thread, 1 to 2^20
    std::uint32_t scheduledCapacity = 4096; ///< events that wait for a later frame, 0 to 2^20
    std::uint32_t portEvents = 512;         ///< events of a port in one block, or on a delayed edge, 1 to 65536
    std::uint32_t flightRecords = 65536;    ///< what the flight recorder keeps, 1 to 2^24; 32 bytes each
    std::uint32_t workers = 0; ///< threads that help the audio thread, 0 to 63; the samples are the same
    bool fuse = true; ///< whether chains of nodes that multiply go over memory once; the samples are the same
    WorkerUse workerUse = WorkerUse::whenFaster;
    std::optional<int> workerPriority = std::nullopt; ///< SCHED_FIFO priority of the workers, 1 to 99, best one
                                                      ///< below the audio thread's; none: normal
};

} // namespace rondo::graph
