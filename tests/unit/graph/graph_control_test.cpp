// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <functional>
#include <latch>
#include <limits>
#include <rondo/graph/graph_control.h>
#include <support/event_probes.h>
#include <support/graph_probes.h>
#include <thread>

using namespace rondo;
using test::ConstantNode;
using test::MemoryNode;

namespace {

struct Fixture {
    explicit Fixture(graph::GraphOptions options = {.outputChannels = 1})
        : pair(graph::makeGraph(options, std::make_shared<concurrency::Reclaimer>())),
          player(pair.processor, 1) {
        auto edit = pair.control.edit();
        node = edit.add(std::make_unique<ConstantNode>(0.0f), "constant");
        edit.connectToOutput(node);
        REQUIRE(edit.commit());
    }
    graph::Graph pair;
    test::Player player;
    graph::NodeId node;
};

} // namespace

TEST_CASE("a parameter set now is heard from the next block's first frame on") {
    Fixture fixture;
    fixture.player.block(5);
    REQUIRE(fixture.pair.control.setParameter(fixture.node, 0, 7));
    CHECK(fixture.player.block(3)[0] == std::vector<float>{7, 7, 7});
    CHECK(fixture.pair.control.statistics().eventsApplied == 1);
    CHECK(fixture.pair.control.statistics().eventsLate == 0);
}

TEST_CASE("a parameter set for a frame changes at that frame, whatever the blocks") {
    for (const std::uint32_t block : {1u, 2u, 3u, 4u, 5u, 12u}) {
        Fixture fixture;
        auto& control = fixture.pair.control;
        REQUIRE(control.setParameterAt(9, fixture.node, 0, 9));
        REQUIRE(control.setParameterAt(4, fixture.node, 0, 3));
        REQUIRE(control.setParameterAt(4, fixture.node, 0, 4));
        REQUIRE(control.setParameterAt(0, fixture.node, 0, 1));
        std::vector<float> samples;
        while (samples.size() < 12) {
            const auto more = fixture.player.block(block)[0];
            samples.insert(samples.end(), more.begin(), more.end());
        }
        samples.resize(12);
        CHECK(samples == std::vector<float>{1, 1, 1, 1, 4, 4, 4, 4, 4, 9, 9, 9});
        CHECK(control.statistics().eventsApplied == 4);
    }
}

TEST_CASE("a node that asks for it gets the block cut at its events, and makes the same samples") {
    std::vector<std::vector<float>> results;
    for (const auto delivery : {graph::EventDelivery::listed, graph::EventDelivery::split}) {
        Fixture fixture;
        auto edit = fixture.pair.control.edit();
        auto memory = std::make_unique<MemoryNode>();
        memory->delivery = delivery;
        const auto node = edit.add(std::move(memory), "memory");
        edit.connect(fixture.node, 0, node, 0);
        edit.disconnect(fixture.node, 0, graph::graphOutput, 0);
        edit.connectToOutput(node);
        REQUIRE(edit.commit());
        REQUIRE(fixture.pair.control.setParameter(fixture.node, 0, 1));
        for (const int frame : {0, 3, 3, 7, 31})
            REQUIRE(fixture.pair.control.setParameterAt(frame, node, 0, 1.0f / static_cast<float>(frame + 2)));
        results.push_back(fixture.player.block(32)[0]);
    }
    CHECK(results[0] == results[1]);
    CHECK(results[0][31] != results[0][30]);
}

TEST_CASE("an event for a frame that is past takes effect at once and is counted as late") {
    Fixture fixture;
    fixture.player.block(100);
    REQUIRE(fixture.pair.control.setParameterAt(50, fixture.node, 0, 2));
    CHECK(fixture.player.block(1)[0] == std::vector<float>{2});
    CHECK(fixture.pair.control.statistics().eventsLate == 1);
}

TEST_CASE("a parameter of a node that was just committed arrives with the node") {
    Fixture fixture;
    auto edit = fixture.pair.control.edit();
    const auto late = edit.add(std::make_unique<ConstantNode>(0.0f), "late");
    edit.connectToOutput(late);
    CHECK_FALSE(fixture.pair.control.setParameter(late, 0, 1));
    REQUIRE(edit.commit());
    REQUIRE(fixture.pair.control.setParameter(late, 0, 1));
    CHECK(fixture.player.block(1)[0] == std::vector<float>{1});
}

