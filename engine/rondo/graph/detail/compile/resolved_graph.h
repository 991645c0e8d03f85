// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/detail/compile/logged_vector.h>
#include <rondo/graph/detail/delay_line.h>
#include <rondo/graph/detail/event_line.h>
#include <rondo/graph/detail/graph_model.h>
#include <span>
#include <string>
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
    gone,          ///< a node that was removed; nothing runs
};

/// What one vertex is. The graph's own input is the first vertex, its output the second, the nodes follow by
/// ascending id, then what the passes put in. So every pass treats all ports alike. What the passes need of a
/// node lies here, because the nodes' own records are far apart in memory.
struct Vertex {
    const NodeRecord* record = nullptr; ///< of a node
    Node* node = nullptr;
    NodeHistogram* times = nullptr;
    Bypass* bypass = nullptr;       ///< of a node that is or was bypassed
    OutputLevels* levels = nullptr; ///< of a node that is metered
    DelayLine* line = nullptr;      ///< of a delay and of both ends of a feedback edge
    NodeId id;                      ///< of a node or an end of the graph; of a fade: whose input it is
    double tail = endlessTail;      ///< of a node, seconds
    std::uint32_t firstInput = 0;   ///< into ResolvedGraph::inputs
    std::uint32_t inputCount = 0;
    std::uint32_t firstOutput = 0; ///< into ResolvedGraph::outputs
    std::uint32_t outputCount = 0;
    std::uint32_t frames = 0;  ///< by which a delay, a feedback edge or a way past a group delays
    std::uint32_t latency = 0; ///< of a node
    VertexKind kind = VertexKind::node;
    bool split = false; ///< as NodeDescription has it, and so on
    bool memoryless = false;
    bool multiplies = false;
    bool sums = false;
    bool inPlace = false;
    bool bypassed = false;
    bool junction = false;               ///< a port of a group
    bool events = false;                 ///< whether it has event ports
    std::uint32_t destinationPort = 0;   ///< of a fade: which input it is
    std::uint32_t destinationVertex = 0; ///< and in numbers
    std::uint32_t destinationInput = 0;  ///< into ResolvedGraph::inputs
};

/// How late an event edge arrives.
struct EventDelay {
    std::shared_ptr<EventLine> line; ///< null: not at all
    std::uint32_t frames = 0;
};

/// Event ports are ports of no channels, behind those with samples.
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

/// Vertices in an order in which each comes after all that feed it.
using SerialOrder = std::vector<std::uint32_t>;

/// A valid topology with numbers for names: vertices by ascending id, ports in one list, and for each input
/// port the output ports that feed it, ordered by vertex and port, which is the order in which they are summed.
/// The control side keeps one from edit to edit: an edit changes it in few places (`revise`), the passes put in
/// what a schedule needs beside the nodes, and with `rollBack` that is gone again.
struct ResolvedGraph {
    static constexpr std::uint32_t inputVertex = 0;
    static constexpr std::uint32_t outputVertex = 1;
    static constexpr std::uint32_t firstNode = 2;
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    ResolvedGraph(std::uint32_t inputChannels = 0, std::uint32_t outputChannels = 0);

    LoggedVector<Vertex> vertices;
    LoggedVector<InputPort> inputs;
    LoggedVector<OutputPort> outputs;
    LoggedVector<std::uint32_t> sources;                  ///< indices into `outputs`; a vertex's side by side
    LoggedVector<ConnectOptions> options;                 ///< of the edge behind each source
    LoggedVector<EdgePhase> phases;                       ///< likewise
    std::vector<EventDelay> eventDelays;                  ///< likewise, or shorter; the passes', gone with them
    LoggedVector<std::shared_ptr<const NodeChunk>> nodes; ///< what keeps the nodes alive, by vertex
    LoggedVector<std::shared_ptr<const void>> guests;     ///< and what the passes have put in
    std::shared_ptr<const Automations> automations;       ///< null: none
    std::uint32_t nodesEnd = firstNode;                   ///< the vertex after the nodes
    std::uint32_t nodeCount = 0;
    std::uint32_t slowCount = 0;  ///< nodes with a latency; while a fade overlays, also of those that go
    std::uint32_t eventCount = 0; ///< nodes with event ports; likewise
    std::size_t edgeCount = 0;    ///< as it was validated or revised
    std::uint32_t latency = 0;    ///< frames from the slowest source to the graph's output
    std::uint32_t fadeWait = 0;   ///< frames before its fades have something to fade to
    std::uint32_t longestPiece = ~std::uint32_t{0}; ///< frames that may run at once, because of feedback edges

