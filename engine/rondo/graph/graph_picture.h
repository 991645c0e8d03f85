// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <rondo/graph/node_group.h>
#include <rondo/graph/node_id.h>
#include <string>
#include <vector>

namespace rondo::graph {

/// A place at a node's side where edges end.
struct PicturePort {
    std::string name;        ///< shown where a side has more than one
    std::uint32_t width = 2; ///< channels; 0: events
};

/// What a node took for a block, measured. Nanoseconds.
struct PictureTime {
    double median = 0;
    double p99 = 0;
};

/// One node as it is drawn. `graphInput` and `graphOutput` stand for the graph's own ports, with one port each.
struct PictureNode {
    NodeId id;
    std::string name;
    std::string type = {}; ///< shown under the name, for instance "gain"; may be empty
    std::vector<PicturePort> inputs = {};
    std::vector<PicturePort> outputs = {};
    std::uint32_t latency = 0; ///< frames
    std::optional<PictureTime> time = {};
    bool bypassed = false;
    NodeId group = {}; ///< NodeGroup::node of the group that it stands in; none: the graph itself
    /// Nodes of one number, other than 0, can run in one pass over memory; `time` is then of each by itself.
    std::uint32_t pass = 0;
};

/// One group as it is drawn: a frame around its nodes. Edges name its ends as GraphEdit::connect does.
struct PictureGroup {
    NodeGroup ids;
    std::string name;
    NodeId group = {}; ///< that it stands in
    std::vector<PicturePort> inputs = {};
    std::vector<PicturePort> outputs = {};
    bool bypassed = false;
};

/// One edge as it is drawn.
struct PictureEdge {
    NodeId source;
    std::uint32_t sourcePort = 0;
    NodeId destination;
    std::uint32_t destinationPort = 0;
    std::uint32_t compensation = 0; ///< frames by which it is delayed, so that what meets is aligned
    std::optional<std::uint32_t> feedback = {}; ///< of a feedback edge: its delay in frames
};

/// What there is to see of a graph, as a plain value: nobody needs a GraphControl to draw one.
struct GraphPicture {
    std::vector<PictureNode> nodes;
    std::vector<PictureEdge> edges;        ///< those that name no node or port of the picture are left out
    std::uint32_t latency = 0;             ///< frames from the graph's input to its output
    std::vector<PictureGroup> groups = {}; ///< parents before children
};

/// Returns: the graph in Graphviz' language, for `dot -Tpdf` and the like. The same picture gives the same
/// text. Errors: std::bad_alloc. Progress: blocking, linear. [control]
std::string toDot(const GraphPicture& picture);

/// Returns: an SVG document: signals flow from left to right, in columns by the longest way from a source. It
/// has no background and is readable on light and on dark ones. Needs no other program; the same picture gives
/// the same text. Layers after Sugiyama, Tagawa and Toda (IEEE Transactions on Systems, Man, and Cybernetics
/// 11(2), 1981): longest-path ranks, lanes for edges that pass a column, barycentre sweeps against crossings;
/// heights by isotonic regression, column by column. Errors: std::bad_alloc. Progress: blocking; n log n in
/// nodes and edges, where an edge counts once for each column that it passes. [control]
std::string toSvg(const GraphPicture& picture);

} // namespace rondo::graph
