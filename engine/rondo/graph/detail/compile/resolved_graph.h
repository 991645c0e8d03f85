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

/// What one vertex is. The graph's own input is the first vertex, its output the second, the nodes follow by
/// ascending id, then what the passes put in. So every pass treats all ports alike. What the passes need of a
/// node lies here, because the nodes' own records are far apart in memory.
struct Vertex {
    const NodeRecord* record = nullptr; ///< of a node
    Node* node = nullptr;
    NodeHistogram* times = nullptr;
    DelayLine* line = nullptr;    ///< of a delay and of both ends of a feedback edge
    NodeId id;                    ///< of a node or an end of the graph; of a fade: whose input it is
    double tail = endlessTail;    ///< of a node, seconds
    std::uint32_t firstInput = 0; ///< into ResolvedGraph::inputs
    std::uint32_t inputCount = 0;
    std::uint32_t firstOutput = 0; ///< into ResolvedGraph::outputs
    std::uint32_t outputCount = 0;
    std::uint32_t frames = 0;  ///< by which a delay or a feedback edge delays
    std::uint32_t latency = 0; ///< of a node
    VertexKind kind = VertexKind::node;
    bool split = false; ///< as NodeDescription has it, and so on
    bool memoryless = false;
    bool inPlace = false;
    std::uint32_t destinationPort = 0;   ///< of a fade: which input it is
    std::uint32_t destinationVertex = 0; ///< and in numbers
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

/// Nodes that lie side by side, so that a schedule keeps many of them alive at the cost of one.
using NodeChunk = std::vector<std::shared_ptr<NodeRecord>>;

/// A valid topology with numbers for names: vertices by ascending id, ports in one list, and for each input
/// port the output ports that feed it, ordered by vertex and port, which is the order in which they are summed.
struct ResolvedGraph {
    std::vector<Vertex> vertices;
    std::vector<InputPort> inputs;
    std::vector<OutputPort> outputs;
    std::vector<std::uint32_t> sources;                  ///< indices into `outputs`
    std::vector<ConnectOptions> options;                 ///< of the edge behind each source
    std::vector<EdgePhase> phases;                       ///< likewise
    std::vector<std::shared_ptr<const NodeChunk>> nodes; ///< what keeps the nodes alive, by vertex
    std::vector<std::shared_ptr<DelayLine>> lines;       ///< and the lines
    std::uint32_t latency = 0;                      ///< frames from the slowest source to the graph's output
    std::uint32_t longestPiece = ~std::uint32_t{0}; ///< frames that may run at once, because of feedback edges

    /// The edge behind source number `source` of `vertex`'s input port number `port`, in names.
    Edge edgeOf(const Vertex& vertex, std::uint32_t port, std::uint32_t source) const;
    static constexpr std::uint32_t inputVertex = 0;
    static constexpr std::uint32_t outputVertex = 1;
    static constexpr std::uint32_t firstNode = 2;
    static constexpr std::uint32_t chunkSize = 128;
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    /// The vertex of a node; none for an unknown id.
    std::uint32_t vertexOf(NodeId id) const;
    /// Puts a node behind those that are there.
    void addNode(const std::shared_ptr<NodeRecord>& record);
    /// Ends keeping a node alive, here and in schedules that will be made.
    void forget(std::uint32_t vertex);
    /// Puts a vertex with one port on each side that is given a width; returns its number.
    std::uint32_t addVertex(VertexKind kind, std::shared_ptr<DelayLine> line, std::uint32_t frames,
                            std::uint32_t inputWidth, std::uint32_t outputWidth);
    /// Makes `output` the only source of the one input port of `vertex`.
    void feed(std::uint32_t vertex, std::uint32_t output);

    std::uint32_t nodesEnd = firstNode; ///< the vertex after the nodes
};

} // namespace rondo::graph::detail
