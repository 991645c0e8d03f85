// SPDX-License-Identifier: MIT
#include "graph_builder.h"
#include <algorithm>
#include <doctest/doctest.h>
#include <random>
#include <rondo/graph/detail/compile/passes.h>

using namespace rondo;
using namespace rondo::graph;
using namespace rondo::graph::detail;
using test::Builder;
using test::checkOrder;
using test::randomGraph;

namespace {

test::PortCounts portsOf(const NodeRecord& record) {
    const auto count = [](const auto& ports) { return static_cast<std::uint32_t>(ports.size()); };
    const auto& description = record.description;
    return {count(description.inputs), count(description.outputs), count(description.eventInputs),
            count(description.eventOutputs)};
}

std::vector<const Automation*> automationsOf(const std::shared_ptr<const Automations>& automations) {
    std::vector<const Automation*> all;
    for (const auto& automation : automations ? *automations : Automations{})
        all.push_back(automation.get());
    return all;
}

/// Some end, one more comes.
std::shared_ptr<const Automations> randomAutomations(const GraphModel& model, std::mt19937& numbers) {
    auto all = model.automations ? *model.automations : Automations{};
    std::erase_if(all, [&](const auto&) { return numbers() % 4 == 0; });
    all.push_back(std::make_shared<Automation>(graphOutput, 0, 0.0f, 1.0f, nullptr));
    return std::make_shared<const Automations>(std::move(all));
}

/// An edit of a random graph: some edges go, some nodes with theirs, some of both come; curves change now and
/// then.
Changes randomChanges(Builder& builder, std::mt19937& numbers) {
    Changes changes;
    const auto gone = [&](const Edge& edge) {
        return std::ranges::find(changes.gone, edge) != changes.gone.end();
    };
    for (const auto& record : builder.model.nodes)
        if (numbers() % 10 == 0)
            changes.removed.push_back(record);
    const auto removed = [&](NodeId id) {
        return std::ranges::any_of(changes.removed, [&](const auto& record) { return record->id == id; });
    };
    for (const auto& edge : builder.model.edges)
        if (numbers() % 10 == 0 || removed(edge.source) || removed(edge.destination))
            changes.gone.push_back(edge);
    const auto former = builder.model;
    for (auto count = numbers() % 5; count > 0; --count)
        builder.add(test::randomPorts(numbers, 2), numbers() % 2 == 0);
    const auto& nodes = builder.model.nodes;
    changes.added.assign(nodes.begin() + static_cast<std::ptrdiff_t>(former.nodes.size()), nodes.end());
    for (auto turn = numbers() % 12; turn > 0 && !nodes.empty(); --turn) {
        const auto* from = nodes[numbers() % nodes.size()].get();
        const auto* to = nodes[numbers() % nodes.size()].get();
        if (from->id > to->id && numbers() % 4 != 0)
            std::swap(from, to);
        if (from == to || removed(from->id) || removed(to->id))
            continue;
        const auto edge = test::randomEdge(numbers, from->id, portsOf(*from), to->id, portsOf(*to));
        const bool known = edge && std::ranges::find(former.edges, *edge) != former.edges.end();
        if (edge && !known && !gone(*edge) && std::ranges::find(changes.come, *edge) == changes.come.end() &&
            std::ranges::find(changes.passing, *edge) == changes.passing.end())
            (numbers() % 4 == 0 ? changes.passing : changes.come).push_back(*edge);
    }
    for (const auto& record : former.nodes)
        if (numbers() % 8 == 0 && !removed(record->id)) {
            auto altered = std::make_shared<NodeRecord>(*record);
            altered->latency = static_cast<std::uint32_t>(numbers() % 3);
            altered->bypassed = numbers() % 2 == 0;
            if (!altered->bypass && canBypass(altered->description))
                altered->bypass =
                    std::make_shared<Bypass>(altered->description, 0, 8, 8, altered->bypassed, false);
            changes.altered.push_back(std::move(altered));
        }
    if (numbers() % 3 == 0)
        changes.automations = randomAutomations(former, numbers);
    builder.model = former;
    return changes;
}

/// Everything of a graph that its samples depend on, whatever numbers its ports have.
std::vector<std::vector<std::uint64_t>> told(const ResolvedGraph& graph) {
    std::vector<std::vector<std::uint64_t>> all;
    for (std::uint32_t number = 0; number < graph.nodesEnd; ++number) {
        const auto& vertex = graph.vertices[number];
        if (vertex.kind == VertexKind::gone)
            continue;
        all.push_back({vertex.id.value, vertex.inputCount, vertex.outputCount, vertex.latency, vertex.bypassed,
                       reinterpret_cast<std::uintptr_t>(vertex.bypass),
                       reinterpret_cast<std::uintptr_t>(vertex.record)});
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port) {
            all.push_back({port});
            for (std::uint32_t source = 0; source < graph.inputs[vertex.firstInput + port].sourceCount;
                 ++source) {
                const auto edge = graph.edgeOf(vertex, port, source);
                all.back().insert(all.back().end(), {edge.source.value, edge.sourcePort, edge.destinationPort,
                                                     edge.events ? 1u : 0u});
            }
        }
        for (std::uint32_t port = 0; port < vertex.outputCount; ++port)
            all.push_back({graph.outputs[vertex.firstOutput + port].readers});
    }
    return all;
}

} // namespace

