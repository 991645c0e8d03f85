// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/graph/graph_control.h>
#include <rondo/graph/graph_edit.h>
#include <rondo/session/graph/graph_description.h>
#include <rondo/session/graph/node_catalogue.h>
#include <string_view>
#include <vector>

namespace rondo::session {

/// Makes a node that needs something outside the graph; a null pointer asks for the type's stand-in.
using OutsideNodes =
    std::function<base::Result<std::unique_ptr<graph::Node>>(const DescribedNode& node, const NodeType& type)>;

/// Where a description is built.
struct GraphBuildOptions {
    graph::NodeId output = graph::graphOutput; ///< what "output" means, at its port 0
    graph::NodeId input = graph::graphInput;   ///< what "input" means
    graph::NodeId group = {};                  ///< that all of it stands in
    /// Makes the nodes of NodeType::outside. Without it they are stand-ins: players of nothing, meters that
    /// nobody reads.
    OutsideNodes outside = {};
    std::string_view source = "the graph"; ///< how errors begin
    double rate = 0;                       ///< of the graph it is built in, for its times; 0: the description's
};

/// What `addGraph` has noted in an edit.
struct BuiltGraph {
    /// A start value that no option of the node can hold, a gate for instance.
    struct Start {
        graph::NodeId node;
        std::uint32_t parameter = 0;
        float value = 0;
    };
    std::vector<graph::NodeId> nodes;     ///< of each described node
    std::vector<graph::NodeGroup> groups; ///< of each described group
    std::vector<BuiltGraph> inside;       ///< of each described group; its starts are among those of the whole
    std::vector<Start> starts; ///< in the order to be sent: a node's first parameter, its gate, comes last
};

/// Effects: notes nodes and edges of a description in `edit`, which the caller commits; then `startGraph`.
/// Errors: as `check`, and what GraphBuildOptions::outside says; the edit is then to be dropped. Progress:
/// blocking, linear. [control]
base::Result<BuiltGraph> addGraph(graph::GraphEdit& edit, const GraphDescription& description,
                                  const GraphBuildOptions& options = {});

/// Effects: sends the start values, to act at the start of the next block. Requires: the edit is committed, and
/// GraphOptions::eventCapacity has room for all of them. Errors: as GraphControl::setParameter. Progress:
/// blocking. [control]
base::Result<void> startGraph(graph::GraphControl& control, const BuiltGraph& built);

} // namespace rondo::session
