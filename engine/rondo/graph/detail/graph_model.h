// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/connect_options.h>
#include <rondo/graph/detail/automation.h>
#include <rondo/graph/detail/bypass.h>
#include <rondo/graph/detail/node_events.h>
#include <rondo/graph/detail/node_histogram.h>
#include <rondo/graph/node.h>
#include <rondo/graph/node_group.h>
#include <rondo/graph/node_id.h>
#include <rondo/graph/output_levels.h>
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
    NodeId group;              ///< that it stands in; none: the graph itself
    std::string path;          ///< of its groups, as names are told: "bus/"
    bool junction = false;     ///< whether it is a port of its group
    bool bypassed = false;
    std::shared_ptr<Bypass> bypass; ///< from its first bypass on; shared by the copies of this record
    /// Of its runs that were timed; whoever runs it records. Shared by the copies of this record.
    std::shared_ptr<NodeHistogram> times = std::make_shared<NodeHistogram>();
    std::shared_ptr<NodeEvents> events{};   ///< of a node with event ports; shared likewise
    std::shared_ptr<OutputLevels> levels{}; ///< of a node that is metered; shared likewise
};

/// A group of nodes as the control side knows it. In the flat graph, which alone is compiled, only its ports
/// are left: a node for each, so that edges can meet there, and fade.
struct GroupRecord {
    NodeGroup ids;
    NodeId parent; ///< the group that it stands in
    std::string name;
    std::string path;                   ///< of the groups that it stands in
    std::uint32_t depth = 0;            ///< how many they are
    NodeDescription description;        ///< its ports
    std::vector<NodeId> inputJunctions; ///< by port
    std::vector<NodeId> outputJunctions;
    bool bypassed = false;
    bool passes = false; ///< whether the ways past it are laid, from its first bypass on
};
using GroupList = std::vector<std::shared_ptr<const GroupRecord>>;

/// In which of two graphs an edge is, while one is faded into the other.
enum class EdgePhase : std::uint8_t { both, before, after };

struct Edge {
    NodeId source;
    std::uint32_t sourcePort = 0;
    NodeId destination;
    std::uint32_t destinationPort = 0;
    ConnectOptions options{};
    EdgePhase phase = EdgePhase::both;
    bool events = false; ///< whether it joins event ports
    /// Two edges are one when they join the same ports.
    friend bool operator==(const Edge& a, const Edge& b) noexcept {
        return a.source == b.source && a.sourcePort == b.sourcePort && a.destination == b.destination &&
               a.destinationPort == b.destinationPort && a.events == b.events;
    }
};

/// The editable topology, as a value.
struct GraphModel {
    std::uint32_t inputChannels = 0;
    std::uint32_t outputChannels = 0;
    std::vector<std::shared_ptr<NodeRecord>> nodes; ///< by ascending id
    std::vector<Edge> edges;                        ///< in no particular order
    GroupList groups;                               ///< parents before children
    std::shared_ptr<const Automations> automations; ///< null: none
};

/// Gives a record a new way past its node, with room for a latency of `longest` frames and more; see Bypass.
void makeBypass(NodeRecord& record, std::uint32_t longest, std::uint32_t maximumFrames, bool bypassed,
                bool continues);

/// "'bus/name' (#3)", with the groups that it stands in.
std::string nameOf(const NodeRecord& record);
std::string nameOf(const GroupRecord& record);

} // namespace rondo::graph::detail