TEST_CASE("events of a removed node are counted, not lost from sight") {
    Fixture fixture;
    REQUIRE(fixture.pair.control.setParameterAt(5, fixture.node, 0, 1));
    auto edit = fixture.pair.control.edit();
    edit.remove(fixture.node);
    REQUIRE(edit.commit());
    fixture.player.block(10);
    CHECK(fixture.pair.control.statistics().eventsOrphaned == 1);
}

TEST_CASE("a full queue is told to the caller and counted, and nothing that was accepted is lost") {
    Fixture fixture({.outputChannels = 1, .eventCapacity = 4, .scheduledCapacity = 6});
    auto& control = fixture.pair.control;
    for (int turn = 0; turn < 4; ++turn)
        REQUIRE(control.setParameterAt(100 + turn, fixture.node, 0, static_cast<float>(turn)));
    const auto refused = control.setParameter(fixture.node, 0, 50);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == base::ErrorCode::full);
    fixture.player.block(1);
    REQUIRE(control.setParameterAt(104, fixture.node, 0, 4));
    REQUIRE(control.setParameterAt(105, fixture.node, 0, 5));
    const auto tooMany = control.setParameterAt(106, fixture.node, 0, 6);
    REQUIRE_FALSE(tooMany);
    CHECK(tooMany.error().code == base::ErrorCode::full);
    REQUIRE(control.setParameter(fixture.node, 0, 60));
    CHECK(fixture.player.block(1)[0] == std::vector<float>{60});
    fixture.player.block(98);
    CHECK(fixture.player.block(6)[0] == std::vector<float>{0, 1, 2, 3, 4, 5});
    REQUIRE(control.setParameterAt(106, fixture.node, 0, 6));
    CHECK(control.statistics().eventsRefused == 2);
    CHECK(control.statistics().eventsApplied == 7);
}

TEST_CASE("a parameter that is not there or out of its range is refused by name") {
    Fixture fixture;
    auto& control = fixture.pair.control;
    const auto text = [](const base::Result<void>& result) {
        REQUIRE_FALSE(result);
        return result.error().text;
    };
    CHECK(text(control.setParameter(graph::NodeId{77}, 0, 0)).find("#77") != std::string::npos);
    CHECK(text(control.setParameter(fixture.node, 1, 0)).find("no parameter 1") != std::string::npos);
    CHECK(text(control.setParameter(fixture.node, 0, 1001))
              .find("'value' of 'constant' (#3) goes from -1000 to 1000") != std::string::npos);
    CHECK(text(control.setParameter(fixture.node, 0, std::numeric_limits<float>::quiet_NaN()))
              .find("no number") != std::string::npos);
    fixture.player.block(1);
    CHECK(control.statistics().eventsApplied == 0);
}

TEST_CASE("impossible options are misuse") {
    const auto reclaimer = std::make_shared<concurrency::Reclaimer>();
    CHECK_THROWS_AS(graph::makeGraph({.rate = 0}, reclaimer), base::Failure);
    CHECK_THROWS_AS(graph::makeGraph({.maximumFrames = 0}, reclaimer), base::Failure);
    CHECK_THROWS_AS(graph::makeGraph({.outputChannels = 65}, reclaimer), base::Failure);
    CHECK_THROWS_AS(graph::makeGraph({.eventCapacity = 0}, reclaimer), base::Failure);
    CHECK_THROWS_AS(graph::makeGraph({}, nullptr), base::Failure);
}

