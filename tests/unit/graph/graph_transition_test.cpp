// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <numbers>
#include <random>
#include <support/graph_probes.h>

using namespace rondo;
using namespace rondo::graph;

namespace {

/// A sine of 1 kHz at -6 dBFS, `octaves` higher. Mono.
class ToneNode final : public Node {
public:
    explicit ToneNode(int octaves = 0) : step_(2 * std::numbers::pi * 1000 * std::exp2(octaves) / 48000) {}
    NodeDescription describe() const override { return {{}, {{"output", 1}}, {}}; }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame)
            context.output().channel(0)[frame] =
                static_cast<float>(0.5 * std::sin(step_ * static_cast<double>(count_++ % 48000)));
    }

private:
    double step_;
    std::uint64_t count_ = 0;
};

/// Two tones, each through a chain of its own to a channel of its own: what happens to one must not be heard in
/// the other. `graph` has one mono output for each.
struct Desk {
    Graph graph =
        makeGraph({.maximumFrames = 512, .outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    test::Player player{graph.processor, 1};
    GraphEdit edit = graph.control.edit();
    NodeId tone = edit.add(std::make_unique<ToneNode>(), "tone");
    NodeId first = edit.add(std::make_unique<test::FactorNode>(0.5f), "first");
    NodeId second = edit.add(std::make_unique<test::FactorNode>(1.5f), "second");
    std::vector<float> heard;

    Desk() {
        edit.connect(tone, 0, first, 0);
        edit.connect(first, 0, second, 0);
        edit.connectToOutput(second);
        REQUIRE(edit.commit());
        play(5000);
    }
    void play(std::uint32_t frames) {
        for (std::uint32_t done = 0; done < frames; done += 100) {
            const auto block = player.block(std::min(100u, frames - done))[0];
            heard.insert(heard.end(), block.begin(), block.end());
        }
    }
    double roughness(std::size_t from) const {
        double largest = 0;
        for (std::size_t frame = from + 2; frame < heard.size(); ++frame)
            largest = std::max(largest, std::abs(double{heard[frame]} - 2 * double{heard[frame - 1]} +
                                                 double{heard[frame - 2]}));
        return largest;
    }
    double peak(std::size_t from) const {
        double largest = 0;
        for (std::size_t frame = from; frame < heard.size(); ++frame)
            largest = std::max(largest, std::abs(double{heard[frame]}));
        return largest;
    }
    /// Commits, plays on and holds the edit to be inaudible but for what it changes: the excess over the
    /// rougher of before and after stays under -80 dBFS.
    void commitQuietly() {
        const double before = roughness(100);
        const auto at = heard.size();
        REQUIRE(edit.commit());
        play(3000);
        const auto settled = heard.size();
        play(2000);
        const double after = roughness(settled);
        CHECK(roughness(at - 10) <= std::max(before, after) + 1e-4);
    }
};

} // namespace

TEST_CASE_FIXTURE(Desk, "inserting, reconnecting, reordering and removing make no click") {
    SUBCASE("insert") {
        const auto middle = edit.add(std::make_unique<test::FactorNode>(0.7f), "middle");
        edit.disconnect(first, 0, second, 0);
        edit.connect(first, 0, middle, 0);
        edit.connect(middle, 0, second, 0);
        commitQuietly();
        CHECK(peak(heard.size() - 100) == doctest::Approx(0.5 * 0.5 * 1.5 * 0.7).epsilon(0.001));
    }
    SUBCASE("remove") {
        edit.remove(second);
        edit.connectToOutput(first);
        commitQuietly();
        CHECK(peak(heard.size() - 100) == doctest::Approx(0.25).epsilon(0.001));
    }
    SUBCASE("reorder, which makes a circle of the two graphs together") {
        edit.disconnect(tone, 0, first, 0);
        edit.disconnect(first, 0, second, 0);
        edit.disconnect(second, 0, graphOutput, 0);
        edit.connect(tone, 0, second, 0);
        edit.connect(second, 0, first, 0);
        edit.connectToOutput(first);
        commitQuietly();
        CHECK(peak(heard.size() - 100) == doctest::Approx(0.375).epsilon(0.001));
    }
    SUBCASE("reconnect to another source, and mute") {
        edit.disconnect(first, 0, second, 0);
        edit.connect(tone, 0, second, 0);
        commitQuietly();
        edit.disconnect(second, 0, graphOutput, 0);
        commitQuietly();
        CHECK(peak(heard.size() - 100) == 0);
        edit.connectToOutput(second);
        commitQuietly();
        CHECK(peak(heard.size() - 100) == doctest::Approx(0.75).epsilon(0.001));
    }
    SUBCASE("edits faster than their fades") {
        for (int turn = 0; turn < 20; ++turn) {
            edit.disconnect(first, 0, second, 0);
            edit.connect(tone, 0, second, 0);
            REQUIRE(edit.commit());
            play(100);
            edit.disconnect(tone, 0, second, 0);
            edit.connect(first, 0, second, 0);
            REQUIRE(edit.commit());
            play(300);
        }
        commitQuietly();
        CHECK(peak(heard.size() - 100) == doctest::Approx(0.375).epsilon(0.001));
    }
}

TEST_CASE_FIXTURE(Desk, "an event for a node that a waiting edit adds waits with it, in its order") {
    edit.disconnect(first, 0, second, 0);
    REQUIRE(edit.commit());
    play(100); // that one's fade goes on, so the next edit has to wait
    const auto constant = edit.add(std::make_unique<test::ConstantNode>(0.0f), "constant");
    edit.connectToOutput(constant);
    const auto added = edit.commit();
    REQUIRE(added);
    REQUIRE(graph.control.setParameter(constant, 0, 1.0f));
    REQUIRE(graph.control.setParameterAt(player.position + 90, constant, 0, 2.0f));
    REQUIRE(graph.control.setParameterAt(player.position + 50, constant, 0, 3.0f));
    play(100);
    CHECK_FALSE(graph.control.adoptedAt(*added));
    play(2000);
    CHECK(graph.control.statistics().eventsOrphaned == 0);
    CHECK(graph.control.statistics().eventsApplied == 3);
    CHECK(heard.back() == 2.0f);
    // An event for a node that has gone is lost, as ever.
    edit.remove(constant);
    REQUIRE(graph.control.setParameterAt(player.position + 4000, constant, 0, 2.0f));
    REQUIRE(edit.commit());
    play(5000);
    CHECK(graph.control.statistics().eventsOrphaned == 1);
}

namespace {

/// Edits a graph at random: nodes, edges, bypasses, latencies; each edit is valid.
class RandomEditor {
public:
    RandomEditor(GraphControl& control, std::mt19937& numbers) : control_(control), numbers_(numbers) {}

