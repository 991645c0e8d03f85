// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/graph_model.h>

namespace rondo::graph::detail {

std::string nameOf(const NodeRecord& record) {
    return "'" + record.path + record.name + "' (#" + std::to_string(record.id.value) + ")";
}

std::string nameOf(const GroupRecord& record) {
    return "'" + record.path + record.name + "' (#" + std::to_string(record.ids.node.value) + ")";
}

} // namespace rondo::graph::detail
