// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <functional>
#include <random>
#include <rondo/graph/graph_control.h>
#include <support/event_probes.h>
#include <support/graph_probes.h>
#include <utility>

using namespace rondo;
using namespace rondo::graph;
using test::EventListenerNode;
using test::EventSourceNode;
using test::EventThruNode;
using test::Heard;
using test::Player;
using test::StreamEvent;

namespace {

audio::UmpMessage note(std::uint32_t number) { return audio::midi1::noteOn(0, 0, number, 100); }

std::vector<StreamEvent> notes(std::initializer_list<std::pair<std::int64_t, std::uint32_t>> list) {
    std::vector<StreamEvent> events;
    for (const auto& [frame, number] : list)
        events.push_back({frame, note(number)});
    return events;
}

struct Fixture {
    explicit Fixture(GraphOptions options = {})
        : pair(makeGraph(mono(options), std::make_shared<concurrency::Reclaimer>())) {}
    static GraphOptions mono(GraphOptions options) {
        options.outputChannels = 1;
        return options;
    }
    NodeId source(GraphEdit& edit, std::vector<StreamEvent> events) const {
        return edit.add(std::make_unique<EventSourceNode>(std::move(events)), "source");
    }
    NodeId listener(GraphEdit& edit, EventDelivery delivery = EventDelivery::listed) const {
        return edit.add(std::make_unique<EventListenerNode>(heard, delivery), "listener");
    }
    std::vector<float> play(
        std::uint32_t frames, const std::function<std::uint32_t()>& next = [] { return 64u; }) {
        return player.play(frames, next);
    }

    Graph pair;
    Player player{pair.processor, 1};
    std::shared_ptr<Heard> heard = std::make_shared<Heard>();
};

std::string refusal(GraphEdit& edit) {
    const auto committed = edit.commit();
    REQUIRE_FALSE(committed);
    return committed.error().text;
}

} // namespace

TEST_CASE("an event arrives at its frame, and its samples with it") {
    Fixture f;
    auto edit = f.pair.control.edit();
    const auto sent = notes({{0, 1}, {63, 2}, {64, 3}, {64, 4}, {1000, 5}});
    const auto source = f.source(edit, sent);
    const auto listener = f.listener(edit);
    edit.connectEvents(source, 0, listener, 0);
    edit.connectToOutput(listener);
    REQUIRE(edit.commit());
    const auto samples = f.play(2000);
    CHECK(f.heard->events == sent);
    CHECK(samples[63] == 2);
    CHECK(samples[64] == 7);
    CHECK(samples[1000] == 5);
}

TEST_CASE("events of several sources come by frame, then by source, in whatever order they were connected") {
    for (const bool reversed : {false, true}) {
        Fixture f;
        auto edit = f.pair.control.edit();
        const auto first = f.source(edit, notes({{10, 1}, {20, 2}, {20, 3}, {100, 9}}));
        const auto second = f.source(edit, notes({{5, 4}, {10, 5}, {20, 6}, {70, 8}}));
        const auto listener = f.listener(edit);
        for (const auto source : reversed ? std::array{second, first} : std::array{first, second})
            edit.connectEvents(source, 0, listener, 0);
        REQUIRE(edit.commit());
        REQUIRE(f.pair.control.sendEventAt(20, listener, 0, note(7)));
        f.play(200);
        CHECK(f.heard->events ==
              notes({{5, 4}, {10, 1}, {10, 5}, {20, 7}, {20, 2}, {20, 3}, {20, 6}, {70, 8}, {100, 9}}));
    }
}

TEST_CASE("an event edge is delayed as far as samples that arrive with it") {
    for (const std::uint32_t latency : {1u, 63u, 64u, 1000u}) {
        CAPTURE(latency);
        Fixture f;
        auto edit = f.pair.control.edit();
        const auto source = f.source(edit, notes({{0, 1}, {100, 2}, {101, 3}, {700, 4}}));
        const auto late = edit.add(std::make_unique<EventThruNode>(1, latency), "late");
        const auto listener = f.listener(edit);
        edit.connectEvents(source, 0, late, 0);
        edit.connectEvents(late, 0, listener, 0);
        edit.connectEvents(source, 0, listener, 0);
        edit.connect(source, 0, listener, 0);
        edit.connectToOutput(listener);
        REQUIRE(edit.commit());
        CHECK(f.pair.control.latency() == latency);
        const auto samples = f.play(2000);
        const auto at = [&](std::int64_t frame) { return frame + latency; };
        CHECK(f.heard->events == notes({{at(0), 1},
                                        {at(0), 1},
                                        {at(100), 2},
                                        {at(100), 2},
                                        {at(101), 3},
                                        {at(101), 3},
                                        {at(700), 4},
                                        {at(700), 4}}));
        // Twice the event and once the sample.
        CHECK(samples[static_cast<std::size_t>(at(700))] == 12);
        const auto picture = f.pair.control.picture();
        CHECK(std::ranges::count_if(picture.edges,
                                    [&](const auto& edge) { return edge.compensation == latency; }) == 2);
    }
}

