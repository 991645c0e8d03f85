// SPDX-License-Identifier: MIT
#include <rondo/graph/node.h>

struct Quiet : rondo::graph::Node {
    rondo::graph::NodeDescription describe() const override { return {}; }
    void prepare(const rondo::graph::PrepareContext&) override {}
    void process(const rondo::graph::ProcessContext&) noexcept override {}
};

void share(Quiet& first) {
    Quiet& second = first;
    second.prepare({});
}
