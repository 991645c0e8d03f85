// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <numeric>
#include <random>
#include <support/graph_probes.h>
#include <support/render_comparison.h>

using namespace rondo;
using namespace rondo::graph;

namespace {

/// Gives its input `latency` frames later. Mono.
class LateNode final : public Node {
public:
    explicit LateNode(std::uint32_t latency) : past_(latency, 0.0f) {}
    NodeDescription describe() const override {
        return {.inputs = {{"input", 1}},
                .outputs = {{"output", 1}},
                .parameters = {},
                .latency = static_cast<std::uint32_t>(past_.size())};
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame) {
            context.output().channel(0)[frame] = past_[next_];
            past_[next_] = context.input().channel(0)[frame];
            next_ = (next_ + 1) % past_.size();
        }
    }

private:
    std::vector<float> past_;
    std::size_t next_ = 0;
};

const NodeDescription mono{.inputs = {{"in", 1}}, .outputs = {{"out", 1}}, .parameters = {}};

struct Desk {
    explicit Desk(std::uint32_t workers = 0)
        : graph(makeGraph(
              {.maximumFrames = 256, .outputChannels = 1, .workers = workers, .workerUse = WorkerUse::always},
              std::make_shared<concurrency::Reclaimer>())) {}
    NodeId factor(float by, const std::string& name, NodeId group = {}) {
        return edit.add(std::make_unique<test::FactorNode>(by), name, group);
    }
    NodeId memory(const std::string& name, NodeId group = {}) {
        return edit.add(std::make_unique<test::MemoryNode>(1, 0.5f), name, group);
    }
    void commit() {
        const auto committed = edit.commit();
        REQUIRE_MESSAGE(committed, (committed ? "" : committed.error().text));
    }
    std::string refusal() {
        const auto committed = edit.commit();
        REQUIRE_FALSE(committed);
        edit = graph.control.edit();
        return committed.error().text;
    }
    void play(std::uint32_t frames) {
        for (std::uint32_t done = 0; done < frames; done += 100) {
            const auto block = player.block(std::min(100u, frames - done))[0];
            heard.insert(heard.end(), block.begin(), block.end());
        }
    }

    Graph graph;
    test::Player player{graph.processor, 1};
    GraphEdit edit = graph.control.edit();
    std::vector<float> heard;
};

/// Two sources meet in a bus in a bus; what is inside adds up to the output. With or without the groups.
std::vector<float> busRender(bool grouped, std::uint32_t workers) {
    Desk desk(workers);
    const auto one = desk.edit.add(std::make_unique<test::CounterNode>(), "one");
    const auto two = desk.edit.add(std::make_unique<test::ConstantNode>(0.3f), "two");
    const auto outer = grouped ? desk.edit.addGroup("outer", mono) : NodeGroup{};
    const auto inner = grouped ? desk.edit.addGroup("inner", mono, outer.node) : NodeGroup{};
    const auto start = desk.memory("start", inner.node);
    const auto wet = desk.memory("wet", inner.node);
    const auto end = desk.factor(0.1f, "end", outer.node);
    if (grouped) {
        desk.edit.connect(one, 0, outer.node, 0);
        desk.edit.connect(two, 0, outer.node, 0);
        desk.edit.connect(outer.input, 0, inner.node, 0);
        desk.edit.connect(inner.input, 0, start, 0);
        desk.edit.connect(start, 0, inner.output, 0);
        desk.edit.connect(start, 0, wet, 0);
        desk.edit.connect(wet, 0, inner.output, 0);
        desk.edit.connect(inner.node, 0, end, 0);
        desk.edit.connect(end, 0, outer.output, 0);
        desk.edit.connectToOutput(outer.node);
    } else {
        desk.edit.connect(one, 0, start, 0);
        desk.edit.connect(two, 0, start, 0);
        desk.edit.connect(start, 0, end, 0);
        desk.edit.connect(start, 0, wet, 0);
        desk.edit.connect(wet, 0, end, 0);
        desk.edit.connectToOutput(end);
    }
    desk.commit();
    CHECK(desk.graph.control.nodeCount() == 5);
    desk.play(3000);
    return desk.heard;
}

