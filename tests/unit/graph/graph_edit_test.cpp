// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/graph/graph_control.h>
#include <support/graph_probes.h>

using namespace rondo;
using test::ConstantNode;
using test::CounterNode;
using test::MemoryNode;

namespace {

struct Fixture {
    explicit Fixture(graph::GraphOptions options = {.outputChannels = 1})
        : pair(graph::makeGraph(options, reclaimer)), player(pair.processor, options.outputChannels) {}
    std::shared_ptr<concurrency::Reclaimer> reclaimer = std::make_shared<concurrency::Reclaimer>();
    graph::Graph pair;
    test::Player player;
};

std::unique_ptr<ConstantNode> constant(float value, std::uint32_t width = 1) {
    return std::make_unique<ConstantNode>(value, width);
}

} // namespace

TEST_CASE("a graph without nodes plays silence") {
    Fixture fixture;
    CHECK(fixture.player.block(3) == std::vector<std::vector<float>>{{0, 0, 0}});
    REQUIRE(fixture.pair.control.edit().commit());
    CHECK(fixture.player.block(3) == std::vector<std::vector<float>>{{0, 0, 0}});
}

TEST_CASE("a committed node is heard from the next block on, and the receipt says from which frame") {
    Fixture fixture;
    fixture.player.block(10);
    auto edit = fixture.pair.control.edit();
    edit.connectToOutput(edit.add(constant(5), "five"));
    const auto publication = edit.commit();
    REQUIRE(publication);
    CHECK_FALSE(fixture.pair.control.adoptedAt(*publication));
    CHECK(fixture.player.block(2)[0] == std::vector<float>{5, 5});
    CHECK(fixture.pair.control.adoptedAt(*publication) == 10);
    CHECK(fixture.pair.control.statistics().schedulesAdopted == 1);
}

TEST_CASE("edits committed between two blocks take effect at the same frame") {
    Fixture fixture;
    std::vector<graph::Publication> publications;
    for (int turn = 0; turn < 3; ++turn) {
        auto edit = fixture.pair.control.edit();
        edit.connectToOutput(edit.add(constant(1), "one"));
        publications.push_back(*edit.commit());
    }
    CHECK(fixture.player.block(1)[0] == std::vector<float>{3});
    for (const auto publication : publications)
        CHECK(fixture.pair.control.adoptedAt(publication) == 0);
    CHECK(fixture.pair.control.statistics().schedulesAdopted == 1);
}

TEST_CASE("an edit is not heard before its commit and not at all without one") {
    Fixture fixture;
    {
        auto edit = fixture.pair.control.edit();
        edit.connectToOutput(edit.add(constant(5), "five"));
        CHECK(fixture.player.block(1)[0] == std::vector<float>{0});
    }
    CHECK(fixture.player.block(1)[0] == std::vector<float>{0});
    CHECK(fixture.pair.control.nodeCount() == 0);
}

TEST_CASE("edges that meet in one port are summed in the order of their sources, not of their making") {
    // In float arithmetic (1e8 + 1) - 1e8 is 0 and (1e8 - 1e8) + 1 is 1.
    for (const bool reversed : {false, true}) {
        Fixture fixture;
        auto edit = fixture.pair.control.edit();
        const auto big = edit.add(std::make_unique<ConstantNode>(1e8f), "big");
        const auto one = edit.add(constant(1), "one");
        const auto minus = edit.add(std::make_unique<ConstantNode>(-1e8f), "minus");
        auto sources = std::vector{big, one, minus};
        if (reversed)
            std::ranges::reverse(sources);
        for (const auto source : sources)
            edit.connectToOutput(source);
        REQUIRE(edit.commit());
        CHECK(fixture.player.block(1)[0] == std::vector<float>{0});
    }
}

TEST_CASE("a removed node takes its edges with it and is destroyed off the audio thread") {
    Fixture fixture;
    bool destroyed = false;
    auto edit = fixture.pair.control.edit();
    auto memory = std::make_unique<MemoryNode>();
    memory->onDestroyed = [&] { destroyed = true; };
    const auto source = edit.add(constant(1), "source");
    const auto node = edit.add(std::move(memory), "memory");
    edit.connect(source, 0, node, 0);
    edit.connectToOutput(node);
    REQUIRE(edit.commit());
    fixture.player.block(4);
    edit.remove(node);
    edit.connectToOutput(source);
    REQUIRE(edit.commit());
    CHECK_FALSE(destroyed);
    fixture.player.block(511);
    fixture.reclaimer->collect();
    CHECK_FALSE(destroyed); // it is still being faded out
    fixture.player.block(1);
    CHECK(fixture.player.block(1)[0] == std::vector<float>{1});
    CHECK_FALSE(destroyed);
    fixture.reclaimer->collect();
    CHECK(destroyed);
}

