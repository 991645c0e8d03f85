// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/base/result.h>
#include <rondo/graph/detail/graph_model.h>
#include <string>
#include <unordered_map>
#include <vector>

namespace rondo::graph::detail {

/// Knows the groups of a model while an edit is applied to it: which ports their names mean in the flat graph,
/// and who may be joined to whom.
class GroupBook {
public:
    explicit GroupBook(GroupList groups);

    bool empty() const noexcept { return groups_.empty(); }
    /// Null for what is no group's NodeGroup::node.
    const GroupRecord* find(NodeId node) const;
    /// Effects: adds a group and tells it its path. Errors: notFound for a parent that is no group;
    /// invalidArgument for one that lies too deep.
    base::Result<void> add(const std::shared_ptr<GroupRecord>& group);
    void replace(std::shared_ptr<const GroupRecord> group);
    /// Effects: forgets a group and those inside it. Returns: their names.
    std::vector<NodeId> remove(NodeId node);

    /// Returns: an edge between the nodes and ports that `edge`'s ends mean. Errors: invalidArgument for an
    /// input of a group as a destination and an output as a source; notFound for a port that it has not.
    base::Result<Edge> flat(Edge edge) const;
    /// Returns: in which group an end of an edge stands, none: in the graph itself. `own`: the group of a node.
    NodeId scopeOf(NodeId end, NodeId own) const;
    /// "'bus/eq' (#5)" for a group or its ends; empty for others.
    std::string name(NodeId end) const;

    GroupList take();

private:
    enum class Role { outside, input, output };
    struct End {
        std::shared_ptr<const GroupRecord> group;
        Role role = Role::outside;
    };
    const End* end(NodeId id) const;
    base::Result<void> move(NodeId& id, std::uint32_t& port, bool source) const;
    void enter(const std::shared_ptr<const GroupRecord>& group);

    GroupList groups_;
    std::unordered_map<NodeId, End> ends_;
};

} // namespace rondo::graph::detail
