// SPDX-License-Identifier: MIT
// expect: looser (throw|exception) specif|more lax
#include <rondo/graph/node.h>

struct Loud : rondo::graph::Node {
    void process(const rondo::graph::ProcessContext&) override {}
};