/// A source, a group with a late and a loud node in it, and the source once more beside it.
struct Insert : Desk {
    explicit Insert(bool bypassed = false) {
        edit.connect(source, 0, group.node, 0);
        edit.connect(group.input, 0, late, 0);
        edit.connect(late, 0, loud, 0);
        edit.connect(loud, 0, group.output, 0);
        edit.connectToOutput(group.node);
        edit.connectToOutput(source);
        edit.bypass(group.node, bypassed);
        commit();
    }
    void set(bool bypassed) {
        edit.bypass(group.node, bypassed);
        commit();
    }
    NodeId source = edit.add(std::make_unique<test::CounterNode>(), "source");
    NodeGroup group = edit.addGroup("strip", mono);
    NodeId late = edit.add(std::make_unique<LateNode>(300), "late", group.node);
    NodeId loud = factor(4, "loud", group.node);
};

} // namespace

TEST_CASE("nodes in groups in groups sound, bit by bit, as they do without them") {
    const auto plain = busRender(false, 0);
    CHECK(plain.back() != 0);
    for (const std::uint32_t workers : {0u, 2u})
        CHECK(busRender(true, workers) == plain);
}

TEST_CASE("latencies inside a group are compensated outside, and reported") {
    Insert insert;
    CHECK(insert.graph.control.latency() == 300);
    insert.play(2000);
    for (std::size_t frame = 300; frame < 2000; ++frame)
        REQUIRE(insert.heard[frame] == 5 * static_cast<float>(frame - 300));
    insert.edit.setLatency(insert.loud, 50);
    insert.commit();
    CHECK(insert.graph.control.latency() == 350);
}

TEST_CASE("a bypassed group gives what comes in, as late as it is, with a fade, and is taken back") {
    Insert never;
    never.play(6000);
    Insert always(true);
    always.play(6000);
    for (std::size_t frame = 300; frame < 6000; ++frame)
        REQUIRE(always.heard[frame] == 2 * static_cast<float>(frame - 300));
    CHECK(always.graph.control.latency() == 300);

    Insert insert;
    insert.play(1000);
    for (int turn = 0; turn < 2; ++turn) { // the second time the way past is laid already
        const auto at = static_cast<std::ptrdiff_t>(insert.heard.size());
        insert.set(true);
        insert.play(1000);
        insert.set(false);
        insert.play(1000);
        const auto same = [&](const Desk& as, std::ptrdiff_t from, std::ptrdiff_t to) {
            return std::equal(insert.heard.begin() + at + from, insert.heard.begin() + at + to,
                              as.heard.begin() + at + from);
        };
        CHECK(same(never, 0, 300));
        CHECK_FALSE(same(never, 300, 310));
        CHECK(same(always, 812, 1000));
        CHECK_FALSE(same(always, 1000, 1010));
        CHECK(same(never, 1512, 2000));
        for (std::ptrdiff_t frame = at + 1; frame < at + 2000; ++frame) {
            const auto index = static_cast<std::size_t>(frame);
            REQUIRE(std::abs(insert.heard[index] - insert.heard[index - 1]) < 100); // no step
        }
    }
    const auto picture = insert.graph.control.picture();
    CHECK(picture.edges.size() == 6); // the way past is nobody's edge
    CHECK_FALSE(picture.groups.at(0).bypassed);
}

