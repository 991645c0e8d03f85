// SPDX-License-Identifier: MIT
// expect: deleted .*GraphEdit
#include <rondo/graph/graph_edit.h>
#include <utility>

using namespace rondo::graph;

GraphEdit second(GraphEdit& first) { return first; }
