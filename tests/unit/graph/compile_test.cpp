// SPDX-License-Identifier: MIT
#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <random>
#include <rondo/graph/detail/compile/passes.h>
#include <support/graph_probes.h>

using namespace rondo;
using namespace rondo::graph;
using namespace rondo::graph::detail;

namespace {

class PortsNode final : public Node {
public:
    PortsNode(std::uint32_t inputs, std::uint32_t outputs) : inputs_(inputs), outputs_(outputs) {}
    NodeDescription describe() const override {
        NodeDescription description;
        description.inputs.assign(inputs_, {"in", 2});
        description.outputs.assign(outputs_, {"out", 2});
        return description;
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext&) noexcept override {}

private:
    std::uint32_t inputs_;
    std::uint32_t outputs_;
};

struct Builder {
    Builder() {
        model.inputChannels = 2;
        model.outputChannels = 2;
    }
    NodeId add(std::uint32_t inputs, std::uint32_t outputs) {
        auto record = std::make_shared<NodeRecord>();
        record->id = NodeId{++last};
        record->name = "n";
        record->node = std::make_unique<PortsNode>(inputs, outputs);
        record->description = record->node->describe();
        model.nodes.push_back(record);
        return record->id;
    }
    void connect(NodeId from, std::uint32_t output, NodeId to, std::uint32_t input) {
        model.edges.push_back({from, output, to, input});
    }
    GraphModel model;
    std::uint64_t last = graphOutput.value;
};

Builder randomGraph(std::mt19937& numbers) {
    Builder builder;
    const auto count = 1 + numbers() % 60;
    std::map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>> ports;
    for (unsigned index = 0; index < count; ++index) {
        const std::uint32_t inputs = numbers() % 4;
        const std::uint32_t outputs = numbers() % 4;
        const auto id = builder.add(inputs, outputs);
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
        const Edge edge{NodeId{from}, static_cast<std::uint32_t>(numbers() % ports[from].second), NodeId{to},
                        static_cast<std::uint32_t>(numbers() % ports[to].first)};
        if (std::ranges::find(builder.model.edges, edge) == builder.model.edges.end())
            builder.model.edges.push_back(edge);
    }
    std::ranges::shuffle(builder.model.edges, numbers);
    return builder;
}

/// Runs the plan with tokens for samples: each buffer holds the name of what was written last.
void checkPlan(const ResolvedGraph& graph, const SerialOrder& order, const BufferPlan& plan) {
    using Token =
        std::pair<std::uint32_t, std::uint32_t>; // output port (or sum of an input port, past 1000), channel
    std::vector<Token> buffers(plan.bufferCount, Token{9999, 0});
    const auto write = [&](std::uint32_t start, std::uint32_t width, std::uint32_t name) {
        for (std::uint32_t channel = 0; channel < width; ++channel) {
            REQUIRE(plan.channels[start + channel] != BufferPlan::silence);
            buffers[plan.channels[start + channel]] = {name, channel};
        }
    };
    const auto read = [&](std::uint32_t start, std::uint32_t width, std::uint32_t name) {
        for (std::uint32_t channel = 0; channel < width; ++channel)
            REQUIRE(buffers[plan.channels[start + channel]] == Token{name, channel});
    };
    for (const auto number : order) {
        const auto& vertex = graph.vertices[number];
        for (std::uint32_t port = vertex.firstInput; port < vertex.firstInput + vertex.inputCount; ++port) {
            const auto& input = graph.inputs[port];
            if (input.sourceCount < 2)
                continue;
            for (std::uint32_t source = 0; source < input.sourceCount; ++source) {
                const auto output = graph.sources[input.firstSource + source];
                read(plan.outputStarts[output], input.width, output);
            }
            write(plan.inputStarts[port], input.width, 1000 + port);
        }
        for (std::uint32_t port = vertex.firstOutput; port < vertex.firstOutput + vertex.outputCount; ++port)
            write(plan.outputStarts[port], graph.outputs[port].width, port);
        // Inputs are read after the outputs were written: so an overlap shows.
        for (std::uint32_t port = vertex.firstInput; port < vertex.firstInput + vertex.inputCount; ++port) {
            const auto& input = graph.inputs[port];
            if (input.sourceCount == 0)
                for (std::uint32_t channel = 0; channel < input.width; ++channel)
                    REQUIRE(plan.channels[plan.inputStarts[port] + channel] == BufferPlan::silence);
            else
                read(plan.inputStarts[port], input.width,
                     input.sourceCount == 1 ? graph.sources[input.firstSource] : 1000 + port);
        }
        for (std::uint32_t port = vertex.firstOutput; port < vertex.firstOutput + vertex.outputCount; ++port)
            read(plan.outputStarts[port], graph.outputs[port].width, port);
    }
}

} // namespace

