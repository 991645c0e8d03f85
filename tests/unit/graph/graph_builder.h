// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <doctest/doctest.h>
#include <map>
#include <memory>
#include <random>
#include <rondo/graph/detail/compile/resolved_graph.h>
#include <rondo/graph/detail/graph_model.h>
#include <rondo/graph/node.h>
#include <utility>
#include <vector>

/// Models of graphs for tests of the passes.
namespace rondo::test {

/// Has ports of two channels and does nothing.
class PortsNode final : public graph::Node {
public:
    PortsNode(std::uint32_t inputs, std::uint32_t outputs, bool inPlace)
        : inputs_(inputs), outputs_(outputs), inPlace_(inPlace) {}
    graph::NodeDescription describe() const override {
        graph::NodeDescription description;
        description.inputs.assign(inputs_, {"in", 2});
        description.outputs.assign(outputs_, {"out", 2});
        description.inPlace = inPlace_;
        return description;
    }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext&) noexcept override {}

private:
    std::uint32_t inputs_;
    std::uint32_t outputs_;
    bool inPlace_;
};

/// Makes a graph's model without a graph.
struct Builder {
    Builder() {
        model.inputChannels = 2;
        model.outputChannels = 2;
    }
    graph::NodeId add(std::uint32_t inputs, std::uint32_t outputs, bool inPlace = false) {
        auto record = std::make_shared<graph::detail::NodeRecord>();
        record->id = graph::NodeId{++last};
        record->name = "n";
        record->node = std::make_unique<PortsNode>(inputs, outputs, inPlace);
        record->description = record->node->describe();
        model.nodes.push_back(record);
        return record->id;
    }
    void connect(graph::NodeId from, std::uint32_t output, graph::NodeId to, std::uint32_t input) {
        model.edges.push_back({from, output, to, input, {}});
    }
    graph::detail::GraphModel model;
    std::uint64_t last = graph::graphOutput.value;
};

/// Returns: up to 60 nodes of up to three ports, with edges from older to newer ones and to the ends.
inline Builder randomGraph(std::mt19937& numbers) {
    Builder builder;
    const auto count = 1 + numbers() % 60;
    std::map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>> ports;
    for (unsigned index = 0; index < count; ++index) {
        const std::uint32_t inputs = numbers() % 4;
        const std::uint32_t outputs = numbers() % 4;
        const auto id = builder.add(inputs, outputs, numbers() % 2 == 0);
        ports[id.value] = {inputs, outputs};
    }
    ports[1] = {0, 1};
    ports[2] = {1, 0};
    for (unsigned turn = 0; turn < count * 3; ++turn) {
        auto from = 3 + numbers() % count;
        auto to = 3 + numbers() % count;
        if (from >= to)
            std::swap(from, to);
        if (numbers() % 8 == 0)
            from = 1;
        if (numbers() % 8 == 0)
            to = 2;
        if (from == to || ports[from].second == 0 || ports[to].first == 0)
            continue;
        const graph::detail::Edge edge{graph::NodeId{from},
                                       static_cast<std::uint32_t>(numbers() % ports[from].second),
                                       graph::NodeId{to},
                                       static_cast<std::uint32_t>(numbers() % ports[to].first),
                                       {}};
        if (std::ranges::find(builder.model.edges, edge) == builder.model.edges.end())
            builder.model.edges.push_back(edge);
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
