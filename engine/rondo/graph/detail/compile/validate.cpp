// SPDX-License-Identifier: MIT
#include <rondo/audio/channel_layout.h>
#include <rondo/graph/detail/compile/passes.h>
#include <rondo/graph/detail/id_index.h>

#include <algorithm>
#include <optional>

namespace rondo::graph::detail {

using base::Error;
using base::ErrorCode;
using base::fail;

namespace {

struct ResolvedEdge {
    std::uint32_t output;
    std::uint32_t input;
    ConnectOptions options;
    EdgePhase phase;
};

std::string edgeText(const GraphModel& model, const Edge& edge) {
    return "from output " + std::to_string(edge.sourcePort) + " of " + nameOf(model, edge.source) +
           " to input " + std::to_string(edge.destinationPort) + " of " + nameOf(model, edge.destination);
}

std::optional<Error> checkPorts(const NodeRecord& record) {
    const auto wrong = [](const PortDescription& port) {
        return port.width == 0 || port.width > audio::ChannelLayout::maximum;
    };
    for (const auto* ports : {&record.description.inputs, &record.description.outputs}) {
        const auto found = std::ranges::find_if(*ports, wrong);
        if (found != ports->end())
            return Error{ErrorCode::invalidArgument, "The port '" + found->name + "' of " + nameOf(record) +
                                                         " has " + std::to_string(found->width) +
                                                         " channels; a port has 1 to 64."};
    }
    return std::nullopt;
}

void addEnd(ResolvedGraph& graph, VertexKind kind, NodeId id, std::uint32_t inputWidth,
            std::uint32_t outputWidth) {
    const auto number = graph.addVertex(kind, nullptr, 0, inputWidth, outputWidth);
    graph.vertices[number].id = id;
}

base::Result<ResolvedEdge> resolve(const GraphModel& model, const ResolvedGraph& graph, const IdIndex& index,
                                   const Edge& edge) {
    const auto source = index.find(edge.source);
    const auto destination = index.find(edge.destination);
    if (source == IdIndex::none || destination == IdIndex::none)
        return fail(ErrorCode::notFound,
                    "The edge " + edgeText(model, edge) + " needs " +
                        nameOf(model, source == IdIndex::none ? edge.source : edge.destination) +
                        ", which is not in the graph; add it first.");
    const Vertex& from = graph.vertices[source];
    const Vertex& to = graph.vertices[destination];
    if (edge.sourcePort >= from.outputCount || edge.destinationPort >= to.inputCount) {
        const bool output = edge.sourcePort >= from.outputCount;
        return fail(ErrorCode::notFound, "The edge " + edgeText(model, edge) +
                                             " needs a port that is not there: " +
                                             nameOf(model, output ? edge.source : edge.destination) + " has " +
                                             std::to_string(output ? from.outputCount : to.inputCount) +
                                             (output ? " outputs." : " inputs."));
    }
    const ResolvedEdge resolved{from.firstOutput + edge.sourcePort, to.firstInput + edge.destinationPort,
                                edge.options, edge.phase};
    constexpr std::uint32_t longest = 65536;
    if (edge.options.feedbackFrames > longest)
        return fail(ErrorCode::invalidArgument, "The edge " + edgeText(model, edge) + " feeds back after " +
                                                    std::to_string(edge.options.feedbackFrames) +
                                                    " frames; a feedback edge takes 1 to 65536.");
    const auto sourceWidth = graph.outputs[resolved.output].width;
    const auto destinationWidth = graph.inputs[resolved.input].width;
    if (sourceWidth != destinationWidth)
        return fail(ErrorCode::invalidArgument, "The edge " + edgeText(model, edge) + " joins " +
                                                    std::to_string(sourceWidth) + " channels to " +
                                                    std::to_string(destinationWidth) +
                                                    "; connect ports of the same width.");
    return resolved;
}

/// Two counting sorts: by output port, then by input port. So each input port's sources come in ascending
/// order.
void orderSources(ResolvedGraph& graph, const std::vector<ResolvedEdge>& edges) {
    std::vector<std::uint32_t> place(graph.outputs.size() + 1, 0);
    for (const auto& edge : edges)
        ++place[edge.output + 1];
    for (std::size_t index = 1; index < place.size(); ++index)
        place[index] += place[index - 1];
    std::vector<ResolvedEdge> byOutput(edges.size());
    for (const auto& edge : edges) {
        byOutput[place[edge.output]++] = edge;
        ++graph.outputs[edge.output].readers;
        ++graph.inputs[edge.input].sourceCount;
    }
    std::uint32_t next = 0;
    for (auto& port : graph.inputs) {
        port.firstSource = next;
        next += port.sourceCount;
        port.sourceCount = 0;
    }
    graph.sources.resize(edges.size());
    graph.options.resize(edges.size());
    graph.phases.resize(edges.size());
    for (const auto& edge : byOutput) {
        auto& port = graph.inputs[edge.input];
        graph.options[port.firstSource + port.sourceCount] = edge.options;
        graph.phases[port.firstSource + port.sourceCount] = edge.phase;
        graph.sources[port.firstSource + port.sourceCount++] = edge.output;
    }
}

std::optional<Error> findDuplicate(const GraphModel& model, const ResolvedGraph& graph) {
    for (std::size_t input = 0; input < graph.inputs.size(); ++input) {
        const auto& port = graph.inputs[input];
        const auto first = graph.sources.begin() + port.firstSource;
        // An edge that goes may stand beside one that comes in its place.
        const auto found =
            std::adjacent_find(first, first + port.sourceCount, [&](const auto& a, const auto& b) {
                return a == b && graph.phases[static_cast<std::size_t>(&a - graph.sources.data())] ==
                                     graph.phases[static_cast<std::size_t>(&b - graph.sources.data())];
            });
        if (found == first + port.sourceCount)
            continue;
        const auto to = std::ranges::find_if(graph.vertices, [&](const Vertex& vertex) {
            return input >= vertex.firstInput && input < vertex.firstInput + vertex.inputCount;
        });
        const auto edge = graph.edgeOf(*to, static_cast<std::uint32_t>(input - to->firstInput),
                                       static_cast<std::uint32_t>(found - first));
        return Error{ErrorCode::invalidArgument,
                     "The edge " + edgeText(model, edge) + " is there already; an edge can be made once."};
    }
    return std::nullopt;
}

} // namespace

base::Result<ResolvedGraph> validate(const GraphModel& model) {
    ResolvedGraph graph;
    IdIndex index(model.nodes.size() + 2, graphInput,
                  model.nodes.empty() ? graphOutput : model.nodes.back()->id);
    graph.vertices.reserve(model.nodes.size() + 2);
    graph.inputs.reserve(model.nodes.size() + 2);
    graph.outputs.reserve(model.nodes.size() + 2);
    addEnd(graph, VertexKind::graphInput, graphInput, 0, model.inputChannels);
    index.insert(graphInput, ResolvedGraph::inputVertex);
    addEnd(graph, VertexKind::graphOutput, graphOutput, model.outputChannels, 0);
    index.insert(graphOutput, ResolvedGraph::outputVertex);
    for (const auto& record : model.nodes) {
        if (auto error = checkPorts(*record))
            return tl::unexpected<Error>(std::move(*error));
        index.insert(record->id, graph.nodesEnd);
        graph.addNode(record);
    }
    for (std::size_t first = 0; first < model.nodes.size(); first += ResolvedGraph::chunkSize) {
        const auto some =
            std::span(model.nodes)
                .subspan(first, std::min<std::size_t>(ResolvedGraph::chunkSize, model.nodes.size() - first));
        graph.nodes.push_back(std::make_shared<const NodeChunk>(some.begin(), some.end()));
    }

    std::vector<ResolvedEdge> edges;
    edges.reserve(model.edges.size());
    for (const auto& edge : model.edges) {
        const auto resolved = resolve(model, graph, index, edge);
        if (!resolved)
            return tl::unexpected<Error>(resolved.error());
        edges.push_back(*resolved);
    }
    orderSources(graph, edges);
    if (auto error = findDuplicate(model, graph))
        return tl::unexpected<Error>(std::move(*error));
    return graph;
}

} // namespace rondo::graph::detail
