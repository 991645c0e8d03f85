// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <numbers>
#include <random>
#include <span>
#include <support/graph_probes.h>
#include <support/rounds.h>

using namespace rondo;
using namespace rondo::graph;

namespace {

/// Gives 1 at one frame of the stream. One mono output.
class ImpulseNode final : public Node {
public:
    explicit ImpulseNode(std::int64_t at) : at_(at) {}
    NodeDescription describe() const override { return {{}, {{"output", 1}}, {}}; }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        const auto to = context.output().channel(0);
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame)
            to[frame] = context.streamFrame() + frame == at_ ? 1.0f : 0.0f;
    }

private:
    std::int64_t at_;
};

/// A sine of 1 kHz at -6 dBFS.
class SineNode final : public Node {
public:
    NodeDescription describe() const override { return {{}, {{"output", 1}}, {}}; }
    void prepare(const PrepareContext& context) override { rate_ = context.rate; }
    void process(const ProcessContext& context) noexcept override {
        const auto to = context.output().channel(0);
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame)
            to[frame] =
                static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * 1000 / rate_ *
                                                  static_cast<double>((context.streamFrame() + frame) %
                                                                      static_cast<std::int64_t>(rate_))));
    }

private:
    double rate_ = 48000;
};

/// Delays by `latency` frames and says so. One mono input and output.
class LateNode final : public Node {
public:
    explicit LateNode(std::uint32_t latency) : past_(latency + 1, 0.0f), latency_(latency) {}
    NodeDescription describe() const override {
        return {.inputs = {{"input", 1}},
                .outputs = {{"output", 1}},
                .parameters = {},
                .latency = latency_,
                .tail = 0};
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        const auto from = context.input().channel(0);
        const auto to = context.output().channel(0);
        for (std::size_t frame = 0; frame < to.size(); ++frame) {
            past_[at_] = from[frame];
            at_ = (at_ + 1) % past_.size();
            to[frame] = past_[at_];
        }
    }

private:
    std::vector<float> past_;
    std::uint32_t latency_;
    std::size_t at_ = 0;
};

Graph mono(std::uint32_t maximumFrames = 512) {
    return makeGraph({.maximumFrames = maximumFrames, .outputChannels = 1},
                     std::make_shared<concurrency::Reclaimer>());
}

struct RandomLatencies {
    Graph graph = mono();
    std::vector<double> paths; ///< by node: how many ways lead to it from the impulse
};

/// A source, layers of late nodes with random edges between them, and some of them at the output.
RandomLatencies randomLatencies(std::mt19937& numbers, std::int64_t impulse) {
    RandomLatencies made;
    auto edit = made.graph.control.edit();
    std::vector<NodeId> nodes{edit.add(std::make_unique<ImpulseNode>(impulse), "impulse")};
    made.paths = {1};
    const auto count = 2 + numbers() % 30;
    double atOutput = 0;
    for (unsigned index = 1; index <= count; ++index) {
        const auto latency = numbers() % 3 == 0 ? 0 : static_cast<std::uint32_t>(numbers() % 700);
        nodes.push_back(edit.add(std::make_unique<LateNode>(latency), "late"));
        double ways = 0;
        for (unsigned source = 0; source < index; ++source)
            if (numbers() % index < 2) {
                edit.connect(nodes[source], 0, nodes[index], 0);
                ways += made.paths[source];
            }
        made.paths.push_back(ways);
        if (numbers() % 4 == 0 || index == count) {
            edit.connectToOutput(nodes[index]);
            atOutput += ways;
        }
    }
    made.paths.push_back(atOutput);
    REQUIRE(edit.commit());
    return made;
}

/// The largest step of the slope, as the ear hears a click.
double roughness(const std::vector<float>& samples) {
    double largest = 0;
    for (std::size_t frame = 2; frame < samples.size(); ++frame)
        largest = std::max(largest, std::abs(double{samples[frame]} - 2 * double{samples[frame - 1]} +
                                             double{samples[frame - 2]}));
    return largest;
}

void play(test::Player& player, std::vector<float>& into, std::uint32_t frames) {
    const auto block = player.block(frames);
    into.insert(into.end(), block[0].begin(), block[0].end());
}

} // namespace

