// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/base/result.h>
#include <rondo/graph/detail/graph_model.h>
#include <variant>
#include <vector>

namespace rondo::graph::detail {

struct AddNode {
    std::shared_ptr<NodeRecord> record;
};
struct RemoveNode {
    NodeId id;
};
struct Connect {
    Edge edge;
};
struct Disconnect {
    Edge edge;
};

struct SetLatency {
    NodeId id;
    std::uint32_t frames = 0;
};

/// What an edit has noted, in order.
struct EditSteps {
    std::vector<std::variant<AddNode, RemoveNode, Connect, Disconnect, SetLatency>> list;
};

/// What an edit changes in a graph.
struct Changes {
    std::vector<Edge> come;
    std::vector<Edge> gone;
    std::vector<std::shared_ptr<NodeRecord>> added;
    std::vector<std::shared_ptr<NodeRecord>> removed;
};

struct Applied {
    GraphModel model;
    Changes changes;
};

/// What is known to play while newer edits wait. It keeps no node alive: the schedule that plays does.
struct PlayingGraph {
    std::vector<NodeId> nodes; ///< ascending
    std::vector<Edge> edges;
    std::vector<std::weak_ptr<NodeRecord>> removed; ///< since then
    bool exists = false;
};

/// Returns: what leads from what plays to `after`. Linear in both.
/// `removed`: the nodes that `after` lacks beside those that `playing` knows of.
Changes changesBetween(const PlayingGraph& playing, const GraphModel& after,
                       const std::vector<std::shared_ptr<NodeRecord>>& removed);

/// Returns: `model` after all steps, in time linear in both. Errors: notFound for a node or an edge that a step
/// takes away and that is not there. Whether the edges make sense is for `validate` to say.
base::Result<Applied> apply(const EditSteps& steps, GraphModel model);

} // namespace rondo::graph::detail
