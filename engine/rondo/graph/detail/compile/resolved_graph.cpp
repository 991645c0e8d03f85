// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/resolved_graph.h>

#include <algorithm>
#include <utility>

namespace rondo::graph::detail {

ResolvedGraph::ResolvedGraph(std::uint32_t inputChannels, std::uint32_t outputChannels) {
    addVertex(VertexKind::graphInput, nullptr, 0, 0, inputChannels);
    addVertex(VertexKind::graphOutput, nullptr, 0, outputChannels, 0);
    vertices.making()[inputVertex].id = graphInput;
    vertices.making()[outputVertex].id = graphOutput;
}

namespace {

/// Of `all` ports from `first` on, `sampled` carry samples and come first.
ResolvedGraph::Ports portsOf(std::uint32_t first, std::uint32_t all, std::size_t sampled, bool events) {
    const auto count = static_cast<std::uint32_t>(sampled);
    return events ? ResolvedGraph::Ports{first + count, all - count} : ResolvedGraph::Ports{first, count};
}

/// Whether a node whose description says so can be a sum.
bool canSum(const NodeDescription& node) {
    return !node.inputs.empty() && node.outputs.size() == 1 && node.eventInputs.empty() &&
           node.eventOutputs.empty() && std::ranges::all_of(node.inputs, [&](const PortDescription& port) {
               return port.width == node.outputs[0].width;
           });
}

} // namespace

ResolvedGraph::Ports ResolvedGraph::inputsOf(const Vertex& vertex, bool events) const {
    return portsOf(vertex.firstInput, vertex.inputCount,
                   vertex.events ? vertex.record->description.inputs.size() : vertex.inputCount, events);
}

ResolvedGraph::Ports ResolvedGraph::outputsOf(const Vertex& vertex, bool events) const {
    return portsOf(vertex.firstOutput, vertex.outputCount,
                   vertex.events ? vertex.record->description.outputs.size() : vertex.outputCount, events);
}

Edge ResolvedGraph::edgeBetween(std::uint32_t output, const Vertex& vertex, std::uint32_t port) const {
    const auto& from = vertices[outputs[output].vertex];
    // A fade's is no node's edge: it leads from where it leads to.
    const auto origin = from.record != nullptr || from.kind == VertexKind::fade ? from.id : graphInput;
    if (vertex.kind == VertexKind::fade)
        return {origin, output - from.firstOutput, vertex.id, vertex.destinationPort, {}};
    Edge edge{origin, output - from.firstOutput, vertex.record != nullptr ? vertex.id : graphOutput, port, {}};
    if (outputs[output].width == 0) {
        edge.events = true;
        edge.sourcePort = output - outputsOf(from, true).first;
        edge.destinationPort = vertex.firstInput + port - inputsOf(vertex, true).first;
    }
    return edge;
}

Edge ResolvedGraph::edgeOf(const Vertex& vertex, std::uint32_t port, std::uint32_t source) const {
    return edgeBetween(sources[inputs[vertex.firstInput + port].firstSource + source], vertex, port);
}

std::uint32_t ResolvedGraph::vertexOf(NodeId id) const noexcept {
    if (id == graphInput)
        return inputVertex;
    if (id == graphOutput)
        return outputVertex;
    const auto nodesOnly = std::span(vertices).subspan(firstNode, nodesEnd - firstNode);
    const auto found = std::ranges::lower_bound(nodesOnly, id, {}, &Vertex::id);
    return found != nodesOnly.end() && found->id == id && found->kind == VertexKind::node
               ? firstNode + static_cast<std::uint32_t>(found - nodesOnly.begin())
               : none;
}

const NodeRecord* ResolvedGraph::find(NodeId id) const noexcept {
    const auto vertex = vertexOf(id);
    return vertex != none ? vertices[vertex].record : nullptr;
}

std::shared_ptr<NodeRecord> ResolvedGraph::recordOf(std::uint32_t vertex) const {
    return (*nodes[(vertex - firstNode) / chunkSize])[(vertex - firstNode) % chunkSize];
}

std::uint32_t ResolvedGraph::placeOf(const Edge& edge) const noexcept {
    const auto source = vertexOf(edge.source);
    const auto destination = vertexOf(edge.destination);
    if (source == none || destination == none)
        return none;
    const auto from = outputsOf(vertices[source], edge.events);
    const auto to = inputsOf(vertices[destination], edge.events);
    if (edge.sourcePort >= from.count || edge.destinationPort >= to.count)
        return none;
    const auto& port = inputs[to.first + edge.destinationPort];
    const auto run = std::span(sources).subspan(port.firstSource, port.sourceCount);
    const auto found = std::ranges::lower_bound(run, from.first + edge.sourcePort);
    return found != run.end() && *found == from.first + edge.sourcePort
               ? port.firstSource + static_cast<std::uint32_t>(found - run.begin())
               : none;
}

GraphModel ResolvedGraph::model() const {
    GraphModel model;
    for (const auto& port : std::span(outputs).first(vertices[inputVertex].outputCount))
        model.inputChannels = port.width;
    for (const auto& port : std::span(inputs).first(vertices[outputVertex].inputCount))
        model.outputChannels = port.width;
    for (const auto& chunk : nodes)
        std::ranges::copy_if(*chunk, std::back_inserter(model.nodes),
                             [](const auto& record) { return record != nullptr; });
    const auto list = [&](const Vertex& vertex) {
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
            for (std::uint32_t source = 0; source < inputs[vertex.firstInput + port].sourceCount; ++source) {
                model.edges.push_back(edgeOf(vertex, port, source));
                model.edges.back().options = options[inputs[vertex.firstInput + port].firstSource + source];
            }
    };
    std::ranges::for_each(std::span(vertices).subspan(firstNode, nodesEnd - firstNode), list);
    list(vertices[outputVertex]);
    model.automations = automations;
    return model;
}

void ResolvedGraph::addNodes(std::span<const std::shared_ptr<NodeRecord>> records) {
    for (const auto& record : records) {
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
        vertex.bypass = record->bypass.get();
        vertex.levels = record->levels.get();
        vertex.bypassed = record->bypassed;
        vertex.junction = record->junction;
        vertex.split = description.delivery == EventDelivery::split;
        vertex.memoryless = description.memoryless;
        vertex.multiplies =
            description.multiplies && description.inputs.size() == 1 && description.outputs.size() == 1;
        vertex.sums = description.sums && canSum(description);
        vertex.inPlace = description.inPlace;
        vertex.events = record->events != nullptr;
        for (const auto& port : description.inputs)
            inputs.push_back({port.width, 0, 0});
        for (const auto& port : description.outputs)
            outputs.push_back({port.width, nodesEnd, 0});
        if (vertex.events)
            addEventPorts(vertex);
        vertices.push_back(vertex);
        ++nodesEnd;
        ++nodeCount;
        slowCount += record->latency > 0 ? 1u : 0u;
    }
    while (!records.empty()) {
        const auto known = nodesEnd - firstNode - static_cast<std::uint32_t>(records.size());
        const auto now = std::min<std::size_t>(chunkSize - known % chunkSize, records.size());
        auto chunk = std::make_shared<NodeChunk>();
        chunk->reserve(known % chunkSize + now);
        if (known % chunkSize != 0)
            *chunk = *nodes.back();
        chunk->insert(chunk->end(), records.begin(), records.begin() + static_cast<std::ptrdiff_t>(now));
        if (known % chunkSize != 0)
            nodes.change(nodes.size() - 1) = std::move(chunk);
        else
            nodes.push_back(std::move(chunk));
        records = records.subspan(now);
    }
}

void ResolvedGraph::addEventPorts(Vertex& vertex) {
    const auto& description = vertex.record->description;
    for (std::size_t port = 0; port < description.eventInputs.size(); ++port)
        inputs.push_back({0, 0, 0});
    for (std::size_t port = 0; port < description.eventOutputs.size(); ++port)
        outputs.push_back({0, nodesEnd, 0});
    vertex.inputCount += static_cast<std::uint32_t>(description.eventInputs.size());
    vertex.outputCount += static_cast<std::uint32_t>(description.eventOutputs.size());
    ++eventCount;
}

void ResolvedGraph::setRecord(std::uint32_t vertex, std::shared_ptr<NodeRecord> record) {
    auto& chunk = nodes.change((vertex - firstNode) / chunkSize);
    auto changed = std::make_shared<NodeChunk>(*chunk);
    (*changed)[(vertex - firstNode) % chunkSize] = std::move(record);
    chunk = std::move(changed);
}

void ResolvedGraph::removeNode(std::uint32_t number) {
    auto& vertex = vertices.change(number);
    vertex.kind = VertexKind::gone;
    vertex.inputCount = 0;
    vertex.outputCount = 0;
    setRecord(number, nullptr);
    --nodeCount;
    slowCount -= vertex.latency > 0 ? 1u : 0u;
    eventCount -= vertex.events ? 1u : 0u;
}

void ResolvedGraph::alterNode(std::uint32_t number, const std::shared_ptr<NodeRecord>& record) {
    auto& vertex = vertices.change(number);
    slowCount += (record->latency > 0 ? 1u : 0u) - (vertex.latency > 0 ? 1u : 0u);
    vertex.record = record.get();
    vertex.latency = record->latency;
    vertex.bypass = record->bypass.get();
    vertex.levels = record->levels.get();
    vertex.bypassed = record->bypassed;
    setRecord(number, record);
}

std::uint32_t ResolvedGraph::addVertex(VertexKind kind, std::shared_ptr<DelayLine> line, std::uint32_t frames,
                                       std::uint32_t inputWidth, std::uint32_t outputWidth) {
    const auto number = static_cast<std::uint32_t>(vertices.size());
    Vertex vertex;
    vertex.line = line.get();
    if (line != nullptr)
        guests.push_back(std::move(line));
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
    inputs.change(vertices[vertex].firstInput) = {inputs[vertices[vertex].firstInput].width,
                                                  static_cast<std::uint32_t>(sources.size()), 1};
    addSource(output, {});
}

void ResolvedGraph::addSource(std::uint32_t output, ConnectOptions option) {
    sources.push_back(output);
    options.push_back(option);
    phases.push_back(EdgePhase::both);
}

ResolvedGraph::Mark ResolvedGraph::mark() const noexcept {
    return {vertices.mark(), inputs.mark(), outputs.mark(), sources.mark(), options.mark(), phases.mark(),
            nodes.mark(),    guests.mark(), nodesEnd,       nodeCount,      slowCount,      eventCount,
            latency,         longestPiece,  edgeCount,      automations};
}

void ResolvedGraph::rollBack(const Mark& mark) noexcept {
    vertices.rollBack(mark.vertices);
    inputs.rollBack(mark.inputs);
    outputs.rollBack(mark.outputs);
    sources.rollBack(mark.sources);
    options.rollBack(mark.options);
    phases.rollBack(mark.phases);
    nodes.rollBack(mark.nodes);
    guests.rollBack(mark.guests);
    eventDelays.clear();
    nodesEnd = mark.nodesEnd;
    nodeCount = mark.nodeCount;
    slowCount = mark.slowCount;
    eventCount = mark.eventCount;
    latency = mark.latency;
    longestPiece = mark.longestPiece;
    edgeCount = mark.edgeCount;
    automations = mark.automations;
}

void ResolvedGraph::keep() noexcept {
    vertices.keep();
    inputs.keep();
    outputs.keep();
    sources.keep();
    options.keep();
    phases.keep();
    nodes.keep();
    guests.keep();
}

std::string nameOf(const ResolvedGraph& graph, NodeId id) {
    if (id == graphInput)
        return "the graph's input";
    if (id == graphOutput)
        return "the graph's output";
    const auto* record = graph.find(id);
    return record != nullptr ? nameOf(*record) : "node (#" + std::to_string(id.value) + ")";
}

} // namespace rondo::graph::detail