TEST_CASE(
    "a graph that was revised is the one that is validated from nothing, and rolled back the one before") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    for (int turn = 0; turn < 100; ++turn) {
        auto builder = randomGraph(numbers);
        auto graph = validate(builder.model);
        REQUIRE(graph);
        for (int edit = 0; edit < 10; ++edit) {
            const auto before = told(*graph);
            const auto curvesBefore = automationsOf(graph->automations);
            const auto changes = randomChanges(builder, numbers);
            auto after = changed(builder.model, changes);
            const auto fresh = validate(after);
            REQUIRE(fresh);
            const bool refused = numbers() % 3 == 0;
            {
                Rollback rollback(*graph);
                REQUIRE(revise(*graph, changes));
                CHECK(told(*graph) == told(*fresh));
                const auto named = validate(graph->model());
                REQUIRE(named);
                CHECK(told(*named) == told(*fresh));
                CHECK(automationsOf(named->automations) == automationsOf(after.automations));
                CHECK(graph->nodeCount == after.nodes.size());
                CHECK(graph->edgeCount == after.edges.size());
                CHECK(graph->slowCount == fresh->slowCount);
                CHECK(graph->eventCount == std::ranges::count_if(after.nodes, [](const auto& record) {
                          return record->events != nullptr;
                      }));
                CHECK(automationsOf(graph->automations) == automationsOf(after.automations));
                CHECK(automationsOf(fresh->automations) == automationsOf(after.automations));
                if (!refused)
                    rollback.disarm();
            }
            if (refused) {
                CHECK(told(*graph) == before);
                CHECK(automationsOf(graph->automations) == curvesBefore);
            } else {
                graph->keep();
                builder.model = std::move(after);
            }
        }
    }
}

TEST_CASE("what is new finds its place in the order from before, fades among it, or there is none") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    int kept = 0;
    int circles = 0;
    for (int turn = 0; turn < 500; ++turn) {
        auto builder = randomGraph(numbers);
        auto graph = validate(builder.model);
        REQUIRE(graph);
        const auto former = sort(*graph);
        REQUIRE(former);
        const auto changes = randomChanges(builder, numbers);
        const auto revision = revise(*graph, changes);
        REQUIRE(revision);
        overlay(*graph, *revision, changes);
        const auto fromNothing = sort(*graph);
        const auto again = sortAgain(*graph, *former, *revision);
        if (again)
            checkOrder(*graph, *again);
        if (fromNothing)
            checkOrder(*graph, *fromNothing);
        kept += again ? 1 : 0;
        circles += fromNothing ? 0 : 1;
        REQUIRE((fromNothing || !again));
    }
    CHECK(kept > 50);
    CHECK(circles > 0);
}
