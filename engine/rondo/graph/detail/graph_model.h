// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/connect_options.h>
#include <rondo/graph/detail/bypass.h>
#include <rondo/graph/detail/node_histogram.h>
#include <rondo/graph/node.h>
#include <rondo/graph/node_id.h>
#include <string>
#include <vector>

namespace rondo::graph::detail {

/// A node as the control side knows it. Shared by the model and by every schedule that runs the node, so that
/// the node's state outlives a swap and the node dies with the last of them.
struct NodeRecord {
    NodeId id;
    std::string name;
    NodeDescription description;
    std::shared_ptr<Node> node;
    bool prepared = false;
    std::uint32_t latency = 0; ///< the description's, until an edit sets another
    bool bypassed = false;
    std::shared_ptr<Bypass> bypass; ///< from its first bypass on; shared by the copies of this record
    /// Of its runs that were timed; whoever runs it records. Shared by the copies of this record.
    std::shared_ptr<NodeHistogram> times = std::make_shared<NodeHistogram>();
};

/// In which of two graphs an edge is, while one is faded into the other.
enum class EdgePhase : std::uint8_t { both, before, after };

struct Edge {
    NodeId source;
    std::uint32_t sourcePort = 0;
    NodeId destination;
    std::uint32_t destinationPort = 0;
    ConnectOptions options{};
    EdgePhase phase = EdgePhase::both;
    /// Two edges are one when they join the same ports.
    friend bool operator==(const Edge& a, const Edge& b) noexcept {
        return a.source == b.source && a.sourcePort == b.sourcePort && a.destination == b.destination &&
               a.destinationPort == b.destinationPort;
    }
};

/// The editable topology, as a value.
struct GraphModel {
    std::uint32_t inputChannels = 0;
    std::uint32_t outputChannels = 0;
    std::vector<std::shared_ptr<NodeRecord>> nodes; ///< by ascending id
    std::vector<Edge> edges;                        ///< in no particular order
};

/// "'name' (#3)".
std::string nameOf(const NodeRecord& record);

} // namespace rondo::graph::detail