TEST_CASE("a node that stays keeps its state over any number of swaps, and its samples are bit-equal") {
    const auto play = [](bool edited) {
        Fixture fixture({.outputChannels = 2});
        auto edit = fixture.pair.control.edit();
        const auto counter = edit.add(std::make_unique<CounterNode>(2), "counter");
        const auto memory = edit.add(std::make_unique<MemoryNode>(2, 0.999f), "memory");
        edit.connect(counter, 0, memory, 0);
        edit.connectToOutput(memory);
        REQUIRE(edit.commit());
        std::vector<float> samples;
        std::vector<graph::NodeId> bystanders;
        for (int turn = 0; turn < 50; ++turn) {
            if (edited) {
                if (bystanders.size() < 5) {
                    const auto source = edit.add(constant(0.1f, 2), "bystander");
                    const auto node = edit.add(std::make_unique<MemoryNode>(2), "bystander's memory");
                    edit.connect(source, 0, node, 0);
                    bystanders.insert(bystanders.end(), {source, node});
                } else {
                    for (const auto node : bystanders)
                        edit.remove(node);
                    bystanders.clear();
                }
                REQUIRE(edit.commit());
            }
            const auto block = fixture.player.block(17);
            samples.insert(samples.end(), block[1].begin(), block[1].end());
        }
        return samples;
    };
    CHECK(play(true) == play(false));
}

TEST_CASE("a node is prepared once, before it is first heard") {
    Fixture fixture;
    auto edit = fixture.pair.control.edit();
    auto counter = std::make_unique<CounterNode>();
    auto* const watched = counter.get();
    edit.connectToOutput(edit.add(std::move(counter), "counter"));
    REQUIRE(edit.commit());
    REQUIRE(fixture.pair.control.edit().commit());
    CHECK(watched->prepared == 1);
}

TEST_CASE("a node is prepared once, also when its edit is refused for another's sake and committed again") {
    Fixture fixture;
    auto edit = fixture.pair.control.edit();
    auto counter = std::make_unique<CounterNode>();
    auto memory = std::make_unique<MemoryNode>();
    auto* const watched = counter.get();
    auto* const failing = memory.get();
    failing->failure = true;
    edit.connectToOutput(edit.add(std::move(counter), "counter"));
    edit.add(std::move(memory), "failing");
    REQUIRE_FALSE(edit.commit());
    failing->failure = false;
    REQUIRE(edit.commit());
    CHECK(watched->prepared == 1);
}

namespace {

/// A source that is heard, and two memories behind it that are not.
struct Chain : Fixture {
    Chain() {
        source = edit.add(constant(1), "source");
        first = edit.add(std::make_unique<MemoryNode>(), "first");
        second = edit.add(std::make_unique<MemoryNode>(), "second");
        edit.connect(source, 0, first, 0);
        edit.connect(first, 0, second, 0);
        edit.connectToOutput(source);
        REQUIRE(edit.commit());
        CHECK(player.block(1)[0] == std::vector<float>{1});
    }
    void refused(const char* part) {
        const auto result = edit.commit();
        REQUIRE_FALSE(result);
        CHECK_MESSAGE(result.error().text.find(part) != std::string::npos, result.error().text);
        CHECK(pair.control.nodeCount() == 3);
        CHECK(player.block(1)[0] == std::vector<float>{1});
    }
    graph::GraphEdit edit = pair.control.edit();
    graph::NodeId source;
    graph::NodeId first;
    graph::NodeId second;
};

} // namespace

TEST_CASE_FIXTURE(Chain, "what an edit that is refused last of all has put in order does not stay in order") {
    auto failing = std::make_unique<MemoryNode>();
    failing->failure = true;
    auto refusedEdit = pair.control.edit();
    refusedEdit.connectToOutput(refusedEdit.add(std::move(failing), "failing"));
    REQUIRE_FALSE(refusedEdit.commit());
    // Numbered as the failing node was, but it comes after another new one.
    const auto late = edit.add(std::make_unique<test::FactorNode>(2.0f), "late");
    const auto early = edit.add(constant(5), "early");
    edit.connect(early, 0, late, 0);
    edit.connectToOutput(late);
    REQUIRE(edit.commit());
    player.block(512);
    CHECK(player.block(1)[0] == std::vector<float>{11});
}

