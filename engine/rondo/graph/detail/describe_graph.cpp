// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/describe_graph.h>

#include <algorithm>
#include <optional>
#include <rondo/graph/detail/compile/passes.h>
#include <span>
#include <unordered_map>

namespace rondo::graph::detail {

namespace {

std::vector<PicturePort> portsOf(const std::vector<PortDescription>& ports,
                                 const std::vector<std::string>& eventPorts) {
    std::vector<PicturePort> drawn;
    for (const auto& port : ports)
        drawn.push_back({port.name, port.width});
    for (const auto& name : eventPorts)
        drawn.push_back({name, 0});
    return drawn;
}

const NodeDescription& descriptionOf(const GraphModel& model, NodeId id) {
    return (*std::ranges::lower_bound(model.nodes, id, {}, [](const auto& record) { return record->id; }))
        ->description;
}

/// Event ports are drawn behind those with samples.
void addEdge(GraphPicture& picture, const GraphModel& model, const Edge& edge) {
    PictureEdge drawn{edge.source, edge.sourcePort, edge.destination, edge.destinationPort};
    if (edge.events) {
        drawn.sourcePort += static_cast<std::uint32_t>(descriptionOf(model, edge.source).outputs.size());
        drawn.destinationPort +=
            static_cast<std::uint32_t>(descriptionOf(model, edge.destination).inputs.size());
    }
    if (edge.options.feedbackFrames > 0)
        drawn.feedback = edge.options.feedbackFrames;
    picture.edges.push_back(drawn);
}

/// The passes up to the order of work, for a graph that was compiled before. The lines are nobody's.
struct Plan {
    ResolvedGraph graph;
    std::vector<Operation> operations;
};

std::optional<Plan> planOf(const GraphModel& model) {
    auto graph = validate(model);
    if (!graph)
        return std::nullopt;
    LineBook lines(1);
    cutFeedback(*graph, lines);
    auto order = sort(*graph);
    if (order && compensateLatency(*graph, *order, lines, nullptr))
        order = sort(*graph);
    if (!order)
        return std::nullopt;
    auto operations = linearize(*graph, *order);
    return Plan{*std::move(graph), std::move(operations)};
}

/// How much later than without it each edge arrives, in the order of `model.edges`.
void addCompensation(GraphPicture& picture, const ResolvedGraph& graph, const std::vector<Edge>& edges) {
    std::unordered_map<Edge, std::uint32_t, EdgeHash> delays;
    for (const auto& vertex : graph.vertices)
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
            for (std::uint32_t source = 0; source < graph.inputs[vertex.firstInput + port].sourceCount;
                 ++source) {
                const auto place = graph.inputs[vertex.firstInput + port].firstSource + source;
                const auto& delay = graph.vertices[graph.outputs[graph.sources[place]].vertex];
                if (place < graph.eventDelays.size() && graph.eventDelays[place].line)
                    delays[graph.edgeOf(vertex, port, source)] = graph.eventDelays[place].frames;
                if (delay.kind != VertexKind::delay)
                    continue;
                auto edge = graph.edgeOf(vertex, port, source);
                const auto from = graph.edgeOf(delay, 0, 0);
                edge.source = from.source;
                edge.sourcePort = from.sourcePort;
                delays[edge] = delay.frames;
            }
    for (std::size_t edge = 0; edge < edges.size(); ++edge)
        if (const auto found = delays.find(edges[edge]); found != delays.end())
            picture.edges[edge].compensation = found->second;
}

/// Edges of the flat graph to and from the ports of groups become edges of the groups.
void nameGroups(GraphPicture& picture, const GraphModel& model) {
    struct Port {
        const GroupRecord* group;
        std::uint32_t number;
        bool output;
    };
    std::unordered_map<NodeId, Port> ports;
    for (const auto& group : model.groups)
        for (const bool output : {false, true}) {
            const auto& junctions = output ? group->outputJunctions : group->inputJunctions;
            for (std::uint32_t number = 0; number < junctions.size(); ++number)
                ports.emplace(junctions[number], Port{group.get(), number, output});
        }
    const auto isWayPast = [&](const PictureEdge& edge) {
        return edge.destinationPort > 0 && ports.contains(edge.destination);
    };
    std::erase_if(picture.edges, isWayPast);
    for (auto& edge : picture.edges) {
        if (const auto found = ports.find(edge.source); found != ports.end()) {
            const auto& port = found->second;
            edge.source = port.output ? port.group->ids.node : port.group->ids.input;
            edge.sourcePort = port.number;
        }
        if (const auto found = ports.find(edge.destination); found != ports.end()) {
            const auto& port = found->second;
            edge.destination = port.output ? port.group->ids.output : port.group->ids.node;
            edge.destinationPort = port.number;
        }
    }
}

/// Which operations are fused with each other.
std::vector<Chain> chainsOf(const Plan& plan, const BufferPlan& buffers) {
    BufferPool pool(1);
    auto schedule = emit(plan.graph, plan.operations, buffers, pool, 48000);
    return findChains(schedule.steps(), {}, schedule).list;
}

/// Numbers the chains as a schedule's reader would; `picture` has a node for each record that is no junction.
void addPasses(GraphPicture& picture, const Plan& plan) {
    std::unordered_map<NodeId, std::uint32_t> passes;
    std::uint32_t number = 0;
    for (const auto& chain : chainsOf(plan, assignBuffers(plan.graph, plan.operations))) {
        ++number;
        for (auto place = chain.first; place < chain.end; ++place)
            if (const auto& operation = plan.operations[place]; operation.input == Operation::wholeVertex)
                passes.emplace(plan.graph.vertices[operation.vertex].id, number);
    }
    for (auto& node : picture.nodes)
        if (const auto found = passes.find(node.id); found != passes.end())
            node.pass = found->second;
}

class LineWriter {
public:
    LineWriter(const ResolvedGraph& graph, const BufferPlan& plan) : graph_(graph), plan_(plan) {}

