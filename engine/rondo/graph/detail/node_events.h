// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <rondo/graph/detail/event_buffer.h>
#include <vector>

namespace rondo::graph::detail {

/// The event ports of one node. They belong to the node, not to a schedule, because no event in them outlives a
/// block but those that were sent from outside. One writer a block: the node its outputs, whoever runs it its
/// inputs, the audio thread before the block what comes from outside.
struct NodeEvents {
    NodeEvents(std::size_t inputCount, std::size_t outputCount, std::uint32_t capacity) {
        for (std::size_t port = 0; port < inputCount; ++port) {
            outside.emplace_back(capacity);
            inputs.emplace_back(capacity);
        }
        for (std::size_t port = 0; port < outputCount; ++port)
            outputs.emplace_back(capacity);
    }

    std::vector<EventBuffer> outside; ///< by input: sent from outside for this block
    std::vector<EventBuffer> inputs;  ///< by input: all that reaches it in this block
    std::vector<EventBuffer> outputs;
};

} // namespace rondo::graph::detail
