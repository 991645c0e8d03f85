// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/group_book.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace rondo::graph::detail {

using base::ErrorCode;
using base::fail;

GroupBook::GroupBook(GroupList groups) : groups_(std::move(groups)) {
    for (const auto& group : groups_)
        enter(group);
}

void GroupBook::enter(const std::shared_ptr<const GroupRecord>& group) {
    ends_[group->ids.node] = {group, Role::outside};
    ends_[group->ids.input] = {group, Role::input};
    ends_[group->ids.output] = {group, Role::output};
}

const GroupBook::End* GroupBook::end(NodeId id) const {
    const auto found = ends_.find(id);
    return found != ends_.end() ? &found->second : nullptr;
}

const GroupRecord* GroupBook::find(NodeId node) const {
    const auto* found = end(node);
    return found != nullptr && found->role == Role::outside ? found->group.get() : nullptr;
}

base::Result<void> GroupBook::add(const std::shared_ptr<GroupRecord>& group) {
    if (group->parent) {
        const auto* parent = find(group->parent);
        if (parent == nullptr)
            return fail(ErrorCode::notFound, "The group '" + group->name + "' is to stand in (#" +
                                                 std::to_string(group->parent.value) +
                                                 "), which is no group of the graph; add that one first.");
        if (parent->depth + 1 >= NodeGroup::deepest)
            return fail(ErrorCode::invalidArgument, "The group '" + group->name + "' would lie in " +
                                                        std::to_string(NodeGroup::deepest) +
                                                        " others; put fewer groups into each other.");
        group->depth = parent->depth + 1;
        group->path = parent->path + parent->name + "/";
    }
    groups_.push_back(group);
    enter(group);
    return {};
}

void GroupBook::replace(std::shared_ptr<const GroupRecord> group) {
    const auto place =
        std::ranges::find(groups_, group->ids.node, [](const auto& record) { return record->ids.node; });
    *place = group;
    enter(group);
}

std::vector<NodeId> GroupBook::remove(NodeId node) {
    std::unordered_set<NodeId> gone{node};
    // Children come after their parents.
    for (const auto& group : groups_)
        if (gone.contains(group->parent))
            gone.insert(group->ids.node);
    for (const auto& group : groups_)
        if (gone.contains(group->ids.node))
            for (const auto id : {group->ids.node, group->ids.input, group->ids.output})
                ends_.erase(id);
    std::erase_if(groups_, [&](const auto& group) { return gone.contains(group->ids.node); });
    return {gone.begin(), gone.end()};
}

std::string GroupBook::name(NodeId id) const {
    const auto* found = end(id);
    return found != nullptr ? nameOf(*found->group) : "";
}

base::Result<void> GroupBook::move(NodeId& id, std::uint32_t& port, bool source) const {
    const auto* found = end(id);
    if (found == nullptr)
        return {};
    const auto& group = *found->group;
    if (found->role == (source ? Role::output : Role::input))
        return fail(ErrorCode::invalidArgument,
                    source ? "The output of " + nameOf(group) +
                                 " is a destination for its own nodes; connect others to NodeGroup::node."
                           : "The input of " + nameOf(group) +
                                 " is a source for its own nodes; connect others to NodeGroup::node.");
    const bool inputs = found->role == Role::input || (found->role == Role::outside && !source);
    const auto& junctions = inputs ? group.inputJunctions : group.outputJunctions;
    if (port >= junctions.size())
        return fail(ErrorCode::notFound, "An edge needs " + std::string(inputs ? "input " : "output ") +
                                             std::to_string(port) + " of " + nameOf(group) + ", which has " +
                                             std::to_string(junctions.size()) +
                                             (inputs ? " inputs" : " outputs") + ", counted from 0.");
    id = junctions[port];
    port = 0;
    return {};
}

base::Result<Edge> GroupBook::flat(Edge edge) const {
    auto moved = move(edge.source, edge.sourcePort, true);
    if (moved)
        moved = move(edge.destination, edge.destinationPort, false);
    if (!moved)
        return tl::unexpected<base::Error>(std::move(moved.error()));
    return edge;
}

NodeId GroupBook::scopeOf(NodeId id, NodeId own) const {
    const auto* found = end(id);
    if (found == nullptr)
        return own;
    return found->role == Role::outside ? found->group->parent : found->group->ids.node;
}

GroupList GroupBook::take() { return std::move(groups_); }

} // namespace rondo::graph::detail
