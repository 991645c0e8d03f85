// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/graph/graph_picture.h>

namespace rondo::graph::detail {

/// What stands in a group itself, or, for none, in the graph: its nodes, one node for each group in it, and its
/// own ends as a graph has them.
GraphPicture insideOf(const GraphPicture& picture, NodeId group);

/// The picture with two nodes for the ends of each group, which its edges lead to and from.
GraphPicture withGroupEnds(GraphPicture picture);

} // namespace rondo::graph::detail