    void add(const Operation& operation, bool fused) {
        if (operation.input == Operation::wholeVertex)
            addVertex(graph_.vertices[operation.vertex]);
        else
            addSource(operation);
        if (fused)
            lines_.back().fused = true;
    }
    std::vector<ScheduleLine> take() { return std::move(lines_); }

private:
    void addVertex(const Vertex& vertex) {
        if (vertex.inputCount + vertex.outputCount == 0 && !vertex.record)
            return; // an end that the graph does not have
        ScheduleLine line;
        name(line, vertex);
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
            if (graph_.inputs[vertex.firstInput + port].width > 0)
                line.reads.push_back(inputBuffers(vertex.firstInput + port));
        for (std::uint32_t port = 0; port < vertex.outputCount; ++port)
            if (graph_.outputs[vertex.firstOutput + port].width > 0)
                line.writes.push_back(outputBuffers(vertex.firstOutput + port));
        lines_.push_back(std::move(line));
    }
    static void name(ScheduleLine& line, const Vertex& vertex) {
        line.latency = vertex.frames;
        switch (vertex.kind) {
        case VertexKind::node:
            line.action = vertex.record->bypassed ? "bypass" : "run";
            line.node = vertex.record->id;
            line.name = vertex.record->path + vertex.record->name;
            line.latency = vertex.record->latency;
            return;
        case VertexKind::graphInput:
            line.action = "read input";
            line.node = graphInput;
            line.name = "input";
            return;
        case VertexKind::graphOutput:
            line.action = "write output";
            line.node = graphOutput;
            line.name = "output";
            return;
        case VertexKind::delay:
            line.action = "delay";
            return;
        case VertexKind::feedbackWrite:
            line.action = "feed back";
            return;
        case VertexKind::feedbackRead:
            line.action = "read feedback";
            return;
        case VertexKind::fade:
            line.action = "fade";
            return;
        case VertexKind::gone:
            return;
        }
    }
    void addSource(const Operation& operation) {
        const auto& port = graph_.inputs[operation.input];
        const auto& reader = graph_.vertices[operation.vertex];
        ScheduleLine line;
        name(line, reader);
        line.action = "add";
        line.latency = 0;
        if (reader.inputCount > 1 && reader.record)
            line.name += "." + reader.record->description.inputs[operation.input - reader.firstInput].name;
        line.reads.push_back(operation.source == 1 ? outputBuffers(graph_.sources[port.firstSource])
                                                   : inputBuffers(operation.input));
        line.reads.push_back(outputBuffers(graph_.sources[port.firstSource + operation.source]));
        line.writes.push_back(inputBuffers(operation.input));
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

GraphPicture pictureOf(const GraphModel& model, bool fuse) {
    GraphPicture picture;
    if (model.inputChannels > 0)
        picture.nodes.push_back({graphInput, "input", "", {}, {{"input", model.inputChannels}}});
    for (const auto& record : model.nodes)
        if (!record->junction)
            picture.nodes.push_back({record->id,
                                     record->name,
                                     "",
                                     portsOf(record->description.inputs, record->description.eventInputs),
                                     portsOf(record->description.outputs, record->description.eventOutputs),
                                     record->latency,
                                     {},
                                     record->bypassed,
                                     record->group});
    for (const auto& group : model.groups)
        picture.groups.push_back({group->ids, group->name, group->parent,
                                  portsOf(group->description.inputs, {}),
                                  portsOf(group->description.outputs, {}), group->bypassed});
    if (model.outputChannels > 0)
        picture.nodes.push_back({graphOutput, "output", "", {{"output", model.outputChannels}}, {}});
    for (const auto& edge : model.edges)
        addEdge(picture, model, edge);
    if (const auto plan = planOf(model)) {
        picture.latency = plan->graph.latency;
        addCompensation(picture, plan->graph, model.edges);
        if (fuse)
            addPasses(picture, *plan);
    }
    if (!model.groups.empty())
        nameGroups(picture, model);
    return picture;
}

std::vector<ScheduleLine> scheduleOf(const GraphModel& model, bool fuse) {
    const auto plan = planOf(model);
    if (!plan) // a model that was committed has been compiled before
        return {};
    const auto buffers = assignBuffers(plan->graph, plan->operations);
    std::vector<bool> fused(plan->operations.size());
    if (fuse)
        for (const auto& chain : chainsOf(*plan, buffers))
            std::fill(fused.begin() + chain.first + 1, fused.begin() + chain.end, true);
    LineWriter writer(plan->graph, buffers);
    for (std::size_t place = 0; place < plan->operations.size(); ++place)
        writer.add(plan->operations[place], fused[place]);
    return writer.take();
}

} // namespace rondo::graph::detail