TEST_CASE("an event edge that is not compensated arrives as early as it can") {
    Fixture f;
    auto edit = f.pair.control.edit();
    const auto source = f.source(edit, notes({{10, 1}}));
    const auto late = edit.add(std::make_unique<EventThruNode>(1, 50), "late");
    const auto listener = f.listener(edit);
    edit.connectEvents(source, 0, late, 0);
    edit.connectEvents(late, 0, listener, 0);
    edit.connectEvents(source, 0, listener, 0, {.compensate = false});
    REQUIRE(edit.commit());
    f.play(200);
    CHECK(f.heard->events == notes({{10, 1}, {60, 1}}));
}

TEST_CASE("events on a delayed edge outlive an edit, and do not overtake each other when the delay shrinks") {
    for (const bool compensated : {true, false}) {
        Fixture f;
        auto edit = f.pair.control.edit();
        const auto source = f.source(edit, notes({{10, 1}, {60, 2}, {130, 3}, {400, 4}}));
        const auto late = edit.add(std::make_unique<EventThruNode>(1, 100), "late");
        const auto listener = f.listener(edit);
        edit.connectEvents(source, 0, late, 0);
        edit.connectEvents(source, 0, listener, 0);
        edit.connect(late, 0, listener, 0);
        REQUIRE(edit.commit());
        f.play(64);
        edit.setLatency(late, compensated ? 0 : 100);
        edit.disconnectEvents(source, 0, listener, 0);
        edit.connectEvents(source, 0, listener, 0, {.compensate = compensated});
        REQUIRE(edit.commit());
        f.play(600);
        CHECK(f.heard->events == notes({{110, 1}, {160, 2}, {160, 3}, {400, 4}}));
    }
}

TEST_CASE(
    "an event wakes a node that sleeps, also one that waits on a delayed edge, and nothing else runs it") {
    Fixture f;
    auto edit = f.pair.control.edit();
    const auto source = f.source(edit, notes({{640, 1}}));
    const auto late = edit.add(std::make_unique<EventThruNode>(1, 640), "late");
    const auto listener = f.listener(edit);
    edit.connectEvents(source, 0, late, 0);
    edit.connectEvents(source, 0, listener, 0);
    edit.connectEvents(late, 0, listener, 0);
    REQUIRE(edit.commit());
    REQUIRE(f.pair.control.sendEventAt(3000, listener, 0, note(5)));
    f.play(4096);
    CHECK(f.heard->events == notes({{1280, 1}, {1280, 1}, {3000, 5}}));
    CHECK(f.pair.control.statistics().eventsApplied == 1);
    // A source that is awake may send at any time, so its reader looks; a listener alone sleeps.
    Fixture alone;
    auto second = alone.pair.control.edit();
    const auto sleeper = alone.listener(second);
    REQUIRE(second.commit());
    REQUIRE(alone.pair.control.sendEventAt(3000, sleeper, 0, note(5)));
    alone.play(4096);
    CHECK(alone.heard->events == notes({{3000, 5}}));
    CHECK(alone.heard->blocks.size() <= 4);
}

TEST_CASE("an event to the next block comes at its first frame, a late one before it and counted") {
    Fixture f;
    auto edit = f.pair.control.edit();
    const auto listener = f.listener(edit);
    REQUIRE(edit.commit());
    f.play(100);
    REQUIRE(f.pair.control.sendEvent(listener, 0, note(1)));
    REQUIRE(f.pair.control.sendEventAt(50, listener, 0, audio::midi2::noteOn(0, 0, 2, 0xffff)));
    f.play(64);
    CHECK(f.heard->events ==
          std::vector<StreamEvent>{{100, audio::midi2::noteOn(0, 0, 2, 0xffff)}, {100, note(1)}});
    CHECK(f.pair.control.statistics().eventsLate == 1);
}