TEST_CASE("a group that is bypassed while another edit waits goes over without a step too") {
    Insert always(true);
    always.play(3000);
    Insert insert;
    insert.play(1000);
    insert.edit.disconnect(insert.source, 0, graphOutput, 0);
    insert.commit();
    insert.edit.connectToOutput(insert.source);
    insert.set(true); // nobody has heard the edit before
    insert.play(2000);
    for (std::size_t frame = 1001; frame < 3000; ++frame)
        REQUIRE(std::abs(insert.heard[frame] - insert.heard[frame - 1]) < 100);
    CHECK(std::equal(insert.heard.end() - 1000, insert.heard.end(), always.heard.end() - 1000));
}

TEST_CASE("a group whose latency grows while it is bypassed passes its input by as late") {
    for (const std::uint32_t more : {100u, 9000u}) { // the latter is more than there was room for
        Insert insert(true);
        insert.play(2000);
        insert.edit.setLatency(insert.loud, more);
        insert.commit();
        insert.play(24000);
        CHECK(insert.graph.control.latency() == 300 + more);
        CHECK(insert.heard.back() == 2 * static_cast<float>(25999 - 300 - more));
    }
}

TEST_CASE("an input that comes later than what a group's own nodes give passes it by as early as it can") {
    Desk desk;
    const auto source = desk.edit.add(std::make_unique<test::CounterNode>(), "source");
    const auto late = desk.edit.add(std::make_unique<LateNode>(300), "late");
    const auto group = desk.edit.addGroup("strip", mono);
    const auto own = desk.edit.add(std::make_unique<test::ConstantNode>(1.0f), "own", group.node);
    desk.edit.connect(source, 0, late, 0);
    desk.edit.connect(late, 0, group.node, 0);
    desk.edit.connect(own, 0, group.output, 0);
    desk.edit.connectToOutput(group.node);
    desk.commit();
    desk.edit.bypass(group.node);
    desk.commit();
    desk.play(5000);
    CHECK(desk.heard.back() == 4999 - 300);
}

TEST_CASE("a port of a group has no life of its own: it is no node to bypass, delay, connect or automate") {
    Desk desk;
    const auto group = desk.edit.addGroup("strip", mono);
    desk.edit.connect(group.input, 0, group.output, 0);
    desk.commit();
    for (const std::uint64_t port : {group.output.value + 1, group.output.value + 2}) {
        CAPTURE(port);
        const auto named = "(#" + std::to_string(port) + ")";
        desk.edit.bypass({port});
        CHECK(desk.refusal() == "There is no node " + named + " to bypass; add it first.");
        desk.edit.setLatency({port}, 10);
        CHECK(desk.refusal() == "There is no node " + named + " to set the latency of; add it first.");
        desk.edit.remove({port});
        CHECK(desk.refusal().starts_with("There is no node " + named + " to remove"));
        desk.edit.connect({port}, 0, {port}, 0, {.feedbackFrames = 64});
        CHECK(desk.refusal().starts_with("There is no node " + named + " to connect; name a port of a group"));
        desk.edit.disconnect({group.output.value + 1}, 0, {group.output.value + 2}, 0);
        CHECK(desk.refusal().find("to disconnect") != std::string::npos);
    }
}

