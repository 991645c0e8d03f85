// SPDX-License-Identifier: MIT
// expect: no matching function .*makeFunctionNode
#include <rondo/nodes/function_node.h>

using namespace rondo;

auto make() {
    return nodes::makeFunctionNode({}, [](const graph::ProcessContext&) {});
}