TEST_CASE_FIXTURE(Chain, "an edit with an impossible edge is refused whole, and says why in names") {
    SUBCASE("a cycle") {
        edit.connect(second, 0, first, 0);
        refused("'first' (#4) -> 'second' (#5) -> 'first' (#4)");
    }
    SUBCASE("a node that feeds itself") {
        edit.connect(second, 0, second, 0);
        refused("'second' (#5) -> 'second' (#5)");
    }
    SUBCASE("two widths on one edge") {
        const auto wide = edit.add(constant(1, 2), "wide");
        edit.connect(wide, 0, first, 0);
        refused("output 0 of 'wide' (#6) to input 0 of 'first' (#4) joins 2 channels to 1");
    }
    SUBCASE("a port that is not there") {
        edit.connect(source, 1, first, 0);
        refused("'source' (#3) has 1 outputs");
    }
    SUBCASE("the graph's input where there is none") {
        edit.connectToInput(first);
        refused("the graph's input has 0 outputs");
    }
    SUBCASE("a node that is not there") {
        edit.connect(graph::NodeId{99}, 0, first, 0);
        refused("node (#99)");
    }
    SUBCASE("an edge that is there already") {
        edit.connect(source, 0, first, 0);
        refused("from output 0 of 'source' (#3) to input 0 of 'first' (#4) is there already");
    }
    SUBCASE("an edge that is not there to disconnect") {
        edit.disconnect(source, 0, second, 0);
        refused("There is no edge from output 0 of 'source' (#3) to input 0 of 'second' (#5)");
    }
}

TEST_CASE_FIXTURE(Chain, "an edit with an impossible node is refused whole, and says why in names") {
    SUBCASE("a node that is not there to remove") {
        edit.remove(graph::NodeId{99});
        refused("#99");
    }
    SUBCASE("a node removed and connected") {
        edit.remove(first);
        edit.connect(source, 0, first, 0);
        refused("#4");
    }
    SUBCASE("a port without channels") {
        edit.add(constant(1, 0), "thin");
        refused("'thin' (#6) has 0 channels");
    }
    SUBCASE("a port with too many channels") {
        edit.add(constant(1, 65), "thick");
        refused("65 channels");
    }
    SUBCASE("a node that throws something that is no exception") {
        class WildNode final : public graph::Node {
        public:
            graph::NodeDescription describe() const override { return {{}, {{"output", 1}}, {}}; }
            void prepare(const graph::PrepareContext&) override { throw 1; }
            void process(const graph::ProcessContext&) noexcept override {}
        };
        edit.add(std::make_unique<WildNode>(), "wild");
        refused("'wild' (#6) cannot be prepared: it threw something that is no std::exception.");
    }
    SUBCASE("a node that cannot be prepared") {
        auto failing = std::make_unique<MemoryNode>();
        failing->failure = true;
        edit.add(std::move(failing), "failing");
        refused("'failing' (#6) cannot be prepared: there is no more memory of this kind.");
    }
}

TEST_CASE_FIXTURE(Chain, "a refused edit can be mended, and is then accepted with everything that was in it") {
    const auto two = edit.add(constant(2), "two");
    edit.connectToOutput(two);
    edit.connect(second, 0, first, 0);
    refused("circle");
    edit.disconnect(second, 0, first, 0);
    REQUIRE(edit.commit());
    player.block(512);
    CHECK(player.block(1)[0] == std::vector<float>{3});
}

TEST_CASE("an edge can be taken away and made again in one edit") {
    Fixture fixture;
    auto edit = fixture.pair.control.edit();
    const auto source = edit.add(constant(1), "source");
    edit.connectToOutput(source);
    edit.disconnect(source, 0, graph::graphOutput, 0);
    edit.connectToOutput(source);
    REQUIRE(edit.commit());
    CHECK(fixture.player.block(1)[0] == std::vector<float>{1});
    edit.disconnect(source, 0, graph::graphOutput, 0);
    REQUIRE(edit.commit());
    fixture.player.block(512);
    CHECK(fixture.player.block(1)[0] == std::vector<float>{0});
    CHECK_FALSE([&] {
        edit.disconnect(source, 0, graph::graphOutput, 0);
        return edit.commit();
    }());
}

TEST_CASE("a null node is misuse") {
    Fixture fixture;
    auto edit = fixture.pair.control.edit();
    CHECK_THROWS_AS(edit.add(nullptr, "nothing"), base::Failure);
}