TEST_CASE("whatever the latencies on its ways, an impulse reaches the output in one frame, the reported one") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    for (int turn = 0; turn < test::rounds(500); ++turn) {
        const auto impulse = static_cast<std::int64_t>(numbers() % 300);
        auto made = randomLatencies(numbers, impulse);
        const auto expected = made.paths.back();
        test::Player player(made.graph.processor, 1);
        std::vector<float> heard;
        while (static_cast<std::int64_t>(heard.size()) < impulse + made.graph.control.latency() + 50)
            play(player, heard, static_cast<std::uint32_t>(1 + numbers() % 600));
        for (std::size_t frame = 0; frame < heard.size(); ++frame)
            REQUIRE(heard[frame] == (frame == static_cast<std::size_t>(impulse) + made.graph.control.latency()
                                         ? static_cast<float>(expected)
                                         : 0.0f));
    }
}

TEST_CASE("an edge without compensation arrives as early as it can and delays nobody") {
    auto graph = mono();
    auto edit = graph.control.edit();
    const auto impulse = edit.add(std::make_unique<ImpulseNode>(0), "impulse");
    const auto late = edit.add(std::make_unique<LateNode>(100), "late");
    edit.connect(impulse, 0, late, 0);
    edit.connect(impulse, 0, graphOutput, 0, {.compensate = false, .feedbackFrames = 0});
    edit.connectToOutput(late);
    REQUIRE(edit.commit());
    CHECK(graph.control.latency() == 100);
    test::Player player(graph.processor, 1);
    const auto heard = player.block(200)[0];
    CHECK(heard[0] == 1.0f);
    CHECK(heard[100] == 1.0f);
    CHECK(std::ranges::count(heard, 0.0f) == 198);
}

TEST_CASE("a latency that changes while it plays moves the others without a click") {
    for (const std::uint32_t latency : {512u, 3000u}) {
        auto graph = mono();
        auto edit = graph.control.edit();
        const auto sine = edit.add(std::make_unique<SineNode>(), "sine");
        const auto plugin = edit.add(std::make_unique<LateNode>(0), "plugin");
        edit.connectToOutput(plugin); // which nothing comes to: heard is only what must wait for it
        edit.connectToOutput(sine);
        REQUIRE(edit.commit());
        test::Player player(graph.processor, 1);
        std::vector<float> heard;
        for (int block = 0; block < 20; ++block)
            play(player, heard, 64);
        const auto before = roughness({heard.begin() + 100, heard.end()});
        edit.setLatency(plugin, latency);
        REQUIRE(edit.commit());
        CHECK(graph.control.latency() == latency);
        const auto start = heard.size();
        for (int block = 0; block < 100; ++block)
            play(player, heard, 64);
        CHECK(roughness({heard.begin() + 100, heard.end()}) <= before + 1e-4);
        for (std::size_t frame = start + 4000; frame < heard.size(); ++frame)
            REQUIRE(std::abs(heard[frame] - heard[(frame - latency) % 48]) < 1e-6);
        // And back, until the line is left out.
        edit.setLatency(plugin, 0);
        REQUIRE(edit.commit());
        for (int block = 0; block < 100; ++block)
            play(player, heard, 64);
        CHECK(roughness({heard.begin() + 100, heard.end()}) <= before + 1e-4);
        edit.setLatency(plugin, 0);
        REQUIRE(edit.commit());
        play(player, heard, 64);
        CHECK(roughness({heard.begin() + 100, heard.end()}) <= before + 1e-4);
    }
}

namespace {

/// A chain of nodes between a graph's ends, and how smooth it sounds while it is edited.
class EditedChain {
public:
    EditedChain() { connect({}); }
    NodeId add(std::size_t place, std::uint32_t latency) {
        auto edit = graph_.control.edit();
        const auto node = edit.add(std::make_unique<LateNode>(latency), "late");
        auto order = order_;
        order.insert(order.begin() + static_cast<std::ptrdiff_t>(place), node);
        rewire(edit, order);
        REQUIRE(edit.commit());
        return node;
    }
    void remove(NodeId node) {
        auto edit = graph_.control.edit();
        auto order = order_;
        std::erase(order, node);
        rewire(edit, order);
        edit.remove(node);
        REQUIRE(edit.commit());
    }
    void move(std::size_t from, std::size_t to) {
        auto order = order_;
        const auto node = order[from];
        order.erase(order.begin() + static_cast<std::ptrdiff_t>(from));
        order.insert(order.begin() + static_cast<std::ptrdiff_t>(to), node);
        connect(std::move(order));
    }
    const std::vector<NodeId>& order() const { return order_; }

