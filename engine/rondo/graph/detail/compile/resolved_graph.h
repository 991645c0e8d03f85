// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/detail/delay_line.h>
#include <rondo/graph/detail/graph_model.h>
#include <vector>

namespace rondo::graph::detail {

enum class VertexKind : std::uint8_t {
    node,
    graphInput,
    graphOutput,
    delay,         ///< a DelayLine that compensates latency
    feedbackWrite, ///< the end of a feedback edge that takes samples; nothing reads it
    feedbackRead,  ///< the end that gives them
    fade,          ///< goes from its first input port to its second
};

/// What one vertex is. The graph's own input is the first vertex, its output the one after the nodes; what the
/// passes put in follows. So every pass treats all ports alike.
struct Vertex {
    std::shared_ptr<NodeRecord> record; ///< of a node
    std::shared_ptr<DelayLine> line;    ///< of a delay and of both ends of a feedback edge
    std::uint32_t firstInput = 0;       ///< into ResolvedGraph::inputs
    std::uint32_t inputCount = 0;
    std::uint32_t firstOutput = 0; ///< into ResolvedGraph::outputs
    std::uint32_t outputCount = 0;
    std::uint32_t frames = 0; ///< by which a delay or a feedback edge delays
    VertexKind kind = VertexKind::node;
    NodeId destination;                  ///< of a fade: the node whose input it is
    std::uint32_t destinationPort = 0;   ///< and the port
    std::uint32_t destinationVertex = 0; ///< the same in numbers
    std::uint32_t destinationInput = 0;  ///< into ResolvedGraph::inputs
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
    std::vector<std::uint32_t> sources;             ///< indices into `outputs`
    std::vector<ConnectOptions> options;            ///< of the edge behind each source
    std::vector<EdgePhase> phases;                  ///< likewise
    std::uint32_t latency = 0;                      ///< frames from the slowest source to the graph's output
    std::uint32_t longestPiece = ~std::uint32_t{0}; ///< frames that may run at once, because of feedback edges

    /// The edge behind source number `source` of `vertex`'s input port number `port`, in names.
    Edge edgeOf(const Vertex& vertex, std::uint32_t port, std::uint32_t source) const;
    /// The vertex of a node that is there.
    std::uint32_t vertexOf(NodeId id) const;
    /// Puts a vertex with one port on each side that is given a width; returns its number.
    std::uint32_t addVertex(VertexKind kind, std::shared_ptr<DelayLine> line, std::uint32_t frames,
                            std::uint32_t inputWidth, std::uint32_t outputWidth);
    /// Makes `output` the only source of the one input port of `vertex`.
    void feed(std::uint32_t vertex, std::uint32_t output);
};

} // namespace rondo::graph::detail
