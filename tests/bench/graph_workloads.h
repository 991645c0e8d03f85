// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

namespace rondo::bench {

/// What a node of a workload does; all are stereo.
enum class Work : std::uint8_t {
    input,     ///< no node: stands for the graph's own input
    noise,     ///< plays noise
    rest,      ///< a source that sleeps
    gain,      ///< one multiplication a sample
    filter,    ///< one biquad a channel
    equaliser, ///< ten biquads a channel, in one node
};

struct PlannedNode {
    Work work = Work::gain;
    std::vector<std::uint32_t>
        sources; ///< by their place in the plan, which is before this one; they are summed
};

/// A graph as each framework builds it. Its last node is heard, and each other one has one reader.
using GraphPlan = std::vector<PlannedNode>;

/// Returns: a source and gains after it, `nodes` in all.
GraphPlan chainOf(std::uint32_t nodes);

/// Tracks that are summed into one gain: each a source and a chain after it.
struct Tracks {
    std::uint32_t count = 0;
    std::uint32_t length = 0; ///< of the chain
    Work work = Work::gain;   ///< of the chain
};
GraphPlan tracksOf(const Tracks& tracks);

/// Returns: 64 tracks of a source and three gains, eight to a bus, eight busses to the master. The first of
/// each `otherEvery` tracks has `other` for its source, the rest noise; with 0 none has.
GraphPlan mixerOf64(std::uint32_t otherEvery = 0, Work other = Work::input);

} // namespace rondo::bench
