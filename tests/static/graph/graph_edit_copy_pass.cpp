// SPDX-License-Identifier: MIT
#include <rondo/graph/graph_edit.h>
#include <utility>

using namespace rondo::graph;

GraphEdit moved(GraphEdit& first) { return std::move(first); }