    /// In which the ends and the nodes were put last; empty: not known. No part of what is rolled back: whoever
    /// rolls an edit back clears it.
    SerialOrder order;
    std::uint32_t orderAge = 0; ///< vertices that were put into it since it was made from nothing

    /// The ports of one side of a vertex: those with samples, or those for events.
    struct Ports {
        std::uint32_t first; ///< into `inputs` or `outputs`
        std::uint32_t count;
    };
    Ports inputsOf(const Vertex& vertex, bool events) const;
    Ports outputsOf(const Vertex& vertex, bool events) const;
    /// The edge from an output to `vertex`'s input port number `port`, in names.
    Edge edgeBetween(std::uint32_t output, const Vertex& vertex, std::uint32_t port) const;
    /// The edge behind source number `source` of `vertex`'s input port number `port`, in names.
    Edge edgeOf(const Vertex& vertex, std::uint32_t port, std::uint32_t source) const;
    /// The vertex of a node or of an end of the graph; none for an unknown id.
    std::uint32_t vertexOf(NodeId id) const noexcept;
    /// The record of a node; null for an unknown id.
    const NodeRecord* find(NodeId id) const noexcept;
    std::shared_ptr<NodeRecord> recordOf(std::uint32_t vertex) const;
    /// The place in `sources` of the edge that joins the same ports; none when it is not there.
    std::uint32_t placeOf(const Edge& edge) const noexcept;
    /// The same topology in names.
    GraphModel model() const;

    /// Puts nodes with higher ids than all that are there behind them.
    void addNodes(std::span<const std::shared_ptr<NodeRecord>> records);
    /// Takes a node away, and nothing else: who reads it must have been given other sources.
    void removeNode(std::uint32_t vertex);
    /// Gives a node another record.
    void alterNode(std::uint32_t vertex, const std::shared_ptr<NodeRecord>& record);
    /// Puts a vertex with one port on each side that is given a width; returns its number.
    std::uint32_t addVertex(VertexKind kind, std::shared_ptr<DelayLine> line, std::uint32_t frames,
                            std::uint32_t inputWidth, std::uint32_t outputWidth);
    /// Makes `output` the only source of the one input port of `vertex`.
    void feed(std::uint32_t vertex, std::uint32_t output);
    void addSource(std::uint32_t output, ConnectOptions option);

    struct Mark;
    Mark mark() const noexcept;
    /// Effects: all is as it was at the mark.
    void rollBack(const Mark& mark) noexcept;
    /// Effects: what is, stays; marks so far are gone.
    void keep() noexcept;

private:
    static constexpr std::uint32_t chunkSize = 128;
    void addEventPorts(Vertex& vertex);
    void setRecord(std::uint32_t vertex, std::shared_ptr<NodeRecord> record);
};

struct ResolvedGraph::Mark {
    LoggedVector<Vertex>::Mark vertices;
    LoggedVector<InputPort>::Mark inputs;
    LoggedVector<OutputPort>::Mark outputs;
    LoggedVector<std::uint32_t>::Mark sources;
    LoggedVector<ConnectOptions>::Mark options;
    LoggedVector<EdgePhase>::Mark phases;
    LoggedVector<std::shared_ptr<const NodeChunk>>::Mark nodes;
    LoggedVector<std::shared_ptr<const void>>::Mark guests;
    std::uint32_t nodesEnd, nodeCount, slowCount, eventCount, latency, longestPiece;
    std::size_t edgeCount;
    std::shared_ptr<const Automations> automations;
};

/// Rolls back when it ends, unless told otherwise.
class Rollback {
public:
    explicit Rollback(ResolvedGraph& graph) : graph_(graph), mark_(graph.mark()) {}
    ~Rollback() {
        if (armed_)
            graph_.rollBack(mark_);
    }
    Rollback(const Rollback&) = delete;
    Rollback& operator=(const Rollback&) = delete;
    void disarm() noexcept { armed_ = false; }

private:
    ResolvedGraph& graph_;
    const ResolvedGraph::Mark mark_;
    bool armed_ = true;
};

/// As of a record; also "the graph's input", "the graph's output" or "node (#3)" when it is unknown.
std::string nameOf(const ResolvedGraph& graph, NodeId id);

} // namespace rondo::graph::detail