    /// Returns: whether the edit changed something.
    bool turn() {
        auto edit = control_.edit();
        const auto kind = below(6);
        if (kind == 0 || nodes_.size() < 4)
            nodes_.push_back(edit.add(std::make_unique<test::MemoryNode>(1, 0.25f), "other"));
        else if (kind == 1 && nodes_.size() > 20)
            remove(edit);
        else if (kind == 2 && !edges_.empty())
            disconnect(edit);
        else if (kind == 3)
            edit.bypass(nodes_[below(nodes_.size())], below(2) == 0);
        else if (kind == 4)
            edit.setLatency(nodes_[below(nodes_.size())], static_cast<std::uint32_t>(below(100)));
        else if (!connect(edit))
            return false;
        REQUIRE(edit.commit());
        return true;
    }

private:
    std::size_t below(std::size_t bound) { return numbers_() % bound; }
    void remove(GraphEdit& edit) {
        const auto gone = nodes_[below(nodes_.size())];
        edit.remove(gone);
        std::erase_if(edges_, [&](const auto& edge) { return edge.first == gone || edge.second == gone; });
        std::erase(nodes_, gone);
    }
    void disconnect(GraphEdit& edit) {
        const auto edge = edges_[below(edges_.size())];
        edit.disconnect(edge.first, 0, edge.second, 0);
        std::erase(edges_, edge);
    }
    bool connect(GraphEdit& edit) {
        auto from = below(nodes_.size());
        auto to = below(nodes_.size());
        if (nodes_[to].value < nodes_[from].value)
            std::swap(from, to);
        const std::pair edge{nodes_[from], nodes_[to]};
        if (from == to || std::ranges::find(edges_, edge) != edges_.end())
            return false;
        edit.connect(edge.first, 0, edge.second, 0);
        edges_.push_back(edge);
        return true;
    }

    GraphControl& control_;
    std::mt19937& numbers_;
    std::vector<NodeId> nodes_;
    std::vector<std::pair<NodeId, NodeId>> edges_;
};

} // namespace

TEST_CASE("what an edit does not touch stays bit for bit what it was, over 10000 random edits") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    const auto reclaimer = std::make_shared<concurrency::Reclaimer>();
    const GraphOptions options{.maximumFrames = 64, .outputChannels = 1};
    auto edited = makeGraph(options, reclaimer);
    auto untouched = makeGraph(options, reclaimer);
    for (auto* graph : {&edited, &untouched}) {
        auto edit = graph->control.edit();
        const auto source = edit.add(std::make_unique<test::CounterNode>(), "counter");
        const auto memory = edit.add(std::make_unique<test::MemoryNode>(1, 0.5f), "memory");
        edit.connect(source, 0, memory, 0);
        edit.connectToOutput(memory);
        REQUIRE(edit.commit());
    }
    test::Player player(edited.processor, 1);
    test::Player reference(untouched.processor, 1);
    RandomEditor editor(edited.control, numbers);
    for (int turn = 0; turn < 10000;) {
        turn += editor.turn() ? 1 : 0;
        const auto frames = static_cast<std::uint32_t>(1 + numbers() % 100);
        REQUIRE(player.block(frames) == reference.block(frames));
        if (turn % 64 == 0)
            reclaimer->collect();
    }
}
