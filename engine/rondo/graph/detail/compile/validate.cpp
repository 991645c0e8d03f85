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

std::string edgeText(const ResolvedGraph& graph, const Edge& edge) {
    const std::string kind = edge.events ? "event " : "";
    return "from " + kind + "output " + std::to_string(edge.sourcePort) + " of " + nameOf(graph, edge.source) +
           " to " + kind + "input " + std::to_string(edge.destinationPort) + " of " +
           nameOf(graph, edge.destination);
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

base::Result<ResolvedEdge> resolve(const ResolvedGraph& graph, const Edge& edge, std::uint32_t source,
                                   std::uint32_t destination) {
    if (source == ResolvedGraph::none || destination == ResolvedGraph::none)
        return fail(ErrorCode::notFound,
                    "The edge " + edgeText(graph, edge) + " needs " +
                        nameOf(graph, source == ResolvedGraph::none ? edge.source : edge.destination) +
                        ", which is not in the graph; add it first.");
    const Vertex& from = graph.vertices[source];
    const Vertex& to = graph.vertices[destination];
    const auto outputs = graph.outputsOf(from, edge.events);
    const auto inputs = graph.inputsOf(to, edge.events);
    if (edge.sourcePort >= outputs.count || edge.destinationPort >= inputs.count) {
        const bool output = edge.sourcePort >= outputs.count;
        return fail(ErrorCode::notFound,
                    "The edge " + edgeText(graph, edge) + " needs a port that is not there: " +
                        nameOf(graph, output ? edge.source : edge.destination) + " has " +
                        std::to_string(output ? outputs.count : inputs.count) + (edge.events ? " event" : "") +
                        (output ? " outputs." : " inputs."));
    }
    const ResolvedEdge resolved{outputs.first + edge.sourcePort, inputs.first + edge.destinationPort,
                                edge.options, edge.phase};
    if (edge.events && edge.options.feedbackFrames > 0)
        return fail(ErrorCode::invalidArgument, "The edge " + edgeText(graph, edge) +
                                                    " feeds back, and events cannot; connect it without "
                                                    "feedbackFrames.");
    constexpr std::uint32_t longest = 65536;
    if (edge.options.feedbackFrames > longest)
        return fail(ErrorCode::invalidArgument, "The edge " + edgeText(graph, edge) + " feeds back after " +
                                                    std::to_string(edge.options.feedbackFrames) +
                                                    " frames; a feedback edge takes 1 to 65536.");
    const auto sourceWidth = graph.outputs[resolved.output].width;
    const auto destinationWidth = graph.inputs[resolved.input].width;
    if (sourceWidth != destinationWidth)
        return fail(ErrorCode::invalidArgument, "The edge " + edgeText(graph, edge) + " joins " +
                                                    std::to_string(sourceWidth) + " channels to " +
                                                    std::to_string(destinationWidth) +
                                                    "; connect ports of the same width.");
    return resolved;
}

/// Two counting sorts: by output port, then by input port. So each input port's sources come in ascending
/// order.
void orderSources(ResolvedGraph& graph, const std::vector<ResolvedEdge>& edges) {
    auto& inputs = graph.inputs.making();
    std::vector<std::uint32_t> place(graph.outputs.size() + 1, 0);
    for (const auto& edge : edges)
        ++place[edge.output + 1];
    for (std::size_t index = 1; index < place.size(); ++index)
        place[index] += place[index - 1];
    std::vector<ResolvedEdge> byOutput(edges.size());
    for (const auto& edge : edges) {
        byOutput[place[edge.output]++] = edge;
        ++graph.outputs.making()[edge.output].readers;
        ++inputs[edge.input].sourceCount;
    }
    std::uint32_t next = 0;
    for (auto& port : inputs) {
        port.firstSource = next;
        next += port.sourceCount;
        port.sourceCount = 0;
    }
    auto& sources = graph.sources.making();
    auto& options = graph.options.making();
    auto& phases = graph.phases.making();
    sources.resize(edges.size());
    options.resize(edges.size());
    phases.resize(edges.size());
    for (const auto& edge : byOutput) {
        auto& port = inputs[edge.input];
        options[port.firstSource + port.sourceCount] = edge.options;
        phases[port.firstSource + port.sourceCount] = edge.phase;
        sources[port.firstSource + port.sourceCount++] = edge.output;
    }
}

std::optional<Error> findDuplicate(const ResolvedGraph& graph) {
    for (std::size_t input = 0; input < graph.inputs.size(); ++input) {
        const auto& port = graph.inputs[input];
        const auto* const first = graph.sources.begin() + port.firstSource;
        // An edge that goes may stand beside one that comes in its place.
        const auto* const found =
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
                     "The edge " + edgeText(graph, edge) + " is there already; an edge can be made once."};
    }
    return std::nullopt;
}

} // namespace

