// SPDX-License-Identifier: MIT
//
// The flight recorder in a graph that plays.
#include <algorithm>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <random>
#include <rondo/graph/graph_control.h>
#include <rondo/graph/trace_writer.h>
#include <set>
#include <sstream>
#include <support/graph_probes.h>

using namespace rondo;
using graph::Measuring;
using graph::TimingKind;
using test::ConstantNode;
using test::MemoryNode;

namespace {

/// Lasts as long as it is told, and no less.
class LastingNode final : public graph::Node {
public:
    graph::NodeDescription describe() const override {
        return {{}, {{"output", 1}}, {{"time", "us", 0, 1e6f, 0}}};
    }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext& context) noexcept override {
        for (const auto& event : context.events())
            time_ = static_cast<std::int64_t>(event.value) * 1000;
        context.output().clear();
        const auto end = base::monotonicNanoseconds() + std::exchange(time_, 0);
        while (base::monotonicNanoseconds() < end) {
        }
    }

private:
    std::int64_t time_ = 0;
};

/// Sounds while its parameter is not zero, and sleeps otherwise. Mono.
class SleeperNode final : public graph::Node {
public:
    explicit SleeperNode(std::size_t& calls) : calls_(calls) {}
    graph::NodeDescription describe() const override {
        return {.inputs = {}, .outputs = {{"output", 1}}, .parameters = {{"level", "", 0, 1, 0}}};
    }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext& context) noexcept override {
        ++calls_;
        for (const auto& event : context.events())
            level_ = event.value;
        if (level_ == 0)
            return context.sleep();
        std::ranges::fill(context.output().channel(0), level_);
    }

private:
    float level_ = 0;
    std::size_t& calls_;
};

std::vector<graph::TimingRecord> recordsOf(const graph::Graph& pair, TimingKind kind) {
    std::vector<graph::TimingRecord> found;
    for (const auto& lane : pair.control.recorder()->snapshot().lanes)
        std::ranges::copy_if(lane.records, std::back_inserter(found),
                             [&](const auto& record) { return record.kind == kind; });
    return found;
}

/// Sleepers that meet in the graph's output.
struct Dormitory {
    Dormitory() : pair(graph::makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>())) {
        auto edit = pair.control.edit();
        for (int turn = 0; turn < beds; ++turn) {
            sleepers.push_back(edit.add(std::make_unique<SleeperNode>(calls), "sleeper"));
            edit.connectToOutput(sleepers.back());
        }
        REQUIRE(edit.commit());
    }
    void set(std::size_t sleeper, float level) {
        REQUIRE(pair.control.setParameter(sleepers[sleeper], 0, level));
    }
    static constexpr int beds = 42; // no multiple of the eight steps that are looked at together
    std::size_t calls = 0;
    graph::Graph pair;
    std::vector<graph::NodeId> sleepers;
};

struct Playing {
    // At 2 kHz a block of 64 frames has 32 ms, which no busy machine takes from it for nothing.
    Playing()
        : pair(graph::makeGraph({.rate = 2000, .outputChannels = 1},
                                std::make_shared<concurrency::Reclaimer>())) {
        auto edit = pair.control.edit();
        lasting = edit.add(std::make_unique<LastingNode>(), "lasting");
        edit.connectToOutput(lasting);
        for (int turn = 0; turn < chain; ++turn) {
            nodes.push_back(edit.add(std::make_unique<MemoryNode>(1), "memory"));
            if (turn > 0)
                edit.connect(nodes[nodes.size() - 2], 0, nodes.back(), 0);
        }
        edit.connectToOutput(nodes.back());
        REQUIRE(edit.commit());
    }
    std::vector<graph::TimingRecord> records(TimingKind kind) const { return recordsOf(pair, kind); }
    static constexpr int chain = 30;
    graph::Graph pair;
    graph::NodeId lasting;
    std::vector<graph::NodeId> nodes;
};

} // namespace