TEST_CASE(
    "every random graph is sorted so that sources come first and no buffer is overwritten while it is needed") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    for (int turn = 0; turn < 300; ++turn) {
        const auto builder = randomGraph(numbers);
        const auto graph = validate(builder.model);
        REQUIRE(graph);
        const auto order = sort(*graph);
        REQUIRE(order);
        REQUIRE(order->size() == builder.model.nodes.size() + 2);
        std::vector<std::size_t> place(order->size(), order->size());
        for (std::size_t index = 0; index < order->size(); ++index)
            place[(*order)[index]] = index;
        for (const auto& vertex : graph->vertices)
            for (std::uint32_t port = 0; port < vertex.inputCount; ++port) {
                const auto& input = graph->inputs[vertex.firstInput + port];
                for (std::uint32_t source = 0; source < input.sourceCount; ++source)
                    REQUIRE(place[graph->outputs[graph->sources[input.firstSource + source]].vertex] <
                            place[static_cast<std::size_t>(&vertex - graph->vertices.data())]);
                REQUIRE(std::ranges::is_sorted(
                    std::span(graph->sources).subspan(input.firstSource, input.sourceCount)));
            }
        checkPlan(*graph, *order, assignBuffers(*graph, *order));
    }
}

TEST_CASE("a chain of any length needs the buffers of two ports, beside the silence") {
    for (const int length : {3, 1000}) {
        Builder builder;
        auto before = builder.add(0, 1);
        for (int turn = 0; turn < length; ++turn) {
            const auto next = builder.add(1, 1);
            builder.connect(before, 0, next, 0);
            before = next;
        }
        builder.connect(before, 0, graphOutput, 0);
        BufferPool pool(64);
        const auto schedule = compile(builder.model, pool);
        REQUIRE(schedule);
        CHECK(schedule->bufferCount() == 1 + 4);
        CHECK(schedule->nodeCount() == static_cast<std::size_t>(length) + 1);
    }
}

TEST_CASE("chains side by side run one after the other, whatever the order in which their nodes were added") {
    Builder builder;
    std::vector<NodeId> ends;
    for (int chain = 0; chain < 10; ++chain)
        ends.push_back(builder.add(0, 1));
    for (int stage = 0; stage < 5; ++stage)
        for (auto& end : ends) {
            const auto next = builder.add(1, 1);
            builder.connect(end, 0, next, 0);
            end = next;
        }
    for (const auto end : ends)
        builder.connect(end, 0, graphOutput, 0);
    BufferPool pool(64);
    const auto schedule = compile(builder.model, pool);
    REQUIRE(schedule);
    CHECK(schedule->bufferCount() <= 1 + 2 * (10 + 2));
}

TEST_CASE("a longer schedule reuses the samples of the one before") {
    BufferPool pool(64);
    pool.reserve(3);
    float* const first = pool.buffer(2);
    pool.reserve(100);
    CHECK(pool.buffer(2) == first);
    CHECK(pool.chunks().size() == 2);
    pool.reserve(50);
    CHECK(pool.chunks().size() == 2);
}
