// SPDX-License-Identifier: MIT
//
// The walk of a parameter change under stress: one thread sends changes, for now and for frames to come, as
// fast as they go, while another plays blocks of random lengths. Each must reach its node once, at its frame
// or, counted as late, after it, and in the order in which they were sent; what does not fit must be refused
// and never come.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <doctest/doctest.h>
#include <limits>
#include <rondo/concurrency/callback_scope.h>
#include <rondo/graph/graph_control.h>
#include <support/graph_probes.h>
#include <support/stress.h>
#include <thread>
#include <vector>

using namespace rondo;
using test::Crew;
using test::Stress;

namespace {

constexpr std::uint32_t most = 1 << 16; // changes of a round

/// A change as it was sent, or as it came to the node. Numbers are exact as floats.
struct Change {
    std::int64_t frame = 0;
    std::uint32_t number = 0;
};
constexpr std::int64_t atOnce = std::numeric_limits<std::int64_t>::min();

/// Notes which changes it gets and when.
class NotingNode final : public graph::Node {
public:
    explicit NotingNode(std::vector<Change>& came) : came_(came) {}
    graph::NodeDescription describe() const override {
        return {{}, {{"output", 1}}, {{"number", "", 0, most, 0}}};
    }
    void prepare(const graph::PrepareContext&) override { came_.reserve(most); }
    void process(const graph::ProcessContext& context) noexcept override {
        for (const auto& event : context.events())
            if (came_.size() < came_.capacity())
                came_.push_back({context.streamFrame() + event.frame, static_cast<std::uint32_t>(event.value)});
        for (float& sample : context.output().channel(0))
            sample = 0;
    }

private:
    std::vector<Change>& came_; ///< belongs to the audio thread until it has ended
};

/// What one round needs on both sides.
struct Round {
    std::vector<Change> sent; ///< by number
    std::vector<Change> came;
    std::uint64_t refused = 0;
    std::atomic<std::int64_t> played{0};
    std::atomic<bool> over{false};
};

void play(graph::GraphProcessor& processor, Round& round, Stress::Random random) {
    audio::AudioBuffer output(1, 400);
    std::int64_t frame = 0;
    for (int after = 0; after < 20; after += round.over.load() ? 1 : 0) { // past the last frame that is meant
        const auto frames = static_cast<std::uint32_t>(1 + random() % 400);
        {
            const concurrency::CallbackScope callback("player");
            const concurrency::RealtimeScope watched;
            processor.process({}, output.block().frames(0, frames), frame);
        }
        frame += frames;
        round.played.store(frame);
        if (random() % 4 == 0)
            std::this_thread::yield();
    }
}

/// Sends at random. Frames that are meant never go back, so that those changes must come in order.
class Sender {
public:
    Sender(graph::GraphControl& control, graph::NodeId node, Round& round, Stress::Random random)
        : control_(control), node_(node), round_(round), random_(random) {}

    void sendOne() {
        const auto number = static_cast<std::uint32_t>(round_.sent.size());
        const bool now = number > 0 && random_() % 2 == 0;
        const auto sent = now ? control_.setParameter(node_, 0, static_cast<float>(number))
                              : control_.setParameterAt(meant_, node_, 0, static_cast<float>(number));
        if (sent)
            round_.sent.push_back({now ? atOnce : meant_, number});
        else
            ++round_.refused;
        meant_ = std::max(meant_, round_.played.load() + static_cast<std::int64_t>(random_() % 500) - 100);
        if (random_() % 64 == 0)
            std::this_thread::yield();
    }

private:
    graph::GraphControl& control_;
    graph::NodeId node_;
    Round& round_;
    Stress::Random random_;
    std::int64_t meant_ = -1; ///< the first one is late for certain
};

void check(const Round& round, const graph::GraphStatistics& statistics) {
    std::uint64_t disordered = 0;
    std::uint64_t early = 0;
    std::uint64_t late = 0;
    std::vector<bool> seen(round.sent.size());
    std::int64_t lastNow = -1;
    std::int64_t lastMeant = -1;
    for (const auto& came : round.came) {
        const auto meant = round.sent.at(came.number).frame;
        early += came.frame < meant ? 1U : 0U;
        late += meant != atOnce && came.frame > meant ? 1U : 0U;
        auto& last = meant == atOnce ? lastNow : lastMeant; // of one kind none overtakes another
        disordered += came.number > last && !seen[came.number] ? 0U : 1U;
        last = came.number;
        seen[came.number] = true;
    }
    CHECK(round.came.size() == round.sent.size());
    CHECK(disordered == 0);
    CHECK(early == 0);
    CHECK(statistics.eventsLate == late);
    CHECK(statistics.eventsApplied == round.sent.size());
    CHECK(statistics.eventsRefused == round.refused);
    CHECK(statistics.eventsOrphaned == 0);
}

} // namespace

TEST_CASE("parameter change: each comes once, in order and at its frame, or is counted as late or refused") {
    Stress stress;
    std::uint64_t sent = 0;
    std::uint64_t late = 0;
    std::uint64_t refused = 0;
    while (stress.goesOn()) {
        auto random = stress.random();
        Round round;
        auto graph = graph::makeGraph({.maximumFrames = static_cast<std::uint32_t>(1 + random() % 500),
                                       .outputChannels = 1,
                                       .eventCapacity = static_cast<std::uint32_t>(1 + random() % 200),
                                       .scheduledCapacity = static_cast<std::uint32_t>(1 + random() % 200)},
                                      std::make_shared<concurrency::Reclaimer>());
        auto edit = graph.control.edit();
        const auto node = edit.add(std::make_unique<NotingNode>(round.came), "noting");
        edit.connectToOutput(node);
        REQUIRE(edit.commit());
        Crew crew;
        crew.add([&, numbers = stress.random()] { play(graph.processor, round, numbers); });
        Sender sender(graph.control, node, round, stress.random());
        while (round.refused == 0) // nobody plays yet
            sender.sendOne();
        crew.start();
        for (const auto count = 1000 + random() % 8000; round.sent.size() < count;)
            sender.sendOne();
        round.over = true;
        crew.join();
        const auto statistics = graph.control.statistics();
        check(round, statistics);
        sent += round.sent.size();
        late += statistics.eventsLate;
        refused += round.refused;
    }
    MESSAGE(sent, " changes came, ", late, " of them late; ", refused, " refused");
    CHECK(late > 0);
    CHECK(late < sent);
    CHECK(refused > 0);
}
