// SPDX-License-Identifier: MIT
#include <rondo/graph/node.h>

struct Quiet : rondo::graph::Node {
    void process(const rondo::graph::ProcessContext&) noexcept override {}
};
