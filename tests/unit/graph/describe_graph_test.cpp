// SPDX-License-Identifier: MIT
#include <rondo/graph/schedule_line.h>

#include <algorithm>
#include <doctest/doctest.h>
#include <rondo/graph/graph_control.h>
#include <set>
#include <support/graph_probes.h>

using namespace rondo;
using namespace rondo::graph;

namespace {

class LateNode final : public Node {
public:
    explicit LateNode(std::uint32_t latency) : latency_(latency) {}
    NodeDescription describe() const override {
        NodeDescription description;
        description.inputs = {{"main", 2}, {"side", 2}};
        description.outputs = {{"output", 2}};
        description.latency = latency_;
        return description;
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext&) noexcept override {}

private:
    std::uint32_t latency_;
};

struct Example {
    Example() : graph(makeGraph({.inputChannels = 2}, std::make_shared<concurrency::Reclaimer>())) {
        auto edit = graph.control.edit();
        first = edit.add(std::make_unique<LateNode>(64), "first");
        second = edit.add(std::make_unique<LateNode>(32), "second");
        edit.connectToInput(first, 0);
        edit.connect(first, 0, second, 0);
        edit.connectToInput(second, 1);
        edit.connect(first, 0, second, 1);
        edit.connectToOutput(second);
        REQUIRE(edit.commit());
    }
    Graph graph;
    NodeId first, second;
};

} // namespace

TEST_CASE("the picture of a graph has its nodes, ports and edges, and the graph's own ends") {
    const Example example;
    const auto picture = example.graph.control.picture();
    REQUIRE(picture.nodes.size() == 4);
    CHECK(picture.nodes[0].id == graphInput);
    CHECK(picture.nodes[1].name == "first");
    CHECK(picture.nodes[2].inputs.size() == 2);
    CHECK(picture.nodes[2].inputs[1].name == "side");
    CHECK(picture.nodes[2].latency == 32);
    CHECK(picture.nodes[3].inputs[0].width == 2);
    REQUIRE(picture.edges.size() == 5);
    CHECK(picture.edges[3].source == example.first);
    CHECK(picture.edges[3].destination == example.second);
    CHECK(picture.edges[3].destinationPort == 1);
    const auto deaf = makeGraph({.outputChannels = 0}, std::make_shared<concurrency::Reclaimer>());
    CHECK(deaf.control.picture().nodes.empty());
}

TEST_CASE("the latency of a picture is that of the longest way to the output") {
    CHECK(Example().graph.control.picture().latency == 96);
}

TEST_CASE("a schedule is told step by step: who runs, what is summed, and which buffers are read and written") {
    const Example example;
    const auto lines = example.graph.control.schedule();
    std::vector<std::string> told;
    for (const auto& line : lines)
        told.push_back(line.action + " " + line.name);
    // What reaches 'second' directly waits for 'first'.
    CHECK(told == std::vector<std::string>{"read input input", "run first", "delay ", "add second.side",
                                           "run second", "write output output"});
    CHECK(lines[1].latency == 64);
    CHECK(lines[2].latency == 64);
    CHECK(lines[3].latency == 0);
    CHECK(lines[3].node == example.second);
    CHECK(lines[1].reads[0] == lines[0].writes[0]);
    CHECK(lines[1].reads[1] == ScheduleLine::Buffers{0, 0}); // nothing is connected
    CHECK(lines[2].reads[0] == lines[0].writes[0]);
    CHECK(lines[3].reads[0] == lines[2].writes[0]);
    CHECK(lines[3].reads[1] == lines[1].writes[0]);
    CHECK(lines[4].reads[1] == lines[3].writes[0]);
    CHECK(lines[5].reads[0] == lines[4].writes[0]);
    CHECK(example.graph.control.picture().edges[2].compensation == 64);
    for (const auto& line : lines)
        for (const auto& port : line.writes)
            CHECK(std::set(port.begin(), port.end()).size() == 2);
    const auto empty = makeGraph({}, std::make_shared<concurrency::Reclaimer>());
    REQUIRE(empty.control.schedule().size() == 1); // there are no input channels to read
    CHECK(empty.control.schedule()[0].action == "write output");
}
