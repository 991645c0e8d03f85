// SPDX-License-Identifier: MIT
// expect: deleted .*GraphProcessor
#include <rondo/graph/graph_processor.h>
#include <utility>

using namespace rondo::graph;

GraphProcessor second(GraphProcessor& first) { return first; }
