// SPDX-License-Identifier: MIT
#include <rondo/nodes/function_node.h>

using namespace rondo;

auto make() {
    return nodes::makeFunctionNode({}, [](const graph::ProcessContext&) noexcept {});
}
