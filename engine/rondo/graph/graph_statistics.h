// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/node_id.h>

namespace rondo::graph {

/// What a graph has counted since it was made.
struct GraphStatistics {
    std::uint64_t blocks = 0; ///< calls of GraphProcessor::process
    std::uint64_t schedulesAdopted =
        0; ///< edits that reached the audio thread, those published together counted once
    std::uint64_t eventsApplied = 0;  ///< sent events that their node has received
    std::uint64_t eventsLate = 0;     ///< of those, how many came after the frame they were meant for
    std::uint64_t eventsOrphaned = 0; ///< events whose node had been removed before they were due
    std::uint64_t eventsRefused =
        0; ///< events that setParameter or sendEvent returned to its caller because of a full queue
    /// Blocks of a port that held what is no finite number and were silenced: of a node, at the end of a chain
    /// of nodes without memory, or of the graph's input.
    std::uint64_t blocksSilenced = 0;
    NodeId lastSilenced;              ///< the node of the last of them; graphInput for the graph's input
    std::uint64_t blocksShared = 0;   ///< blocks, or pieces of longer ones, that were open to workers
    std::uint64_t itemsByWorkers = 0; ///< chains of nodes that a worker ran
    std::uint64_t workersRefused = 0; ///< workers that the system refused GraphOptions::workerPriority
    std::uint64_t eventsLost =
        0; ///< events of event ports, or on delayed edges, beyond GraphOptions::portEvents
    /// Events that a node sent out of order, which were put into their places, or for frames beyond the block,
    /// which were moved to its last one.
    std::uint64_t eventsDisordered = 0;
};

} // namespace rondo::graph