base::Result<ResolvedGraph> validate(const GraphModel& model) {
    ResolvedGraph graph(model.inputChannels, model.outputChannels);
    IdIndex index(model.nodes.size() + 2, graphInput,
                  model.nodes.empty() ? graphOutput : model.nodes.back()->id);
    graph.vertices.reserve(model.nodes.size() + 2);
    graph.inputs.reserve(model.nodes.size() + 2);
    graph.outputs.reserve(model.nodes.size() + 2);
    index.insert(graphInput, ResolvedGraph::inputVertex);
    index.insert(graphOutput, ResolvedGraph::outputVertex);
    auto next = ResolvedGraph::firstNode;
    for (const auto& record : model.nodes) {
        if (auto error = checkPorts(*record))
            return tl::unexpected<Error>(std::move(*error));
        index.insert(record->id, next++);
    }
    graph.addNodes(model.nodes);

    std::vector<ResolvedEdge> edges;
    edges.reserve(model.edges.size());
    for (const auto& edge : model.edges) {
        const auto resolved = resolve(graph, edge, index.find(edge.source), index.find(edge.destination));
        if (!resolved)
            return tl::unexpected<Error>(resolved.error());
        edges.push_back(*resolved);
    }
    orderSources(graph, edges);
    graph.edgeCount = edges.size();
    graph.automations = model.automations;
    if (auto error = findDuplicate(graph))
        return tl::unexpected<Error>(std::move(*error));
    return graph;
}

namespace {

/// A source that an edit gives to an input port, or takes away, or whose options it sets.
struct Touch {
    std::uint32_t vertex;
    std::uint32_t input;
    std::uint32_t output;
    ConnectOptions options;
    enum What : std::uint8_t { comes, goes, tuned } what;
    bool heard;
};

class Reviser {
public:
    Reviser(ResolvedGraph& graph, const Changes& changes) : graph_(graph), changes_(changes) {}

