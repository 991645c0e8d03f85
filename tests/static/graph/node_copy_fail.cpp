// SPDX-License-Identifier: MIT
// expect: deleted .*Quiet
#include <rondo/graph/node.h>

struct Quiet : rondo::graph::Node {
    rondo::graph::NodeDescription describe() const override { return {}; }
    void prepare(const rondo::graph::PrepareContext&) override {}
    void process(const rondo::graph::ProcessContext&) noexcept override {}
};

void copy(Quiet& first) { Quiet second(first); }
