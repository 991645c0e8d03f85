// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/node_id.h>
#include <string>
#include <vector>

namespace rondo::graph {

/// A step of the schedule in words, for people and for tools that show it.
struct ScheduleLine {
    using Buffers = std::vector<std::uint32_t>; ///< a buffer's number for each channel; number 0 is silence

    std::string action;          ///< "read input", "sum", "run", "write output"
    NodeId node;                 ///< whose step; of a sum the node that reads it
    std::string name;            ///< of the node; of a sum with the input's name after it
    std::vector<Buffers> reads;  ///< of each input port; of a sum of each source
    std::vector<Buffers> writes; ///< of each output port
    std::uint32_t latency = 0;   ///< of the node, frames
};

} // namespace rondo::graph