TEST_CASE("with every node measured each node of each block is in the recorder, inside its block") {
    Playing playing;
    playing.pair.control.recorder()->setMeasuring(Measuring::everyNode);
    test::Player player(playing.pair.processor, 1);
    for (int turn = 0; turn < 5; ++turn)
        player.block(64);
    const auto blocks = playing.records(TimingKind::block);
    REQUIRE(blocks.size() == 5);
    CHECK(blocks[4].number == 4 * 64);
    CHECK(blocks[4].count == 64);
    const auto nodes = playing.records(TimingKind::node);
    CHECK(nodes.size() == 5 * (Playing::chain + 1));
    for (const auto& node : nodes)
        CHECK(std::ranges::any_of(
            blocks, [&](const auto& block) { return block.begin <= node.begin && node.end() <= block.end(); }));
    CHECK(playing.records(TimingKind::sum).size() == 5);
    for (const auto id : playing.nodes)
        CHECK(playing.pair.control.timesOf(id).times.total() == 5);
}

TEST_CASE("sampled, the runs of steps fill each block without a gap, and every node comes by itself in time") {
    Playing playing;
    test::Player player(playing.pair.processor, 1);
    for (int turn = 0; turn < 256 * 8; ++turn)
        player.block(1);
    const auto steps = playing.records(TimingKind::adoption).at(0).count;
    CHECK(steps == Playing::chain + 4); // a sum, the input and the output
    std::uint32_t inSpans = 0;
    for (const auto& span : playing.records(TimingKind::span))
        inSpans += span.count;
    CHECK(inSpans >= steps * 256); // with a stride of 1 the nodes come instead
    std::set<std::uint64_t> seen;
    for (const auto& node : playing.records(TimingKind::node))
        seen.insert(node.number);
    CHECK(seen.size() == Playing::chain + 1);
}

TEST_CASE("measuring changes no sample") {
    const auto play = [](Measuring measuring) {
        Playing playing;
        playing.pair.control.recorder()->setMeasuring(measuring);
        test::Player player(playing.pair.processor, 1);
        std::vector<std::vector<float>> samples;
        for (int turn = 0; turn < 20; ++turn)
            samples.push_back(player.block(static_cast<std::uint32_t>(1 + turn * 7))[0]);
        return samples;
    };
    const auto expected = play(Measuring::off);
    for (const auto measuring : {Measuring::blocks, Measuring::sampled, Measuring::everyNode})
        CHECK(play(measuring) == expected);
}

TEST_CASE(
    "measuring changes no sample while steps fall asleep and wake and edits are faded in, and tells each run") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    const auto play = [seed](Measuring measuring) {
        std::mt19937 random(seed);
        Dormitory dormitory;
        dormitory.pair.control.recorder()->setMeasuring(measuring);
        test::Player player(dormitory.pair.processor, 1);
        std::vector<float> samples;
        for (int turn = 0; turn < 200; ++turn) {
            const auto sleeper = random() % Dormitory::beds;
            dormitory.set(sleeper, random() % 3 == 0 ? 0.25f : 0.0f);
            if (turn % 40 == 20) {
                auto edit = dormitory.pair.control.edit();
                edit.disconnect(dormitory.sleepers[static_cast<std::size_t>(turn) / 40], 0, graph::graphOutput,
                                0);
                REQUIRE(edit.commit());
            }
            std::ranges::copy(player.block(static_cast<std::uint32_t>(1 + random() % 100))[0],
                              std::back_inserter(samples));
        }
        if (measuring == Measuring::everyNode)
            CHECK(recordsOf(dormitory.pair, TimingKind::node).size() == dormitory.calls);
        return samples;
    };
    const auto expected = play(Measuring::off);
    CHECK(std::ranges::any_of(expected, [](float sample) { return sample != 0; }));
    for (const auto measuring : {Measuring::blocks, Measuring::sampled, Measuring::everyNode})
        CHECK(play(measuring) == expected);
}