TEST_CASE("a group goes with all inside, and others in it come, without touching what is beside it") {
    Desk desk;
    int destroyed = 0;
    const auto counter = desk.edit.add(std::make_unique<test::CounterNode>(), "counter");
    const auto outer = desk.edit.addGroup("outer", mono);
    const auto inner = desk.edit.addGroup("inner", mono, outer.node);
    for (const auto group : {outer, inner}) {
        auto node = std::make_unique<test::MemoryNode>(1, 0.5f);
        node->onDestroyed = [&] { ++destroyed; };
        const auto id = desk.edit.add(std::move(node), "memory", group.node);
        desk.edit.connect(group.input, 0, id, 0);
        desk.edit.connect(id, 0, group.output, 0);
    }
    desk.edit.connect(outer.input, 0, inner.node, 0);
    desk.edit.connect(inner.node, 0, outer.output, 0);
    desk.edit.connect(counter, 0, outer.node, 0);
    desk.edit.connectToOutput(counter);
    desk.commit();
    CHECK(desk.graph.control.nodeCount() == 3);
    desk.play(500);
    desk.edit.remove(outer.node);
    desk.commit();
    desk.play(2000);
    CHECK(desk.graph.control.nodeCount() == 1);
    CHECK(desk.graph.control.picture().groups.empty());
    desk.edit.connect(counter, 0, graphOutput, 0, {.feedbackFrames = 64});
    static_cast<void>(desk.edit.commit()); // refused or not, it collects
    desk.edit = desk.graph.control.edit();
    for (std::size_t frame = 0; frame < desk.heard.size(); ++frame)
        REQUIRE(desk.heard[frame] == static_cast<float>(frame));
    desk.edit.add(std::make_unique<test::CounterNode>(), "any");
    desk.commit();
    desk.play(100);
    desk.edit.add(std::make_unique<test::CounterNode>(), "any");
    desk.commit();
    CHECK(destroyed == 2);
    desk.edit.add(std::make_unique<test::CounterNode>(), "late", inner.node);
    CHECK(desk.refusal().ends_with("is no group of the graph; add that one first."));
}

namespace {

/// A group in a group, with a node inside and one outside, and a wide group.
struct Nested : Desk {
    Nested() {
        edit.connect(eq.input, 0, low, 0);
        edit.connect(low, 0, eq.output, 0);
        commit();
    }
    template <class Note>
    void refused(Note note, const std::string& sentence) {
        note();
        CHECK(refusal() == sentence);
        play(10);
    }
    NodeId outside = factor(1, "outside");              // #3
    NodeGroup bus = edit.addGroup("bus", mono);         // #4 to #6, ports #7 and #8
    NodeGroup eq = edit.addGroup("eq", mono, bus.node); // #9 to #11, ports #12 and #13
    NodeId low = factor(1, "low", eq.node);             // #14
    NodeGroup wide = edit.addGroup("wide", {.inputs = {{"in", 2}}, .outputs = {{"out", 1}}, .parameters = {}});
};

} // namespace

TEST_CASE_FIXTURE(Nested, "an edge across the border of a group is refused with the paths of its ends") {
    refused([&] { edit.connect(low, 0, outside, 0); },
            "The edge from output 0 of 'bus/eq/low' (#14) to input 0 of 'outside' (#3) crosses the border of a "
            "group; lead it through the group's ports.");
    refused(
        [&] { edit.connect(outside, 0, eq.node, 0); },
        "The edge from output 0 of 'outside' (#3) to input 0 of 'bus/eq' (#9) crosses the border of a group; "
        "lead it through the group's ports.");
    refused(
        [&] { edit.connect(outside, 0, bus.input, 0); },
        "The edge from output 0 of 'outside' (#3) to input 0 of 'bus' (#4) crosses the border of a group; lead "
        "it through the group's ports.");
    refused([&] { edit.connect(low, 0, eq.input, 0); },
            "The input of 'bus/eq' (#9) is a source for its own nodes; connect others to NodeGroup::node.");
    refused(
        [&] { edit.connect(eq.output, 0, low, 0); },
        "The output of 'bus/eq' (#9) is a destination for its own nodes; connect others to NodeGroup::node.");
    refused([&] { edit.connect(eq.node, 1, bus.output, 0); },
            "An edge needs output 1 of 'bus/eq' (#9), which has 1 outputs, counted from 0.");
    refused(
        [&] { edit.connect(outside, 0, wide.node, 0); },
        "The edge from output 0 of 'outside' (#3) to input 0 of 'wide/in' (#18) joins 1 channels to 2; connect "
        "ports of the same width.");
    refused(
        [&] { edit.bypass(wide.node); },
        "'wide' (#15) cannot be bypassed: each output must have an input of the same number and width to pass "
        "on, and it has 1 input of 2 channels and 1 output of 1 channel; disconnect it instead.");
    refused([&] { edit.disconnect(eq.node, 0, bus.output, 0); },
            "There is no edge from output 0 of 'bus/eq' (#9) to input 0 of 'bus' (#4) to disconnect.");
    refused([&] { edit.addGroup("lost", mono, outside); },
            "The group 'lost' is to stand in (#3), which is no group of the graph; add that one first.");
    refused(
        [&] {
            edit.addGroup("empty", {.inputs = {{"in", 0}}, .outputs = {}, .parameters = {}});
        },
        "The port 'in' of 'empty/in' (#28) has 0 channels; a port has 1 to 64.");
    refused(
        [&] {
            edit.connect(bus.input, 0, eq.node, 0);
            edit.connect(eq.node, 0, bus.output, 0);
            edit.connect(bus.node, 0, outside, 0);
            edit.connect(outside, 0, bus.node, 0);
        },
        "The graph would run in a circle: 'outside' (#3) -> 'bus/in' (#7) -> 'bus/eq/in' (#12) -> 'bus/eq/low' "
        "(#14) -> 'bus/eq/out' (#13) -> 'bus/out' (#8) -> 'outside' (#3); take away one of these edges.");
    edit.remove(eq.node);
    edit.connect(bus.input, 0, low, 0);
    CHECK(refusal().find("removes node") != std::string::npos);
}

