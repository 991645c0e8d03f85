// SPDX-License-Identifier: MIT
#include "graph_builder.h"
#include <algorithm>
#include <doctest/doctest.h>
#include <random>
#include <rondo/graph/detail/compile/passes.h>
#include <rondo/graph/detail/parallel_plan.h>

using namespace rondo;
using namespace rondo::graph;
using namespace rondo::graph::detail;
using test::Builder;
using test::checkOrder;
using test::randomGraph;

namespace {

/// Runs the plan with tokens for samples: each buffer holds the name of what was written last.
class TokenRun {
public:
    TokenRun(const ResolvedGraph& graph, const BufferPlan& plan)
        : graph_(graph), plan_(plan), buffers_(plan.bufferCount, Token{9999, 0}) {}

    void run(const Operation& operation) {
        if (operation.input == Operation::wholeVertex)
            runVertex(graph_.vertices[operation.vertex]);
        else
            add(operation);
    }

private:
    using Token =
        std::pair<std::uint32_t, std::uint32_t>; // output port, or 1000 x (input port + 1) + addends; channel

    void add(const Operation& operation) {
        const auto& port = graph_.inputs[operation.input];
        const auto sources = std::span(graph_.sources).subspan(port.firstSource, port.sourceCount);
        const auto start = plan_.inputStarts[operation.input];
        const auto name = 1000 * (operation.input + 1) + operation.source;
        if (operation.source == 1)
            read(plan_.outputStarts[sources[0]], port.width, sources[0]);
        else
            read(start, port.width, name - 1);
        read(plan_.outputStarts[sources[operation.source]], port.width, sources[operation.source]);
        write(start, port.width, name);
    }
    void runVertex(const Vertex& vertex) {
        const bool inPlace = vertex.record && vertex.record->description.inPlace;
        const auto readInput = [&](std::uint32_t port) {
            const auto& input = graph_.inputs[vertex.firstInput + port];
            const auto start = plan_.inputStarts[vertex.firstInput + port];
            if (input.sourceCount == 0)
                for (std::uint32_t channel = 0; channel < input.width; ++channel)
                    REQUIRE(plan_.channels[start + channel] == BufferPlan::silence);
            else
                read(start, input.width,
                     input.sourceCount == 1 ? graph_.sources[input.firstSource]
                                            : 1000 * (vertex.firstInput + port + 1) + input.sourceCount - 1);
        };
        if (inPlace)
            for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
                readInput(port);
        for (std::uint32_t port = vertex.firstOutput; port < vertex.firstOutput + vertex.outputCount; ++port)
            write(plan_.outputStarts[port], graph_.outputs[port].width, port);
        // Inputs are read after the outputs were written: so an overlap shows.
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
            if (!inPlace || !overlaps(vertex, port))
                readInput(port);
        for (std::uint32_t port = vertex.firstOutput; port < vertex.firstOutput + vertex.outputCount; ++port)
            read(plan_.outputStarts[port], graph_.outputs[port].width, port);
    }
    bool overlaps(const Vertex& vertex, std::uint32_t port) const {
        return port < vertex.outputCount &&
               plan_.inputStarts[vertex.firstInput + port] == plan_.outputStarts[vertex.firstOutput + port];
    }
    void write(std::uint32_t start, std::uint32_t width, std::uint32_t name) {
        for (std::uint32_t channel = 0; channel < width; ++channel) {
            REQUIRE(plan_.channels[start + channel] != BufferPlan::silence);
            buffers_[plan_.channels[start + channel]] = {name, channel};
        }
    }
    void read(std::uint32_t start, std::uint32_t width, std::uint32_t name) const {
        for (std::uint32_t channel = 0; channel < width; ++channel)
            REQUIRE(buffers_[plan_.channels[start + channel]] == Token{name, channel});
    }

    const ResolvedGraph& graph_;
    const BufferPlan& plan_;
    std::vector<Token> buffers_;
};

void checkPlan(const ResolvedGraph& graph, const std::vector<Operation>& operations) {
    const auto plan = assignBuffers(graph, operations);
    TokenRun run(graph, plan);
    for (const auto& operation : operations) {
        if (operation.input != Operation::wholeVertex) {
            const auto& reader = graph.vertices[operation.vertex];
            REQUIRE(operation.input - reader.firstInput < reader.inputCount);
        }
        run.run(operation);
    }
}

base::Result<Schedule> compiled(const GraphModel& model, BufferPool& pool) {
    LineBook lines(64);
    return compile(model, {pool, lines, 48000});
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
        checkOrder(*graph, *order);
        for (const auto& input : graph->inputs)
            REQUIRE(std::ranges::is_sorted(
                std::span(graph->sources).subspan(input.firstSource, input.sourceCount)));
        checkPlan(*graph, linearize(*graph, *order));
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
        const auto schedule = compiled(builder.model, pool);
        REQUIRE(schedule);
        CHECK(schedule->bufferCount() == 1 + 4);
        CHECK(schedule->nodeCount() == static_cast<std::size_t>(length) + 1);
    }
}

