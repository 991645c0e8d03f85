// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/describe_graph.h>

#include <algorithm>
#include <rondo/graph/detail/compile/passes.h>
#include <span>
#include <unordered_map>

namespace rondo::graph::detail {

namespace {

std::vector<PicturePort> portsOf(const std::vector<PortDescription>& ports) {
    std::vector<PicturePort> drawn;
    for (const auto& port : ports)
        drawn.push_back({port.name, port.width});
    return drawn;
}

/// Frames by which the output lags behind the furthest source, as long as no edge is delayed.
std::uint32_t latencyOf(const ResolvedGraph& graph, const SerialOrder& order) {
    std::vector<std::uint32_t> behind(graph.vertices.size(), 0);
    for (const auto number : order) {
        const auto& vertex = graph.vertices[number];
        for (const auto& input : std::span(graph.inputs).subspan(vertex.firstInput, vertex.inputCount))
            for (const auto source : std::span(graph.sources).subspan(input.firstSource, input.sourceCount))
                behind[number] = std::max(behind[number], behind[graph.outputs[source].vertex]);
        behind[number] += vertex.record ? vertex.record->description.latency : 0;
    }
    return behind.empty() ? 0 : behind.back();
}

class LineWriter {
public:
    LineWriter(const ResolvedGraph& graph, const BufferPlan& plan) : graph_(graph), plan_(plan) {}

    void add(std::uint32_t number) {
        const auto& vertex = graph_.vertices[number];
        if (!vertex.record && !hasChannels(vertex))
            return; // an end that the graph does not have
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
            if (graph_.inputs[vertex.firstInput + port].sourceCount > 1)
                addSum(vertex, number, port);
        auto line = begin(vertex, number);
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
            line.reads.push_back(inputBuffers(vertex.firstInput + port));
        for (std::uint32_t port = 0; port < vertex.outputCount; ++port)
            line.writes.push_back(outputBuffers(vertex.firstOutput + port));
        lines_.push_back(std::move(line));
    }
    std::vector<ScheduleLine> take() { return std::move(lines_); }

private:
    bool hasChannels(const Vertex& vertex) const {
        return (vertex.inputCount > 0 && graph_.inputs[vertex.firstInput].width > 0) ||
               (vertex.outputCount > 0 && graph_.outputs[vertex.firstOutput].width > 0);
    }
    static ScheduleLine begin(const Vertex& vertex, std::uint32_t number) {
        if (vertex.record)
            return {"run", vertex.record->id, vertex.record->name, {}, {}, vertex.record->description.latency};
        return number == 0 ? ScheduleLine{"read input", graphInput, "input", {}, {}, 0}
                           : ScheduleLine{"write output", graphOutput, "output", {}, {}, 0};
    }
    void addSum(const Vertex& vertex, std::uint32_t number, std::uint32_t port) {
        auto line = begin(vertex, number);
        line.action = "sum";
        line.latency = 0;
        if (vertex.inputCount > 1)
            line.name += "." + vertex.record->description.inputs[port].name;
        const auto& input = graph_.inputs[vertex.firstInput + port];
        for (std::uint32_t source = 0; source < input.sourceCount; ++source)
            line.reads.push_back(outputBuffers(graph_.sources[input.firstSource + source]));
        line.writes.push_back(inputBuffers(vertex.firstInput + port));
        lines_.push_back(std::move(line));
    }
    ScheduleLine::Buffers run(std::uint32_t start, std::uint32_t width) const {
        const auto channels = std::span(plan_.channels).subspan(start, width);
        return {channels.begin(), channels.end()};
    }
    ScheduleLine::Buffers inputBuffers(std::uint32_t port) const {
        return run(plan_.inputStarts[port], graph_.inputs[port].width);
    }
    ScheduleLine::Buffers outputBuffers(std::uint32_t port) const {
        return run(plan_.outputStarts[port], graph_.outputs[port].width);
    }

    const ResolvedGraph& graph_;
    const BufferPlan& plan_;
    std::vector<ScheduleLine> lines_;
};

} // namespace

GraphPicture pictureOf(const GraphModel& model) {
    GraphPicture picture;
    if (model.inputChannels > 0)
        picture.nodes.push_back({graphInput, "input", "", {}, {{"input", model.inputChannels}}});
    for (const auto& record : model.nodes)
        picture.nodes.push_back({record->id, record->name, "", portsOf(record->description.inputs),
                                 portsOf(record->description.outputs), record->description.latency});
    if (model.outputChannels > 0)
        picture.nodes.push_back({graphOutput, "output", "", {{"output", model.outputChannels}}, {}});
    for (const auto& edge : model.edges)
        picture.edges.push_back({edge.source, edge.sourcePort, edge.destination, edge.destinationPort});
    if (const auto graph = validate(model))
        if (const auto order = sort(*graph))
            picture.latency = latencyOf(*graph, *order);
    return picture;
}

std::vector<ScheduleLine> scheduleOf(const GraphModel& model) {
    const auto graph = validate(model);
    const auto order = graph ? sort(*graph) : tl::unexpected(graph.error());
    if (!order) // a model that was committed has been compiled before
        return {};
    const auto plan = assignBuffers(*graph, *order);
    LineWriter writer(*graph, plan);
    for (const auto vertex : *order)
        writer.add(vertex);
    return writer.take();
}

} // namespace rondo::graph::detail
