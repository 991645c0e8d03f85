// SPDX-License-Identifier: MIT
#include <rondo/graph/graph_processor.h>
#include <utility>

using namespace rondo::graph;

GraphProcessor moved(GraphProcessor& first) { return std::move(first); }
