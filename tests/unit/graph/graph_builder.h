// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <doctest/doctest.h>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <rondo/graph/detail/compile/resolved_graph.h>
#include <rondo/graph/detail/graph_model.h>
#include <rondo/graph/node.h>
#include <rondo/graph/node_id.h>
#include <utility>
#include <vector>

/// Models of graphs for tests of the passes.
namespace rondo::test {

/// How many ports a node has.
struct PortCounts {
    std::uint32_t inputs = 0;
    std::uint32_t outputs = 0;
    std::uint32_t eventInputs = 0;
    std::uint32_t eventOutputs = 0;
};

/// Has ports of two channels, and for events, and does nothing.
class PortsNode final : public graph::Node {
public:
    PortsNode(const PortCounts& ports, bool inPlace) : ports_(ports), inPlace_(inPlace) {}
    graph::NodeDescription describe() const override {
        graph::NodeDescription description;
        description.inputs.assign(ports_.inputs, {"in", 2});
        description.outputs.assign(ports_.outputs, {"out", 2});
        description.eventInputs.assign(ports_.eventInputs, "in");
        description.eventOutputs.assign(ports_.eventOutputs, "out");
        description.inPlace = inPlace_;
        return description;
    }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext&) noexcept override {}

private:
    PortCounts ports_;
    bool inPlace_;
};

/// Makes a graph's model without a graph.
struct Builder {
    Builder() {
        model.inputChannels = 2;
        model.outputChannels = 2;
    }
    graph::NodeId add(std::uint32_t inputs, std::uint32_t outputs, bool inPlace = false) {
        return add(PortCounts{inputs, outputs}, inPlace);
    }
    graph::NodeId add(const PortCounts& ports, bool inPlace) {
        auto record = std::make_shared<graph::detail::NodeRecord>();
        record->id = graph::NodeId{++last};
        record->name = "n";
        record->node = std::make_unique<PortsNode>(ports, inPlace);
        record->description = record->node->describe();
        if (ports.eventInputs + ports.eventOutputs > 0)
            record->events =
                std::make_shared<graph::detail::NodeEvents>(ports.eventInputs, ports.eventOutputs, 1);
        model.nodes.push_back(record);
        return record->id;
    }
    void connect(graph::NodeId from, std::uint32_t output, graph::NodeId to, std::uint32_t input) {
        model.edges.push_back({from, output, to, input, {}});
    }
    graph::detail::GraphModel model;
    std::uint64_t last = graph::graphOutput.value;
};

/// Returns: counts of ports, half of the time with some for events.
inline PortCounts randomPorts(std::mt19937& numbers, std::uint32_t most) {
    PortCounts ports{static_cast<std::uint32_t>(numbers() % (most + 1)),
                     static_cast<std::uint32_t>(numbers() % (most + 1))};
    if (numbers() % 2 == 0) {
        ports.eventInputs = static_cast<std::uint32_t>(numbers() % 3);
        ports.eventOutputs = static_cast<std::uint32_t>(numbers() % 3);
    }
    return ports;
}

/// Returns: an edge of one kind between random ports of two nodes; none where they have no such ports.
inline std::optional<graph::detail::Edge> randomEdge(std::mt19937& numbers, graph::NodeId from,
                                                     const PortCounts& source, graph::NodeId to,
                                                     const PortCounts& destination) {
    const bool events = numbers() % 3 == 0;
    const auto outputs = events ? source.eventOutputs : source.outputs;
    const auto inputs = events ? destination.eventInputs : destination.inputs;
    if (outputs == 0 || inputs == 0)
        return std::nullopt;
    graph::detail::Edge edge{from, static_cast<std::uint32_t>(numbers() % outputs), to,
                             static_cast<std::uint32_t>(numbers() % inputs)};
    edge.events = events;
    return edge;
}

/// Returns: up to 60 nodes of up to three ports, with edges from older to newer ones and to the ends.
inline Builder randomGraph(std::mt19937& numbers) {
    Builder builder;
    const auto count = 1 + numbers() % 60;
    std::map<std::uint64_t, PortCounts> ports;
    for (unsigned index = 0; index < count; ++index) {
        const auto counts = randomPorts(numbers, 3);
        ports[builder.add(counts, numbers() % 2 == 0).value] = counts;
    }
    ports[1] = {0, 1, 0, 0};
    ports[2] = {1, 0, 0, 0};
    for (unsigned turn = 0; turn < count * 3; ++turn) {
        auto from = 3 + numbers() % count;
        auto to = 3 + numbers() % count;
        if (from >= to)
            std::swap(from, to);
        if (numbers() % 8 == 0)
            from = 1;
        if (numbers() % 8 == 0)
            to = 2;
        if (from == to)
            continue;
        const auto edge = randomEdge(numbers, {from}, ports[from], {to}, ports[to]);
        if (edge && std::ranges::find(builder.model.edges, *edge) == builder.model.edges.end())
            builder.model.edges.push_back(*edge);
    }
    std::ranges::shuffle(builder.model.edges, numbers);
    return builder;
}

/// Requires, of doctest: each vertex that is not gone is in the order, behind all that feed it.
inline void checkOrder(const graph::detail::ResolvedGraph& resolved, const graph::detail::SerialOrder& order) {
    std::vector<std::size_t> place(resolved.vertices.size(), resolved.vertices.size());
    for (std::size_t index = 0; index < order.size(); ++index)
        place[order[index]] = index;
    for (std::uint32_t number = 0; number < resolved.vertices.size(); ++number) {
        const auto& vertex = resolved.vertices[number];
        REQUIRE((place[number] < order.size()) == (vertex.kind != graph::detail::VertexKind::gone));
        for (auto input = vertex.firstInput; input < vertex.firstInput + vertex.inputCount; ++input)
            for (std::uint32_t source = 0; source < resolved.inputs[input].sourceCount; ++source)
                REQUIRE(place[resolved.outputs[resolved.sources[resolved.inputs[input].firstSource + source]]
                                  .vertex] < place[number]);
    }
}

} // namespace rondo::test