    base::Result<Revision> make() {
        revision_.formerEnd = graph_.nodesEnd;
        for (const auto& record : changes_.added)
            if (auto error = checkPorts(*record))
                return tl::unexpected<Error>(std::move(*error));
        graph_.addNodes(changes_.added);
        for (const auto& record : changes_.altered)
            graph_.alterNode(graph_.vertexOf(record->id), record);
        for (const auto& [edges, what] : {std::pair{&changes_.come, Touch::comes},
                                          {&changes_.passing, Touch::comes},
                                          {&changes_.gone, Touch::goes},
                                          {&changes_.tuned, Touch::tuned}})
            for (const auto& edge : *edges) {
                const auto destination = graph_.vertexOf(edge.destination);
                const auto resolved = resolve(graph_, edge, graph_.vertexOf(edge.source), destination);
                if (!resolved)
                    return tl::unexpected<Error>(resolved.error());
                touches_.push_back({destination, resolved->input, resolved->output, edge.options, what,
                                    what != Touch::tuned && edges != &changes_.passing});
            }
        for (const auto& record : changes_.removed)
            goes_.push_back(graph_.vertexOf(record->id));
        std::ranges::sort(goes_);
        std::ranges::sort(touches_, {},
                          [](const Touch& touch) { return std::pair(touch.input, touch.output); });
        for (auto first = touches_.begin(); first != touches_.end();) {
            const auto end = std::find_if(first, touches_.end(),
                                          [&](const Touch& touch) { return touch.vertex != first->vertex; });
            if (auto error = touch({first, end}))
                return tl::unexpected<Error>(std::move(*error));
            first = end;
        }
        graph_.edgeCount += changes_.come.size() + changes_.passing.size();
        graph_.edgeCount -= changes_.gone.size();
        if (changes_.automations)
            graph_.automations = changes_.automations;
        for (const auto number : goes_) {
            revision_.removed.push_back({number, graph_.vertices[number]});
            graph_.removeNode(number);
        }
        return std::move(revision_);
    }

private:
    // The sources of the vertex are written anew, behind all others. A vertex that goes keeps them, in case it
    // has to be faded out.
    std::optional<Error> touch(std::span<const Touch> touches) {
        for (const auto& touch : touches)
            if (touch.what != Touch::tuned)
                graph_.outputs.change(touch.output).readers += touch.what == Touch::comes ? 1u : ~0u;
        const auto number = touches.front().vertex;
        if (std::ranges::binary_search(goes_, number))
            return std::nullopt;
        const auto& vertex = graph_.vertices[number];
        auto next = touches.begin();
        for (auto input = vertex.firstInput; input < vertex.firstInput + vertex.inputCount; ++input) {
            const auto first = next;
            next = std::find_if(first, touches.end(), [&](const Touch& touch) { return touch.input != input; });
            const auto before = graph_.inputs[input];
            const auto place = static_cast<std::uint32_t>(graph_.sources.size());
            if (!merge(before, {first, next}))
                return duplicate(vertex, input, {first, next});
            graph_.inputs.change(input) = {before.width, place,
                                           static_cast<std::uint32_t>(graph_.sources.size()) - place};
            if (std::any_of(first, next, [](const Touch& touch) { return touch.heard; }))
                revision_.ports.push_back({number, input, before});
        }
        const auto unheard = [](const Touch& touch) { return touch.what == Touch::comes && !touch.heard; };
        if (number < revision_.formerEnd && std::ranges::any_of(touches, unheard))
            revision_.unheard.push_back(number);
        return std::nullopt;
    }
    /// Returns: false for an edge that is there already.
    bool merge(const InputPort& before, std::span<const Touch> touches) {
        auto touch = touches.begin();
        const auto bring = [&](std::uint32_t end) {
            for (; touch != touches.end() && touch->output < end; ++touch) {
                if (touch->what != Touch::comes ||
                    (touch + 1 != touches.end() && touch[1].output == touch->output))
                    return false;
                graph_.addSource(touch->output, touch->options);
            }
            return true;
        };
        for (auto place = before.firstSource; place < before.firstSource + before.sourceCount; ++place) {
            const auto output = graph_.sources[place];
            if (!bring(output))
                return false;
            if (touch == touches.end() || touch->output != output) {
                graph_.addSource(output, graph_.options[place]);
                continue;
            }
            if (touch->what == Touch::comes)
                return false;
            if (touch->what == Touch::tuned)
                graph_.addSource(output, touch->options);
            ++touch;
        }
        return bring(ResolvedGraph::none);
    }
    Error duplicate(const Vertex& vertex, std::uint32_t input, std::span<const Touch> touches) const {
        const auto& port = graph_.inputs[input];
        const auto run = std::span(graph_.sources).subspan(port.firstSource, port.sourceCount);
        auto twice = touches.front();
        for (std::size_t index = 0; index < touches.size(); ++index)
            if (touches[index].what == Touch::comes &&
                (std::ranges::binary_search(run, touches[index].output) ||
                 (index > 0 && touches[index - 1].output == touches[index].output)))
                twice = touches[index];
        const auto edge = graph_.edgeBetween(twice.output, vertex, input - vertex.firstInput);
        return {ErrorCode::invalidArgument,
                "The edge " + edgeText(graph_, edge) + " is there already; an edge can be made once."};
    }

    ResolvedGraph& graph_;
    const Changes& changes_;
    std::vector<Touch> touches_;
    std::vector<std::uint32_t> goes_;
    Revision revision_;
};

} // namespace

base::Result<Revision> revise(ResolvedGraph& graph, const Changes& changes) {
    return Reviser(graph, changes).make();
}

} // namespace rondo::graph::detail
