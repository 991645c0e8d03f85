// SPDX-License-Identifier: MIT
// expect: deleted .*GraphControl
#include <rondo/graph/graph_control.h>
#include <utility>

using namespace rondo::graph;

GraphControl second(GraphControl& first) { return first; }