TEST_CASE("what an event port does not have is refused with its name") {
    Fixture f;
    auto edit = f.pair.control.edit();
    const auto source = f.source(edit, {});
    const auto listener = f.listener(edit);
    const auto thru = edit.add(std::make_unique<EventThruNode>(1), "thru");
    REQUIRE(edit.commit());
    const auto refused = [&](const std::function<void(GraphEdit&)>& steps) {
        auto attempt = f.pair.control.edit();
        steps(attempt);
        return refusal(attempt);
    };
    CHECK(refused([&](auto& e) { e.connectEvents(source, 1, listener, 0); }) ==
          "The edge from event output 1 of 'source' (#3) to event input 0 of 'listener' (#4) needs a port that "
          "is not "
          "there: 'source' (#3) has 1 event outputs.");
    CHECK(refused([&](auto& e) {
              e.connectEvents(source, 0, listener, 1);
          }).find("'listener' (#4) has 1 event inputs.") != std::string::npos);
    CHECK(refused([&](auto& e) {
              e.connectEvents(graphInput, 0, listener, 0);
          }).find("the graph's input has 0 event") != std::string::npos);
    CHECK(refused([&](auto& e) {
              e.connectEvents(source, 0, graphOutput, 0);
          }).find("the graph's output has 0 event") != std::string::npos);
    // Ports with samples and event ports are counted apart.
    CHECK(refused([&](auto& e) { e.connect(source, 1, listener, 0); }).find("has 1 outputs.") !=
          std::string::npos);
    CHECK(refused([&](auto& e) {
              e.connectEvents(source, 0, listener, 0);
              e.connectEvents(source, 0, listener, 0);
          }).find("event output 0 of 'source' (#3) to event input 0 of 'listener' (#4) is there already") !=
          std::string::npos);
    CHECK(refused([&](auto& e) { e.connectEvents(thru, 0, thru, 0); }) ==
          "The graph would run in a circle: 'thru' (#5) -> 'thru' (#5); take away one of these edges.");
    CHECK(refused([&](auto& e) {
              e.connectEvents(source, 0, listener, 0, {.feedbackFrames = 64});
          }).find("feeds back, and events cannot") != std::string::npos);
    CHECK(refused([&](auto& e) {
              e.disconnectEvents(source, 0, listener, 0);
          }).find("There is no event edge from output 0") != std::string::npos);
    const auto sending = [&](NodeId node, std::uint32_t port, audio::UmpMessage message) {
        const auto sent = f.pair.control.sendEvent(node, port, message);
        REQUIRE_FALSE(sent);
        return sent.error().text;
    };
    CHECK(sending({99}, 0, note(1)).find("There is no node (#99) to send an event to") == 0);
    CHECK(sending(listener, 1, note(1)) ==
          "'listener' (#4) has 1 event inputs, counted from 0, and no event input 1.");
    CHECK(sending(source, 0, note(1)).find("has 0 event inputs") != std::string::npos);
    CHECK(sending(listener, 0, {{0xd000'0000, 0}}) ==
          "A message of type 13 takes 4 words; events carry messages of one or two words.");
    CHECK_THROWS(static_cast<void>(makeGraph({.portEvents = 0}, std::make_shared<concurrency::Reclaimer>())));
}

TEST_CASE("an event edge of one node orders its run as an edge with samples does") {
    Fixture f;
    auto edit = f.pair.control.edit();
    const auto listener = f.listener(edit);
    const auto thru = edit.add(std::make_unique<EventThruNode>(1), "thru");
    const auto source = f.source(edit, notes({{3, 1}}));
    edit.connectEvents(source, 0, thru, 0);
    edit.connectEvents(thru, 0, listener, 0);
    REQUIRE(edit.commit());
    f.play(64);
    CHECK(f.heard->events == notes({{3, 1}}));
}

namespace {
/// Has nothing but an output for events.
class SendingNode : public Node {
public:
    NodeDescription describe() const override {
        NodeDescription description;
        description.eventOutputs = {"events"};
        return description;
    }
    void prepare(const PrepareContext&) override {}
};

/// Sends what is out of order and beyond the block.
class WildNode final : public SendingNode {
public:
    void process(const ProcessContext& context) noexcept override {
        if (context.streamFrame() > 0)
            return;
        for (const std::uint32_t frame : {7u, 3u, 5u, 5000u, 4u})
            context.sendEvent({frame, note(frame & 127)});
    }
};
} // namespace

TEST_CASE("events out of order are put in order, those beyond the block moved to its last frame, and counted") {
    Fixture f;
    auto edit = f.pair.control.edit();
    const auto wild = edit.add(std::make_unique<WildNode>(), "wild");
    const auto listener = f.listener(edit);
    edit.connectEvents(wild, 0, listener, 0);
    REQUIRE(edit.commit());
    f.play(128);
    CHECK(f.heard->events == notes({{3, 3}, {4, 4}, {5, 5}, {7, 7}, {63, 5000 & 127}}));
    CHECK(f.pair.control.statistics().eventsDisordered == 4);
    CHECK(f.pair.control.statistics().eventsLost == 0);
}

namespace {
/// Sends one event and sleeps at once.
class OnceNode final : public SendingNode {
public:
    void process(const ProcessContext& context) noexcept override {
        if (!std::exchange(sent_, true))
            context.sendEvent({5, note(1)});
        context.sleep();
    }

private:
    bool sent_ = false;
};
} // namespace

TEST_CASE("what a node sends in the block in which it falls asleep is sent once") {
    Fixture f;
    auto edit = f.pair.control.edit();
    const auto once = edit.add(std::make_unique<OnceNode>(), "once");
    const auto listener = f.listener(edit);
    edit.connectEvents(once, 0, listener, 0);
    REQUIRE(edit.commit());
    f.play(640);
    CHECK(f.heard->events == notes({{5, 1}}));
}

TEST_CASE("events that a port has no room for are counted, and those before them arrive") {
    Fixture f({.portEvents = 3});
    auto edit = f.pair.control.edit();
    const auto first = f.source(edit, notes({{0, 1}, {1, 2}, {2, 3}, {3, 4}, {64, 5}}));
    const auto second = f.source(edit, notes({{65, 6}, {66, 7}, {67, 8}}));
    const auto listener = f.listener(edit);
    edit.connectEvents(first, 0, listener, 0);
    edit.connectEvents(second, 0, listener, 0);
    REQUIRE(edit.commit());
    for (std::uint32_t number = 0; number < 4; ++number)
        REQUIRE(f.pair.control.sendEventAt(200, listener, 0, note(number)));
    f.play(256);
    CHECK(f.heard->events ==
          notes({{0, 1}, {1, 2}, {2, 3}, {64, 5}, {65, 6}, {66, 7}, {200, 0}, {200, 1}, {200, 2}}));
    CHECK(f.pair.control.statistics().eventsLost == 3);
    CHECK(f.pair.control.statistics().eventsApplied == 3);
}

TEST_CASE("a node that asks for it is called for the pieces between its events") {
    Fixture f;
    auto edit = f.pair.control.edit();
    const auto source = f.source(edit, notes({{0, 1}, {10, 2}, {10, 3}, {50, 4}}));
    const auto thru = edit.add(std::make_unique<EventThruNode>(1, 0, EventDelivery::split), "thru");
    const auto listener = f.listener(edit, EventDelivery::split);
    edit.connectEvents(source, 0, thru, 0);
    edit.connectEvents(thru, 0, listener, 0);
    edit.connect(source, 0, listener, 0);
    edit.connectToOutput(listener);
    REQUIRE(edit.commit());
    REQUIRE(f.pair.control.setParameterAt(20, listener, 0, 1));
    REQUIRE(f.pair.control.sendEventAt(64, listener, 0, note(9)));
    const auto samples = f.play(128);
    CHECK(f.heard->events == notes({{0, 1}, {10, 2}, {10, 3}, {50, 4}, {64, 9}}));
    CHECK(f.heard->blocks == std::vector<std::uint32_t>{10, 10, 30, 14, 64});
    // The last of several samples of one frame, and the sum of the events.
    CHECK(samples[10] == 3 + 5);
    CHECK(samples[50] == 8);
}

TEST_CASE("an event edge comes and goes at once, and the node behind it keeps playing what it gets") {
    Fixture f;
    auto edit = f.pair.control.edit();
    std::vector<StreamEvent> many;
    for (std::int64_t frame = 0; frame < 640; frame += 32)
        many.push_back({frame, note(1)});
    const auto source = f.source(edit, many);
    const auto listener = f.listener(edit);
    edit.connectToOutput(listener);
    edit.connect(source, 0, listener, 0);
    REQUIRE(edit.commit());
    f.play(128);
    CHECK(f.heard->events.empty());
    edit.connectEvents(source, 0, listener, 0);
    REQUIRE(edit.commit());
    f.play(128);
    CHECK(f.heard->events.size() == 4);
    // Together with an edge that is faded.
    edit.disconnectEvents(source, 0, listener, 0);
    edit.disconnect(source, 0, listener, 0);
    REQUIRE(edit.commit());
    f.play(64);
    CHECK(f.heard->events.size() == 4);
    edit.connectEvents(source, 0, listener, 0);
    edit.connect(source, 0, listener, 0);
    REQUIRE(edit.commit());
    f.play(1000);
    edit.remove(source);
    REQUIRE(edit.commit());
    f.play(64);
    CHECK(f.heard->events.size() <= 4 + (640 - 320) / 32);
}

namespace {

/// A random graph in which events and samples run through nodes with latencies, played in blocks as `next`
/// says.
struct Outcome {
    std::vector<StreamEvent> events;
    std::vector<float> samples;
    bool operator==(const Outcome&) const = default;
};

Outcome playRandom(std::uint32_t seed, GraphOptions options, const std::function<std::uint32_t()>& next) {
    std::mt19937 random(seed);
    const auto upTo = [&](std::uint32_t most) { return static_cast<std::uint32_t>(random() % (most + 1)); };
    options.portEvents = 8192;
    Fixture f(options);
    auto edit = f.pair.control.edit();
    std::vector<NodeId> senders;
    for (std::uint32_t number = 2 + upTo(2); number > 0; --number) {
        std::vector<StreamEvent> events;
        for (std::int64_t frame = upTo(200); frame < 4000; frame += upTo(300) * upTo(1))
            events.push_back({frame, note(upTo(100))}), frame += upTo(3) == 0 ? 0 : 1;
        senders.push_back(f.source(edit, events));
    }
    for (std::uint32_t number = 3 + upTo(5); number > 0; --number) {
        const auto inputs = 1 + upTo(2);
        const auto thru = edit.add(
            std::make_unique<EventThruNode>(inputs, upTo(1) * upTo(500),
                                            upTo(1) == 0 ? EventDelivery::listed : EventDelivery::split),
            "thru");
        for (std::uint32_t input = 0; input < inputs; ++input)
            for (const auto sender : senders)
                if (upTo(2) == 0)
                    edit.connectEvents(sender, 0, thru, input, {.compensate = upTo(5) != 0});
        senders.push_back(thru);
    }
    const auto listener = f.listener(edit);
    for (const auto sender : senders) {
        if (upTo(1) == 0)
            edit.connectEvents(sender, 0, listener, 0);
        if (upTo(1) == 0)
            edit.connect(sender, 0, listener, 0);
    }
    edit.connectToOutput(listener);
    REQUIRE(edit.commit());
    for (std::uint32_t number = 0; number < 50; ++number)
        REQUIRE(f.pair.control.sendEventAt(upTo(4000), upTo(1) == 0 ? senders.back() : listener, 0,
                                           note(upTo(100))));
    Outcome outcome;
    outcome.samples = f.play(6000, next);
    outcome.events = f.heard->events;
    CHECK(f.pair.control.statistics().eventsLost == 0);
    CHECK(f.pair.control.statistics().eventsDisordered == 0);
    return outcome;
}

} // namespace

TEST_CASE("events and samples do not depend on blocks, pieces or workers") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::size_t events = 0;
    for (std::uint32_t turn = 0; turn < 12; ++turn) {
        const auto expected = playRandom(seed + turn, {}, [] { return 64u; });
        events += expected.events.size();
        CHECK(std::ranges::is_sorted(expected.events, {}, &StreamEvent::frame));
        for (const std::uint32_t workers : {0u, 1u, 3u}) {
            CAPTURE(turn);
            CAPTURE(workers);
            const GraphOptions options{
                .maximumFrames = 500, .workers = workers, .workerUse = WorkerUse::always};
            std::mt19937 random(seed);
            CHECK((playRandom(seed + turn, options,
                              [&] { return 1 + static_cast<std::uint32_t>(random() % 700); }) == expected));
            CHECK((playRandom(seed + turn, options, [] { return 7u; }) == expected));
        }
    }
    CHECK(events > 100);
}
