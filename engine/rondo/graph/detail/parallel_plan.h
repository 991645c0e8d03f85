// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <rondo/graph/schedule.h>
#include <vector>

namespace rondo::graph::detail {

/// A chain of steps that one thread runs in one go.
struct WorkItem {
    std::uint32_t firstStep = 0; ///< into ParallelPlan::steps
    std::uint32_t stepCount = 0;
    std::uint32_t firstSuccessor = 0; ///< into ParallelPlan::successors
    std::uint32_t successorCount = 0;
    std::uint32_t waits = 0; ///< for so many items
};

/// How several threads run a schedule together: the schedule's steps once more, in other buffers. Two items
/// share a buffer only when one of them waits for the other, so any order that respects the waiting is safe. A
/// step keeps its number, and with it its part of Schedule::Rest: a run may be serial in one block and parallel
/// in the next.
struct ParallelPlan {
    std::vector<Step> steps;            ///< those of an item side by side
    std::vector<std::uint32_t> numbers; ///< of each step in the schedule
    std::vector<WorkItem> items;
    std::vector<std::uint32_t> successors;
    std::vector<std::uint32_t> roots; ///< items that wait for nothing, the last one first
    std::uint32_t sinks = 0;          ///< items that nothing waits for
    std::uint32_t bufferCount = 0;

    Chains chains;                                         ///< of `steps`
    std::unique_ptr<std::atomic<std::uint32_t>[]> arrived; ///< by item: of those it waits for; 0 between blocks
    std::vector<std::uint32_t> kept; ///< by item: the next one in its owner's list; the runner's

    std::vector<PortChannels<const float>> inputs;
    std::vector<PortChannels<float>> outputs;
    std::vector<float*> channels;
};

} // namespace rondo::graph::detail