    /// A tone whose every bend is faint, so that a step stands out.
    void play(std::size_t blocks) {
        for (; blocks > 0; --blocks) {
            audio::AudioBuffer input(1, 64);
            for (auto& sample : input.block().channel(0))
                sample = 0.5f * static_cast<float>(std::sin(0.0245 * static_cast<double>(frame_++)));
            const auto made = player_.block(64, input.block());
            heard_.insert(heard_.end(), made[0].begin(), made[0].end());
        }
    }
    /// The greatest fourth difference, which is three times a step, and of fades and of the tone as good as
    /// nothing.
    double step() const {
        double most = 0;
        for (std::size_t at = 2; at + 2 < heard_.size(); ++at)
            most = std::max(most, std::abs(double{heard_[at - 2]} - 4.0 * heard_[at - 1] + 6.0 * heard_[at] -
                                           4.0 * heard_[at + 1] + double{heard_[at + 2]}));
        return most / 3;
    }
    /// The softest peak of any 400 frames since `from`; half a turn of the tone is 128.
    float softest(std::size_t from) const {
        float least = 1;
        for (; from + 400 < heard_.size(); from += 50) {
            const auto window = std::span(heard_).subspan(from, 400);
            least = std::min(
                least, std::abs(*std::ranges::max_element(window, {}, [](float x) { return std::abs(x); })));
        }
        return least;
    }

private:
    void connect(std::vector<NodeId> order) {
        auto edit = graph_.control.edit();
        rewire(edit, std::move(order));
        REQUIRE(edit.commit());
    }
    using Edges = std::vector<std::pair<NodeId, NodeId>>;
    static Edges edgesOf(const std::vector<NodeId>& order) {
        Edges edges;
        auto from = graphInput;
        for (const auto node : order) {
            edges.emplace_back(from, node);
            from = node;
        }
        edges.emplace_back(from, graphOutput);
        return edges;
    }
    void rewire(GraphEdit& edit, std::vector<NodeId> order) {
        const auto edges = edgesOf(order);
        for (const auto& [from, to] : edges_)
            if (std::ranges::count(edges, std::pair(from, to)) == 0)
                edit.disconnect(from, 0, to, 0);
        for (const auto& [from, to] : edges)
            if (std::ranges::count(edges_, std::pair(from, to)) == 0)
                edit.connect(from, 0, to, 0);
        edges_ = edges;
        order_ = std::move(order);
    }

    Graph graph_ = makeGraph({.maximumFrames = 64, .inputChannels = 1, .outputChannels = 1},
                             std::make_shared<concurrency::Reclaimer>());
    test::Player player_{graph_.processor, 1};
    std::vector<NodeId> order_;
    Edges edges_;
    std::vector<float> heard_;
    std::int64_t frame_ = 0;
};

} // namespace

TEST_CASE("a node with a latency comes and goes without a step or a gap, however long its past is") {
    for (const std::uint32_t latency : {16u, 3078u}) { // the latter twelve turns of the tone
        CAPTURE(latency);
        EditedChain chain;
        chain.play(20);
        for (int turn = 0; turn < 3; ++turn) {
            const auto late = chain.add(0, latency);
            chain.play(120);
            const auto plain = chain.add(1, 0);
            chain.play(120);
            chain.remove(late);
            chain.play(120);
            chain.remove(plain);
            chain.play(120);
        }
        CHECK(chain.step() < 3e-5); // -90 dBFS
        CHECK(chain.softest(400) > 0.49f);
    }
}

TEST_CASE("nodes with latencies that come, go and change places while fades play leave no step") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 random(seed);
    const auto below = [&](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    EditedChain chain;
    chain.play(20);
    for (int edit = 0; edit < 300; ++edit) {
        const auto count = chain.order().size();
        const auto kind = count == 0 ? 0 : below(3);
        if (kind == 0 && count < 6)
            chain.add(below(count + 1), below(3) == 0 ? 0 : static_cast<std::uint32_t>(below(200)));
        else if (kind == 1)
            chain.remove(chain.order()[below(count)]);
        else
            chain.move(below(count), below(count));
        chain.play(below(20));
    }
    CHECK(chain.step() < 3e-5);
}

TEST_CASE("a latency of a node that is not there, or beyond all reason, is refused") {
    auto graph = mono();
    auto edit = graph.control.edit();
    edit.setLatency(NodeId{77}, 1);
    CHECK(edit.commit().error().code == base::ErrorCode::notFound);
    auto other = graph.control.edit();
    const auto late = other.add(std::make_unique<LateNode>(1), "late");
    other.setLatency(late, 1u << 21);
    const auto refused = other.commit();
    REQUIRE(!refused);
    CHECK(refused.error().text.find("'late'") != std::string::npos);
}