TEST_CASE("groups are put into each other only so deep that drawing and reading them ends") {
    Desk desk;
    NodeId parent;
    for (int depth = 0; depth < 33; ++depth)
        parent = desk.edit.addGroup("deep", mono, parent).node;
    CHECK(desk.refusal() == "The group 'deep' would lie in 32 others; put fewer groups into each other.");
}

TEST_CASE("ports of a group are apart: one that is fed back from another is no circle, and delays no other") {
    Desk desk;
    const NodeDescription two{
        .inputs = {{"a", 1}, {"b", 1}}, .outputs = {{"x", 1}, {"y", 1}}, .parameters = {}};
    const auto source = desk.edit.add(std::make_unique<test::CounterNode>(), "source");
    const auto group = desk.edit.addGroup("two", two);
    const auto late = desk.edit.add(std::make_unique<LateNode>(64), "late");
    desk.edit.connect(group.input, 0, group.output, 0); // straight through
    desk.edit.connect(group.input, 1, group.output, 1);
    desk.edit.connect(source, 0, group.node, 0);
    desk.edit.connect(group.node, 0, late, 0);
    desk.edit.connect(late, 0, group.node, 1);
    desk.edit.connect(group.node, 0, graphOutput, 0, {.compensate = false});
    desk.edit.connect(group.node, 1, graphOutput, 0, {.compensate = false});
    desk.commit();
    desk.play(500);
    for (std::size_t frame = 64; frame < 500; ++frame)
        REQUIRE(desk.heard[frame] == static_cast<float>(frame) + static_cast<float>(frame - 64));
}

