// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/passes.h>

#include <algorithm>
#include <initializer_list>
#include <span>
#include <unordered_set>

namespace rondo::graph::detail {

namespace {

using Ids = std::unordered_set<NodeId>;

Ids idsOf(const std::vector<std::shared_ptr<NodeRecord>>& records) {
    Ids ids;
    for (const auto& record : records)
        ids.insert(record->id);
    return ids;
}

/// New edges were added last, so that they are found from the end.
void mark(std::vector<Edge>& edges, const std::vector<Edge>& which, EdgePhase phase, const Ids& except) {
    for (const auto& edge : which)
        if (!except.contains(edge.destination))
            if (const auto found = std::find(edges.rbegin(), edges.rend(), edge); found != edges.rend())
                found->phase = phase;
}

void addSide(ResolvedGraph& graph, std::uint32_t side, const InputPort& from, EdgePhase phase) {
    graph.inputs.change(side).firstSource = static_cast<std::uint32_t>(graph.sources.size());
    for (auto place = from.firstSource; place < from.firstSource + from.sourceCount; ++place) {
        const auto edge = graph.phases[place];
        if (edge != EdgePhase::both && edge != phase)
            continue;
        const auto source = graph.sources[place];
        const auto options = graph.options[place];
        if (edge == EdgePhase::both && phase == EdgePhase::after)
            ++graph.outputs.change(source).readers; // both sides read it
        graph.addSource(source, options);
        ++graph.inputs.change(side).sourceCount;
    }
}

std::uint32_t addFade(ResolvedGraph& graph, std::uint32_t number, std::uint32_t place) {
    const auto width = graph.inputs[place].width;
    const auto fade = graph.addVertex(VertexKind::fade, nullptr, 0, width, width);
    graph.inputs.push_back({width, 0, 0});
    auto& vertex = graph.vertices.change(fade);
    vertex.inputCount = 2;
    vertex.id = graph.vertices[number].id;
    vertex.destinationPort = place - graph.vertices[number].firstInput;
    vertex.destinationVertex = number;
    vertex.destinationInput = place;
    graph.outputs.change(vertex.firstOutput).readers = 1;
    return fade;
}

/// When all that it fades arrive as early as they can, it leaves as early.
ConnectOptions optionsOfFade(const ResolvedGraph& graph, std::initializer_list<InputPort> sides) {
    return {.compensate = std::ranges::any_of(sides, [&](const InputPort& side) {
                return std::ranges::any_of(std::span(graph.options).subspan(side.firstSource, side.sourceCount),
                                           &ConnectOptions::compensate);
            })};
}

void insertFade(ResolvedGraph& graph, std::uint32_t number, std::uint32_t port) {
    const auto place = graph.vertices[number].firstInput + port;
    const auto input = graph.inputs[place];
    const auto& vertex = graph.vertices[addFade(graph, number, place)];
    addSide(graph, vertex.firstInput, input, EdgePhase::before);
    addSide(graph, vertex.firstInput + 1, input, EdgePhase::after);
    graph.inputs.change(place).sourceCount = 1;
    graph.sources.change(input.firstSource) = vertex.firstOutput;
    graph.options.change(input.firstSource) =
        optionsOfFade(graph, {graph.inputs[vertex.firstInput], graph.inputs[vertex.firstInput + 1]});
}

/// Copies sources behind all others.
InputPort copySources(ResolvedGraph& graph, const InputPort& from) {
    const InputPort copy{from.width, static_cast<std::uint32_t>(graph.sources.size()), from.sourceCount};
    for (auto place = from.firstSource; place < from.firstSource + from.sourceCount; ++place)
        graph.addSource(graph.sources[place], graph.options[place]);
    return copy;
}

void fadePorts(ResolvedGraph& graph, std::span<const RevisedPort> ports) {
    std::vector<std::pair<std::uint32_t, ConnectOptions>> fades;
    for (const auto& port : ports) {
        const auto& fade = graph.vertices[addFade(graph, port.vertex, port.input)];
        fades.emplace_back(fade.firstOutput, optionsOfFade(graph, {port.before, graph.inputs[port.input]}));
        graph.inputs.change(fade.firstInput) = copySources(graph, port.before);
        graph.inputs.change(fade.firstInput + 1) = copySources(graph, graph.inputs[port.input]);
        const auto& before = graph.inputs[fade.firstInput];
        for (auto place = before.firstSource; place < before.firstSource + before.sourceCount; ++place)
            ++graph.outputs.change(graph.sources[place]).readers;
    }
    // The vertex's own sources side by side again.
    const auto vertex = graph.vertices[ports.front().vertex];
    auto port = ports.begin();
    for (auto input = vertex.firstInput; input < vertex.firstInput + vertex.inputCount; ++input)
        if (port == ports.end() || port->input != input) {
            graph.inputs.change(input) = copySources(graph, graph.inputs[input]);
        } else {
            graph.inputs.change(input) = {graph.inputs[input].width,
                                          static_cast<std::uint32_t>(graph.sources.size()), 1};
            const auto& [output, options] = fades[static_cast<std::size_t>(port - ports.begin())];
            graph.addSource(output, options);
            ++port;
        }
}

bool fades(EdgePhase phase) { return phase != EdgePhase::both; }

} // namespace

// All inputs of a node that itself goes or comes stay as they are: it is faded behind.
GraphModel unite(const GraphModel& after, const Changes& changes) {
    GraphModel united = after;
    mark(united.edges, changes.come, EdgePhase::after, idsOf(changes.added));
    const auto removed = idsOf(changes.removed);
    for (auto edge : changes.gone) {
        const bool goesToo = removed.contains(edge.destination);
        if (edge.events && !goesToo)
            continue; // events are not faded: it is gone from the fade's first frame
        edge.phase = goesToo ? EdgePhase::both : EdgePhase::before;
        united.edges.push_back(edge);
    }
    if (!changes.removed.empty()) {
        united.nodes.insert(united.nodes.end(), changes.removed.begin(), changes.removed.end());
        std::ranges::sort(united.nodes, {}, [](const auto& record) { return record->id; });
    }
    return united;
}

GraphModel fadeOut(const GraphModel& after, const Changes& changes) {
    GraphModel before = after;
    std::erase_if(before.edges, [&](const Edge& edge) { return std::ranges::count(changes.come, edge) > 0; });
    const auto added = idsOf(changes.added);
    std::erase_if(before.nodes, [&](const auto& record) { return added.contains(record->id); });
    before.nodes.insert(before.nodes.end(), changes.removed.begin(), changes.removed.end());
    std::ranges::sort(before.nodes, {}, [](const auto& record) { return record->id; });
    const auto removed = idsOf(changes.removed);
    for (auto edge : changes.gone) {
        edge.phase = edge.events || removed.contains(edge.destination) ? EdgePhase::both : EdgePhase::before;
        before.edges.push_back(edge);
    }
    return before;
}

GraphModel fadeIn(GraphModel after, const Changes& changes) {
    mark(after.edges, changes.come, EdgePhase::after, idsOf(changes.added));
    return after;
}

void insertFades(ResolvedGraph& graph) {
    if (std::ranges::none_of(graph.phases, fades))
        return;
    const auto vertices = static_cast<std::uint32_t>(graph.vertices.size());
    for (std::uint32_t number = 0; number < vertices; ++number)
        for (std::uint32_t port = 0; port < graph.vertices[number].inputCount; ++port) {
            const auto& input = graph.inputs[graph.vertices[number].firstInput + port];
            if (input.width > 0 &&
                std::ranges::any_of(std::span(graph.phases).subspan(input.firstSource, input.sourceCount),
                                    fades))
                insertFade(graph, number, port);
        }
}

void overlay(ResolvedGraph& graph, const Revision& revision, const Changes& changes) {
    for (const auto& [number, vertex] : revision.removed) {
        graph.vertices.change(number) = vertex;
        graph.slowCount += vertex.latency > 0 ? 1u : 0u;
        graph.eventCount += vertex.events ? 1u : 0u;
        for (auto input = vertex.firstInput; input < vertex.firstInput + vertex.inputCount; ++input)
            for (std::uint32_t source = 0; source < graph.inputs[input].sourceCount; ++source)
                ++graph.outputs.change(graph.sources[graph.inputs[input].firstSource + source]).readers;
    }
    const auto isNew = [&](std::uint32_t vertex) {
        return std::ranges::binary_search(changes.added, graph.vertices[vertex].id, {},
                                          [](const auto& record) { return record->id; });
    };
    for (auto first = revision.ports.begin(); first != revision.ports.end();) {
        const auto end = std::find_if(first, revision.ports.end(),
                                      [&](const RevisedPort& port) { return port.vertex != first->vertex; });
        // Events are not faded; their ports come last.
        const auto faded =
            std::find_if(first, end, [&](const RevisedPort& port) { return port.before.width == 0; });
        if (faded != first && !isNew(first->vertex))
            fadePorts(graph, {first, faded});
        first = end;
    }
}

bool audible(const Changes& changes) {
    const auto added = idsOf(changes.added);
    const auto removed = idsOf(changes.removed);
    return std::ranges::any_of(
               changes.come,
               [&](const Edge& edge) { return !edge.events && !added.contains(edge.destination); }) ||
           std::ranges::any_of(changes.gone, [&](const Edge& edge) {
               return !edge.events && !removed.contains(edge.destination);
           });
}

} // namespace rondo::graph::detail
