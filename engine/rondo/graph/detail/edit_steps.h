// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/base/result.h>
#include <rondo/graph/detail/compile/resolved_graph.h>
#include <rondo/graph/detail/graph_model.h>
#include <variant>
#include <vector>

namespace rondo::graph::detail {

struct AddNode {
    std::shared_ptr<NodeRecord> record;
};
struct AddGroup {
    std::shared_ptr<GroupRecord> group;
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

/// A null curve ends it.
struct Automate {
    NodeId id;
    std::uint32_t parameter = 0;
    std::shared_ptr<const AutomationCurve> curve;
};

struct SetLatency {
    NodeId id;
    std::uint32_t frames = 0;
};

struct Meter {
    NodeId id;
    std::shared_ptr<OutputLevels> levels;
};

struct SetBypass {
    NodeId id;
    bool bypassed = true;
};

/// What an edit has noted, in order.
struct EditSteps {
    std::vector<std::variant<AddNode, AddGroup, RemoveNode, Connect, Disconnect, SetLatency, Meter, SetBypass,
                             Automate>>
        list;
};

/// What an edit changes in a graph.
struct Changes {
    std::vector<Edge> come;
    std::vector<Edge> gone;
    std::vector<Edge> passing;                      ///< come too, past groups: nobody listens to them yet
    std::vector<Edge> tuned;                        ///< stay, with other options
    std::vector<std::shared_ptr<NodeRecord>> added; ///< by ascending id
    std::vector<std::shared_ptr<NodeRecord>> removed;
    std::vector<std::shared_ptr<NodeRecord>> altered; ///< new records of nodes that stay
    GroupList groups;                                 ///< all that there are afterwards
    std::shared_ptr<const Automations> automations;   ///< all after the edit; null: those from before
};

/// What newer edits have changed in the graph that plays. It keeps no node that is gone alive: the schedule
/// that plays does.
struct PendingChanges {
    std::vector<Edge> come;
    std::vector<Edge> gone;
    std::vector<std::shared_ptr<NodeRecord>> added;
    std::vector<std::weak_ptr<NodeRecord>> removed;
};

PendingChanges pending(const Changes& changes);
/// Returns: both in one, `changes` being the later.
Changes compose(const PendingChanges& before, const Changes& changes);

/// Returns: what the steps change in `graph` with its `groups`, whose blocks have up to `maximumFrames`.
/// Errors: notFound for a node or an edge that a step takes away or changes and that is not there;
/// invalidArgument for a node that cannot be bypassed. Whether new edges make sense is for `revise` to say.
base::Result<Changes> apply(const EditSteps& steps, const ResolvedGraph& graph, GroupList groups,
                            std::uint32_t maximumFrames);

/// Returns: `model` after `changes`.
GraphModel changed(GraphModel model, const Changes& changes);

} // namespace rondo::graph::detail
