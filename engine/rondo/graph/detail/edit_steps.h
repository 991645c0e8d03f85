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

/// Returns: `model` after all steps, in time linear in both. Errors: notFound for a node or an edge that a step
/// takes away and that is not there. Whether the edges make sense is for `validate` to say.
base::Result<GraphModel> apply(const EditSteps& steps, GraphModel model);

} // namespace rondo::graph::detail