TEST_CASE("either end of a graph may go first") {
    auto reclaimer = std::make_shared<concurrency::Reclaimer>();
    bool destroyed = false;
    {
        auto pair = std::make_unique<graph::Graph>(graph::makeGraph({}, reclaimer));
        auto edit = pair->control.edit();
        auto memory = std::make_unique<MemoryNode>();
        memory->onDestroyed = [&] { destroyed = true; };
        edit.add(std::move(memory), "memory");
        REQUIRE(edit.commit());
        auto processor = std::move(pair->processor);
        test::Player(processor).block(1);
        pair.reset();
        CHECK_FALSE(destroyed);
        test::Player(processor).block(1);
    }
    CHECK(destroyed);
    auto pair = graph::makeGraph({}, reclaimer);
    { const auto gone = std::move(pair.processor); }
    CHECK(pair.control.edit().commit());
}

namespace {

/// Does something while it is prepared.
class BusyNode final : public graph::Node {
public:
    explicit BusyNode(std::function<void()> meanwhile) : meanwhile_(std::move(meanwhile)) {}
    graph::NodeDescription describe() const override { return {{}, {{"output", 1}}, {}}; }
    void prepare(const graph::PrepareContext&) override { meanwhile_(); }
    void process(const graph::ProcessContext& context) noexcept override { context.setSilent(); }

private:
    std::function<void()> meanwhile_;
};

} // namespace

TEST_CASE("an edit and a parameter change are refused by name while another thread edits, and change nothing") {
    auto pair = graph::makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = pair.control.edit();
    const auto constant = edit.add(std::make_unique<test::ConstantNode>(1.0f), "constant");
    edit.connectToOutput(constant);
    REQUIRE(edit.commit());
    std::latch inside(1), tried(1);
    auto slow = pair.control.edit();
    slow.add(std::make_unique<BusyNode>([&] {
                 inside.count_down();
                 tried.wait();
                 CHECK(pair.control.picture().nodes.size() == 3); // a part of the commit: it need not wait
             }),
             "busy");
    std::thread other([&] { CHECK(slow.commit()); });
    inside.wait();
    edit.remove(constant);
    const auto refused = edit.commit();
    const auto sent = pair.control.setParameter(constant, 0, 2);
    tried.count_down();
    other.join();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == base::ErrorCode::wrongThread);
    CHECK(
        refused.error().text ==
        "Another thread is in the middle of GraphControl's commit, so this commit was refused and has changed "
        "nothing; use a graph's control side from one thread at a time, and send this again.");
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code == base::ErrorCode::wrongThread);
    test::Player player(pair.processor, 1);
    CHECK(player.block(3)[0] == std::vector<float>(3, 1.0f));
    CHECK(pair.control.nodeCount() == 2);
    REQUIRE(edit.commit()); // it still holds its steps
    CHECK(pair.control.nodeCount() == 1);
}

TEST_CASE_FIXTURE(Fixture, "an event for the first frame that there can be is late, and no more") {
    player.block(64);
    REQUIRE(pair.control.setParameterAt(std::numeric_limits<std::int64_t>::min(), node, 0, 5));
    REQUIRE(pair.control.setParameterAt(std::numeric_limits<std::int64_t>::max(), node, 0, 9));
    CHECK(player.block(64)[0] == std::vector<float>(64, 5.0f));
    CHECK(pair.control.statistics().eventsLate == 1);
}

TEST_CASE_FIXTURE(Fixture, "each event input gets what is sent to it, from outside and along its edge") {
    const auto note = [](std::uint32_t number) { return audio::midi1::noteOn(0, 0, number, 100); };
    const auto heard = std::make_shared<test::Heard>();
    auto edit = pair.control.edit();
    const auto source = edit.add(
        std::make_unique<test::EventSourceNode>(std::vector<test::StreamEvent>{{5, note(1)}}), "source");
    const auto thru = edit.add(std::make_unique<test::EventThruNode>(2), "thru"); // adds the input's number
    const auto listener = edit.add(std::make_unique<test::EventListenerNode>(heard), "listener");
    edit.connectEvents(source, 0, thru, 1);
    edit.connectEvents(thru, 0, listener, 0);
    REQUIRE(edit.commit());
    REQUIRE(pair.control.sendEventAt(9, thru, 1, note(20)));
    REQUIRE(pair.control.sendEventAt(12, thru, 0, note(30)));
    player.block(64);
    CHECK(heard->events == std::vector<test::StreamEvent>{{5, note(2)}, {9, note(21)}, {12, note(30)}});
}
