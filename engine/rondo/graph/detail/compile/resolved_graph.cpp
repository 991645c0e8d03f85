// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/resolved_graph.h>

#include <algorithm>
#include <utility>

namespace rondo::graph::detail {

Edge ResolvedGraph::edgeOf(const Vertex& vertex, std::uint32_t port, std::uint32_t source) const {
    const auto number = sources[inputs[vertex.firstInput + port].firstSource + source];
    const auto& output = outputs[number];
    const auto& from = vertices[output.vertex];
    const auto origin = from.record ? from.record->id : graphInput;
    if (vertex.kind == VertexKind::fade)
        return {origin, number - from.firstOutput, vertex.destination, vertex.destinationPort, {}};
    return {origin, number - from.firstOutput, vertex.record ? vertex.record->id : graphOutput, port, {}};
}

std::uint32_t ResolvedGraph::vertexOf(NodeId id) const {
    const auto found = std::find_if(vertices.begin(), vertices.end(), [&](const Vertex& vertex) {
        return vertex.record && vertex.record->id == id;
    });
    return static_cast<std::uint32_t>(found - vertices.begin());
}

std::uint32_t ResolvedGraph::addVertex(VertexKind kind, std::shared_ptr<DelayLine> line, std::uint32_t frames,
                                       std::uint32_t inputWidth, std::uint32_t outputWidth) {
    const auto number = static_cast<std::uint32_t>(vertices.size());
    Vertex vertex;
    vertex.line = std::move(line);
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
    vertices.push_back(std::move(vertex));
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
