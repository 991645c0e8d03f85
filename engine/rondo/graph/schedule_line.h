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

    /// "read input", "add", "run", "bypass", "delay", "feed back", "read feedback", "write output"
    std::string action;
    NodeId node;                 ///< whose step; of an addition the node that reads the sum
    std::string name;            ///< of the node; of an addition with the input's name after it
    std::vector<Buffers> reads;  ///< of each input port; of an addition the sum so far and what is added
    std::vector<Buffers> writes; ///< of each output port
    std::uint32_t latency = 0;   ///< of the node or the delay, frames
    bool fused =
        false; ///< whether it can go over memory together with the line before; writes nothing there then
};

} // namespace rondo::graph
