// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/graph_model.h>

namespace rondo::graph::detail {

std::string nameOf(const NodeRecord& record) {
    return "'" + record.name + "' (#" + std::to_string(record.id.value) + ")";
}

} // namespace rondo::graph::detail
