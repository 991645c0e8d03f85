// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/detail/graph_model.h>
#include <vector>

namespace rondo::graph::detail {

/// What one vertex is. The graph's own input is the first vertex and its output the last, so that every pass
/// treats their ports like any others.
struct Vertex {
    std::shared_ptr<NodeRecord> record; ///< null for the graph's own input and output
    std::uint32_t firstInput = 0;       ///< into ResolvedGraph::inputs
    std::uint32_t inputCount = 0;
    std::uint32_t firstOutput = 0; ///< into ResolvedGraph::outputs
    std::uint32_t outputCount = 0;
};

struct InputPort {
    std::uint32_t width = 0;
    std::uint32_t firstSource = 0; ///< into ResolvedGraph::sources
    std::uint32_t sourceCount = 0;
};

struct OutputPort {
    std::uint32_t width = 0;
    std::uint32_t vertex = 0;
    std::uint32_t readers = 0; ///< edges that leave here
};

/// A valid topology with numbers for names: vertices by ascending id, ports in one list, and for each input
/// port the output ports that feed it, ordered by vertex and port, which is the order in which they are summed.
struct ResolvedGraph {
    std::vector<Vertex> vertices;
    std::vector<InputPort> inputs;
    std::vector<OutputPort> outputs;
    std::vector<std::uint32_t> sources; ///< indices into `outputs`
};

} // namespace rondo::graph::detail
