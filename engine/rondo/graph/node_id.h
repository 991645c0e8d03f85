// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/base/id.h>

namespace rondo::graph {

struct NodeKind;

/// Names one node of one graph for as long as the graph lives; never given to a second node.
using NodeId = base::Id<NodeKind>;

/// Stand for the graph's own ports in GraphEdit::connect: its input is a source, its output a destination.
inline constexpr NodeId graphInput{1};
inline constexpr NodeId graphOutput{2};

} // namespace rondo::graph
