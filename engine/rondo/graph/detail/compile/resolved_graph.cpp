// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/resolved_graph.h>

#include <algorithm>
#include <span>
#include <utility>

namespace rondo::graph::detail {

Edge ResolvedGraph::edgeOf(const Vertex& vertex, std::uint32_t port, std::uint32_t source) const {
    const auto number = sources[inputs[vertex.firstInput + port].firstSource + source];
    const auto& output = outputs[number];
    const auto& from = vertices[output.vertex];
    const auto origin = from.record != nullptr ? from.id : graphInput;
    if (vertex.kind == VertexKind::fade)
        return {origin, number - from.firstOutput, vertex.id, vertex.destinationPort, {}};
    return {origin, number - from.firstOutput, vertex.record != nullptr ? vertex.id : graphOutput, port, {}};
}

std::uint32_t ResolvedGraph::vertexOf(NodeId id) const {
    if (id == graphInput)
        return inputVertex;
    if (id == graphOutput)
        return outputVertex;
    const auto nodesOnly = std::span(vertices).subspan(firstNode, nodesEnd - firstNode);
    const auto found = std::ranges::lower_bound(nodesOnly, id, {}, &Vertex::id);
    return found != nodesOnly.end() && found->id == id
               ? firstNode + static_cast<std::uint32_t>(found - nodesOnly.begin())
               : none;
}

void ResolvedGraph::addNode(const std::shared_ptr<NodeRecord>& record) {
    const auto& description = record->description;
    Vertex vertex;
    vertex.record = record.get();
    vertex.node = record->node.get();
    vertex.times = record->times.get();
    vertex.id = record->id;
    vertex.tail = description.tail;
    vertex.firstInput = static_cast<std::uint32_t>(inputs.size());
    vertex.inputCount = static_cast<std::uint32_t>(description.inputs.size());
    vertex.firstOutput = static_cast<std::uint32_t>(outputs.size());
    vertex.outputCount = static_cast<std::uint32_t>(description.outputs.size());
    vertex.latency = record->latency;
    vertex.split = description.delivery == EventDelivery::split;
    vertex.memoryless = description.memoryless;
    vertex.inPlace = description.inPlace;
    vertices.push_back(vertex);
    for (const auto& port : description.inputs)
        inputs.push_back({port.width, 0, 0});
    for (const auto& port : description.outputs)
        outputs.push_back({port.width, nodesEnd, 0});
    ++nodesEnd;
}

void ResolvedGraph::forget(std::uint32_t vertex) {
    auto& chunk = nodes[(vertex - firstNode) / chunkSize];
    auto left = std::make_shared<NodeChunk>(*chunk);
    (*left)[(vertex - firstNode) % chunkSize] = nullptr;
    chunk = std::move(left);
}

std::uint32_t ResolvedGraph::addVertex(VertexKind kind, std::shared_ptr<DelayLine> line, std::uint32_t frames,
                                       std::uint32_t inputWidth, std::uint32_t outputWidth) {
    const auto number = static_cast<std::uint32_t>(vertices.size());
    Vertex vertex;
    vertex.line = line.get();
    if (line != nullptr)
        lines.push_back(std::move(line));
    vertex.firstInput = static_cast<std::uint32_t>(inputs.size());
    vertex.firstOutput = static_cast<std::uint32_t>(outputs.size());
    vertex.frames = frames;
    vertex.kind = kind;
    if (inputWidth > 0) {
        vertex.inputCount = 1;
        inputs.push_back({inputWidth, static_cast<std::uint32_t>(sources.size()), 0});
    }
    if (outputWidth > 0) {
        vertex.outputCount = 1;
        outputs.push_back({outputWidth, number, 0});
    }
    vertices.push_back(vertex);
    return number;
}

void ResolvedGraph::feed(std::uint32_t vertex, std::uint32_t output) {
    auto& port = inputs[vertices[vertex].firstInput];
    port.firstSource = static_cast<std::uint32_t>(sources.size());
    port.sourceCount = 1;
    sources.push_back(output);
    options.push_back({});
    phases.push_back(EdgePhase::both);
}

} // namespace rondo::graph::detail
