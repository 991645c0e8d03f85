// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/node_id.h>

namespace rondo::graph {

/// The three names of a group of nodes that is one node from outside; see GraphEdit::addGroup.
struct NodeGroup {
    static constexpr std::uint32_t deepest = 32; ///< how many can lie in each other
    NodeId node;   ///< as others see it: its inputs are destinations, its outputs sources
    NodeId input;  ///< as its own nodes see its inputs: sources, numbered alike
    NodeId output; ///< as its own nodes see its outputs: destinations
    friend bool operator==(const NodeGroup&, const NodeGroup&) = default;
};

} // namespace rondo::graph
