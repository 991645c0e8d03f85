// SPDX-License-Identifier: MIT
#include <rondo/graph/graph_control.h>
#include <utility>

using namespace rondo::graph;

GraphControl moved(GraphControl& first) { return std::move(first); }