TEST_CASE("a group is drawn as a frame with its nodes and ends, and steps are told with their paths") {
    Desk desk;
    const auto source = desk.edit.add(std::make_unique<test::CounterNode>(), "source");
    const auto bus = desk.edit.addGroup("bus", mono);
    const auto eq = desk.edit.addGroup("eq <1>", mono, bus.node);
    const auto low = desk.factor(1, "low", eq.node);
    desk.edit.connect(source, 0, bus.node, 0);
    desk.edit.connect(bus.input, 0, eq.node, 0);
    desk.edit.connect(eq.input, 0, low, 0);
    desk.edit.connect(low, 0, eq.output, 0);
    desk.edit.connect(eq.node, 0, bus.output, 0);
    desk.edit.connectToOutput(bus.node);
    desk.edit.bypass(eq.node);
    desk.commit();
    const auto picture = desk.graph.control.picture();
    REQUIRE(picture.groups.size() == 2);
    CHECK(picture.groups[0].ids == bus);
    CHECK(picture.groups[1].group == bus.node);
    CHECK(picture.groups[1].bypassed);
    CHECK(picture.edges.size() == 6);
    CHECK(std::ranges::count_if(picture.edges, [&](const PictureEdge& edge) {
              return edge.source == eq.node && edge.destination == bus.output;
          }) == 1);
    const auto dot = toDot(picture);
    const auto outside = dot.find("subgraph cluster_0 {\n    label=\"bus\"");
    const auto inside = dot.find("    subgraph cluster_1 {\n      label=\"eq <1>\\nbypassed\"");
    REQUIRE(outside != std::string::npos);
    REQUIRE(inside != std::string::npos);
    CHECK(outside < inside);
    CHECK(inside < dot.find("[label=\"low\""));
    CHECK(std::ranges::count(dot, '{') == 3);
    std::size_t arrows = 0;
    for (auto at = dot.find("->"); at != std::string::npos; at = dot.find("->", at + 1))
        ++arrows;
    CHECK(arrows == 6);
    const auto svg = toSvg(picture);
    CHECK(svg.find("<rect class=\"r\"") != std::string::npos);
    CHECK(svg.find("<rect class=\"r y\"") != std::string::npos);
    CHECK(svg.find("eq &lt;1&gt; \u00b7 bypassed") != std::string::npos);
    CHECK(svg.find("2 nodes, 6 edges") != std::string::npos);
    std::size_t drawn = 0;
    for (auto at = svg.find("class=\"e"); at != std::string::npos; at = svg.find("class=\"e", at + 1))
        ++drawn;
    CHECK(drawn == 6);
    const auto lines = desk.graph.control.schedule();
    CHECK(std::ranges::count(lines, "bus/eq <1>/low", &ScheduleLine::name) == 1);
    CHECK(std::ranges::count(lines, "bus/eq <1>/out", &ScheduleLine::name) == 1);
}

TEST_CASE("random edits inside and outside of groups leave what is beside them as it was, bit by bit") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(numbers() % bound); };
    Desk desk;
    const auto counter = desk.edit.add(std::make_unique<test::CounterNode>(), "counter");
    desk.edit.connectToOutput(counter);
    desk.commit();
    std::vector<NodeGroup> groups;
    int refused = 0;
    for (int turn = 0; turn < 1500; ++turn) {
        const auto any = groups.empty() ? NodeGroup{} : groups[below(groups.size())];
        switch (below(6)) {
        case 0:
            if (groups.size() < 8)
                groups.push_back(desk.edit.addGroup("group", mono, any.node));
            break;
        case 1: {
            const auto node = desk.memory("node", any.node);
            if (any.node) {
                desk.edit.connect(any.input, 0, node, 0);
                desk.edit.connect(node, 0, any.output, 0);
            }
            break;
        }
        case 2:
            if (any.node)
                desk.edit.connect(counter, 0, any.node, 0);
            break;
        case 3:
            if (any.node && below(4) == 0) {
                desk.edit.remove(any.node);
                std::erase(groups, any);
            }
            break;
        case 4:
            if (any.node)
                desk.edit.bypass(any.node, below(2) == 0);
            break;
        default:
            if (any.node)
                desk.edit.connect(any.node, 0, any.node, 0, {.feedbackFrames = 40});
        }
        if (const auto committed = desk.edit.commit(); !committed) {
            ++refused;
            desk.edit = desk.graph.control.edit();
        }
        std::erase_if(groups, [&](const NodeGroup& group) {
            const auto alive = desk.graph.control.picture().groups;
            return std::ranges::find(alive, group, &PictureGroup::ids) == alive.end();
        });
        desk.play(static_cast<std::uint32_t>(1 + below(300)));
    }
    MESSAGE("refused: ", refused);
    for (std::size_t frame = 0; frame < desk.heard.size(); ++frame)
        REQUIRE(desk.heard[frame] == static_cast<float>(frame % test::CounterNode::turn));
}