TEST_CASE("a chain of nodes that work in place needs the buffers of one port") {
    Builder builder;
    auto before = builder.add(0, 1);
    for (int turn = 0; turn < 100; ++turn) {
        const auto next = builder.add(1, 1, true);
        builder.connect(before, 0, next, 0);
        before = next;
    }
    builder.connect(before, 0, graphOutput, 0);
    BufferPool pool(64);
    const auto schedule = compiled(builder.model, pool);
    REQUIRE(schedule);
    CHECK(schedule->bufferCount() == 1 + 2);
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
    const auto schedule = compiled(builder.model, pool);
    REQUIRE(schedule);
    CHECK(schedule->bufferCount() <= 1 + 2 * 3);
}

TEST_CASE("whichever items run side by side, no buffer is overwritten while it is needed") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    for (int turn = 0; turn < 300; ++turn) {
        const auto builder = randomGraph(numbers);
        const auto graph = validate(builder.model);
        REQUIRE(graph);
        const auto order = sort(*graph);
        REQUIRE(order);
        const auto items = findWorkItems(*graph, *order);
        const auto operations = linearizeByItem(*graph, *order);
        REQUIRE(operations.size() == linearize(*graph, *order).size());
        const auto plan = assignBuffers(*graph, operations, items);
        std::vector<std::vector<Operation>> left(items.count());
        for (const auto& operation : operations)
            left[items.itemOf[operation.vertex]].push_back(operation);
        for (auto& work : left)
            std::ranges::reverse(work);
        auto waits = items.waits;
        std::vector<std::uint32_t> active;
        for (std::uint32_t item = 0; item < items.count(); ++item)
            if (waits[item] == 0)
                active.push_back(item);
        TokenRun run(*graph, plan);
        std::size_t ran = 0;
        while (!active.empty()) {
            const auto place = numbers() % active.size();
            const auto item = active[place];
            run.run(left[item].back());
            left[item].pop_back();
            ++ran;
            if (!left[item].empty())
                continue;
            active.erase(active.begin() + static_cast<std::ptrdiff_t>(place));
            for (const auto successor : items.successors(item))
                if (--waits[successor] == 0)
                    active.push_back(successor);
        }
        REQUIRE(ran == operations.size());
    }
}

TEST_CASE(
    "chains side by side are one work item each, and none of them needs more than the buffers of two ports") {
    Builder builder;
    constexpr std::uint32_t chains = 10;
    for (std::uint32_t chain = 0; chain < chains; ++chain) {
        auto end = builder.add(0, 1);
        for (int stage = 0; stage < 7; ++stage) {
            const auto next = builder.add(1, 1);
            builder.connect(end, 0, next, 0);
            end = next;
        }
        builder.connect(end, 0, graphOutput, 0);
    }
    BufferPool pool(64);
    LineBook lines(64);
    const auto schedule = compile(builder.model, {pool, lines, 48000, nullptr, true});
    REQUIRE(schedule);
    REQUIRE(schedule->parallel() != nullptr);
    CHECK(schedule->parallel()->items.size() == chains + 2); // and the graph's input and output
    CHECK(schedule->parallel()->roots.size() == chains + 1);
    CHECK(schedule->parallel()->sinks == 1);
    CHECK(schedule->parallel()->bufferCount <= 1 + chains * 2 * 2 + 2); // the graph's input has buffers too
}

TEST_CASE("a graph that is one chain has no parallel plan") {
    Builder builder;
    auto before = builder.add(0, 1);
    for (int turn = 0; turn < 20; ++turn) {
        const auto next = builder.add(1, 1);
        builder.connect(before, 0, next, 0);
        before = next;
    }
    builder.connect(before, 0, graphOutput, 0);
    BufferPool pool(64);
    LineBook lines(64);
    const auto schedule = compile(builder.model, {pool, lines, 48000, nullptr, true});
    REQUIRE(schedule);
    CHECK(schedule->parallel() == nullptr);
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
