// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/graph_model.h>

#include <algorithm>

namespace rondo::graph::detail {

const NodeRecord* GraphModel::find(NodeId id) const noexcept {
    const auto place = std::ranges::lower_bound(
        nodes, id, {}, [](const std::shared_ptr<NodeRecord>& record) { return record->id; });
    return place != nodes.end() && (*place)->id == id ? place->get() : nullptr;
}

std::string nameOf(const NodeRecord& record) {
    return "'" + record.name + "' (#" + std::to_string(record.id.value) + ")";
}

std::string nameOf(const GraphModel& model, NodeId id) {
    if (id == graphInput)
        return "the graph's input";
    if (id == graphOutput)
        return "the graph's output";
    const auto* record = model.find(id);
    return record != nullptr ? nameOf(*record) : "node (#" + std::to_string(id.value) + ")";
}

} // namespace rondo::graph::detail