TEST_CASE("steps that sleep leave no records, and the one that wakes does") {
    Dormitory dormitory;
    dormitory.pair.control.recorder()->setMeasuring(Measuring::everyNode);
    test::Player player(dormitory.pair.processor, 1);
    for (int turn = 0; turn < 3; ++turn)
        player.block(64);
    const auto records = [&] { return recordsOf(dormitory.pair, TimingKind::node).size(); };
    CHECK(records() == Dormitory::beds);
    CHECK(recordsOf(dormitory.pair, TimingKind::block).size() == 3);
    dormitory.set(17, 0.5f);
    player.block(64);
    CHECK(records() == Dormitory::beds + 1);
    CHECK(recordsOf(dormitory.pair, TimingKind::node).back().number == dormitory.sleepers[17].value);
    CHECK(dormitory.pair.control.timesOf(dormitory.sleepers[17]).times.total() == 2);
    CHECK(dormitory.pair.control.timesOf(dormitory.sleepers[18]).times.total() == 1);
}

TEST_CASE("a node keeps its times when its latency is set") {
    Playing playing;
    playing.pair.control.recorder()->setMeasuring(Measuring::everyNode);
    test::Player player(playing.pair.processor, 1);
    for (int turn = 0; turn < 3; ++turn)
        player.block(64);
    const auto total = [&] { return playing.pair.control.timesOf(playing.nodes[5]).times.total(); };
    CHECK(total() == 3);
    auto edit = playing.pair.control.edit();
    edit.setLatency(playing.nodes[5], 10);
    REQUIRE(edit.commit());
    CHECK(total() == 3);
    player.block(64);
    CHECK(total() > 3);
}

TEST_CASE("a block that misses its deadline names the node that was slow, and its trace shows it") {
    Playing playing;
    playing.pair.control.recorder()->setMeasuring(Measuring::everyNode);
    test::Player player(playing.pair.processor, 1);
    for (int turn = 0; turn < 20; ++turn)
        player.block(64);
    static_cast<void>(playing.pair.control.collectMisses()); // of a machine that is very busy
    REQUIRE(playing.pair.control.setParameter(playing.lasting, 0, 200'000));
    const auto frame = player.position;
    player.block(64);
    const auto report = playing.pair.control.collectMisses();
    REQUIRE(report);
    REQUIRE(report->misses.size() == 1);
    const auto& miss = report->misses[0];
    CHECK(miss.streamFrame == frame);
    CHECK(miss.late >= 199'000'000 - 32'000'000); // two clocks may differ a little
    CHECK(miss.blame == graph::Blame::node);
    CHECK(miss.culprit.number == playing.lasting.value);
    CHECK(miss.text().find("Culprit: 'lasting' (#") != std::string::npos);
    CHECK(!playing.pair.control.collectMisses());
    std::ostringstream text;
    graph::writeTrace(
        text, report->snapshot, [&](graph::NodeId id) { return playing.pair.control.timesOf(id); },
        report->misses);
    const auto trace = nlohmann::json::parse(text.str());
    std::size_t shown = 0;
    for (const auto& event : trace.at("traceEvents"))
        if (event.at("name") == "deadline missed" && event.at("args").at("report") == miss.text())
            ++shown;
    CHECK(shown == 1);
}

TEST_CASE("commits and adoptions are in the recorder, refused commits too, and a removed node keeps its name") {
    Playing playing;
    test::Player player(playing.pair.processor, 1);
    player.block(64);
    auto edit = playing.pair.control.edit();
    edit.connect(playing.nodes[3], 0, playing.nodes[2], 0); // a cycle
    CHECK(!edit.commit());
    auto removal = playing.pair.control.edit();
    removal.remove(playing.nodes[0]);
    const auto publication = removal.commit();
    REQUIRE(publication);
    player.block(64);
    const auto edits = playing.records(TimingKind::edit);
    REQUIRE(edits.size() == 3);
    CHECK(edits[0].number == 1);
    CHECK(edits[1].number == 0);
    CHECK(edits[2].number == publication->number);
    const auto adoptions = playing.records(TimingKind::adoption);
    REQUIRE(adoptions.size() == 2);
    CHECK(adoptions[1].number == publication->number);
    CHECK(adoptions[1].begin >= edits[2].end());
    CHECK(playing.pair.control.timesOf(playing.nodes[0]).name == "'memory' (#4), removed");
    CHECK(playing.pair.control.timesOf(graph::NodeId{12345}).name == "node (#12345)");
}
