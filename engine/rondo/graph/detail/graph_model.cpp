// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/graph_model.h>

#include <algorithm>

namespace rondo::graph::detail {

void makeBypass(NodeRecord& record, std::uint32_t longest, std::uint32_t maximumFrames, bool bypassed,
                bool continues) {
    constexpr std::uint32_t room = 2048; // so that a latency that grows a little keeps its past
    record.bypass =
        std::make_shared<Bypass>(record.description, record.junction ? 1 : 0,
                                 std::max(longest + longest / 2, room), maximumFrames, bypassed, continues);
}

std::string nameOf(const NodeRecord& record) {
    return "'" + record.path + record.name + "' (#" + std::to_string(record.id.value) + ")";
}

std::string nameOf(const GroupRecord& record) {
    return "'" + record.path + record.name + "' (#" + std::to_string(record.ids.node.value) + ")";
}

} // namespace rondo::graph::detail
