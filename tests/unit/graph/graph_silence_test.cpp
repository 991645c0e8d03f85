// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <support/graph_probes.h>

using namespace rondo;
using namespace rondo::graph;

namespace {

/// Counts its calls; passes on what comes in, and rings for `tail` seconds as a node may. Mono.
class CountingNode final : public Node {
public:
    CountingNode(double tail, int& calls) : tail_(tail), calls_(calls) {}
    NodeDescription describe() const override {
        return {.inputs = {{"input", 1}},
                .outputs = {{"output", 1}},
                .parameters = {{"any", "", 0, 1, 0}},
                .tail = tail_};
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        ++calls_;
        context.output().copyFrom(context.input());
    }

private:
    double tail_;
    int& calls_;
};

/// Sounds while its parameter is not zero, and sleeps otherwise. Mono.
class GatedNode final : public Node {
public:
    explicit GatedNode(int& calls) : calls_(calls) {}
    NodeDescription describe() const override {
        return {.inputs = {}, .outputs = {{"output", 1}}, .parameters = {{"gate", "", 0, 1, 0}}};
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        ++calls_;
        for (const auto& event : context.events())
            value_ = event.value;
        if (value_ == 0)
            return context.sleep();
        for (auto& sample : context.output().channel(0))
            sample = value_;
    }

private:
    float value_ = 0;
    int& calls_;
};

/// Two outputs of ones, each of which is silent in some spans of 16 frames and then leaves rubbish behind;
/// never asleep. Mono.
class FlickeringNode final : public Node {
public:
    static bool silent(std::int64_t frame, std::uint32_t port) { return (frame / 16 * 7 + port) % 5 < 2; }
    NodeDescription describe() const override {
        return {.inputs = {}, .outputs = {{"first", 1}, {"second", 1}}, .parameters = {}};
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        for (std::uint32_t port = 0; port < 2; ++port) {
            const bool none = silent(context.streamFrame(), port);
            std::ranges::fill(context.output(port).channel(0), none ? 77.0f : 1.0f);
            if (none)
                context.setSilent(port);
        }
    }
};

struct Chain {
    Graph graph = makeGraph({.rate = 48000, .outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    int sourceCalls = 0;
    int calls = 0;
    NodeId source;
    NodeId last;
    explicit Chain(double tail, int length = 1) {
        auto edit = graph.control.edit();
        source = last = edit.add(std::make_unique<GatedNode>(sourceCalls), "source");
        for (int index = 0; index < length; ++index) {
            const auto next = edit.add(std::make_unique<CountingNode>(tail, calls), "counting");
            edit.connect(last, 0, next, 0);
            last = next;
        }
        edit.connectToOutput(last);
        REQUIRE(edit.commit());
    }
};

} // namespace

TEST_CASE("a chain sleeps when its source does and its tail is over, and wakes with the first sample") {
    Chain chain(64.0 / 48000, 20);
    test::Player player(chain.graph.processor, 1);
    for (int block = 0; block < 30; ++block) // one node after the other, each a tail later
        player.block(64);
    CHECK(chain.sourceCalls == 1);
    const int settled = chain.calls;
    CHECK(settled == 20 * 21 / 2);
    for (int block = 0; block < 10; ++block)
        CHECK(player.block(64)[0] == std::vector<float>(64, 0.0f));
    CHECK(chain.calls == settled);
    REQUIRE(chain.graph.control.setParameter(chain.source, 0, 0.5f));
    CHECK(player.block(64)[0] == std::vector<float>(64, 0.5f));
    CHECK(chain.calls == settled + 20);
    REQUIRE(chain.graph.control.setParameter(chain.source, 0, 0.0f));
    CHECK(player.block(64)[0] == std::vector<float>(64, 0.0f));
    CHECK(chain.calls == settled + 40); // the tail
    for (int block = 0; block < 30; ++block)
        player.block(64);
    CHECK(chain.calls == settled + 20 + 20 * 21 / 2);
}

TEST_CASE(
    "a node with an endless tail is called whatever it hears, and one that sleeps is called for an event") {
    Chain endless(endlessTail);
    test::Player first(endless.graph.processor, 1);
    for (int block = 0; block < 10; ++block)
        first.block(64);
    CHECK(endless.calls == 10);

    Chain chain(0);
    test::Player player(chain.graph.processor, 1);
    for (int block = 0; block < 10; ++block)
        player.block(64);
    const int settled = chain.calls;
    REQUIRE(chain.graph.control.setParameter(chain.last, 0, 1.0f));
    player.block(64);
    CHECK(chain.calls == settled + 1);
}

TEST_CASE("sums of sleeping and sounding sources are those of the sounding ones") {
    auto graph = makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    std::vector<int> calls(5, 0);
    std::vector<NodeId> sources;
    auto edit = graph.control.edit();
    for (auto& count : calls) {
        sources.push_back(edit.add(std::make_unique<GatedNode>(count), "source"));
        edit.connectToOutput(sources.back());
    }
    REQUIRE(edit.commit());
    test::Player player(graph.processor, 1);
    std::mt19937 numbers(3);
    std::vector<float> values(5, 0.0f);
    for (int turn = 0; turn < 200; ++turn) {
        const auto which = numbers() % 5;
        values[which] = numbers() % 2 == 0 ? 0.0f : static_cast<float>(1u << which) / 32;
        REQUIRE(graph.control.setParameter(sources[which], 0, values[which]));
        const auto heard = player.block(static_cast<std::uint32_t>(1 + numbers() % 64))[0];
        float expected = 0;
        for (const float value : values)
            expected += value;
        REQUIRE(heard == std::vector<float>(heard.size(), expected));
    }
}

TEST_CASE("an output that is silent now and then is heard as zeros then, and as itself in between, by all") {
    for (const std::uint32_t workers : {0u, 1u}) {
        auto graph = makeGraph({.outputChannels = 1, .workers = workers, .workerUse = WorkerUse::always},
                               std::make_shared<concurrency::Reclaimer>());
        std::vector<int> calls(3, 0);
        auto edit = graph.control.edit();
        const auto source = edit.add(std::make_unique<FlickeringNode>(), "flickering");
        const auto first = edit.add(std::make_unique<CountingNode>(0, calls[0]), "first");
        const auto second = edit.add(std::make_unique<CountingNode>(0, calls[1]), "second");
        const auto both = edit.add(std::make_unique<CountingNode>(0, calls[2]), "both");
        edit.connect(source, 0, first, 0);
        edit.connect(source, 1, second, 0);
        edit.connect(first, 0, both, 0);
        edit.connect(second, 0, both, 0);
        edit.connectToOutput(both);
        edit.connectToOutput(source, 1);
        REQUIRE(edit.commit());
        test::Player player(graph.processor, 1);
        std::vector<int> sounding(3, 0);
        for (int block = 0; block < 200; ++block) {
            const bool one = !FlickeringNode::silent(player.position, 0);
            const bool other = !FlickeringNode::silent(player.position, 1);
            sounding[0] += one ? 1 : 0;
            sounding[1] += other ? 1 : 0;
            sounding[2] += one || other ? 1 : 0;
            const auto expected = static_cast<float>((one ? 1 : 0) + (other ? 2 : 0));
            REQUIRE(player.block(16)[0] == std::vector<float>(16, expected));
        }
        CHECK(calls == sounding);
    }
}

TEST_CASE("what is no number stays where it arose, and is counted and named") {
    auto graph =
        makeGraph({.inputChannels = 1, .outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = graph.control.edit();
    const auto sane = edit.add(std::make_unique<test::ConstantNode>(0.25f), "sane");
    const auto wild = edit.add(std::make_unique<test::MemoryNode>(1, 1.0f), "wild");
    edit.connectToInput(wild);
    edit.connectToOutput(sane);
    edit.connectToOutput(wild);
    REQUIRE(edit.commit());
    test::Player player(graph.processor, 1);
    audio::AudioBuffer input(1, 64);
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                            -std::numeric_limits<float>::infinity()}) {
        const auto before = graph.control.statistics().blocksSilenced;
        input.block().channel(0)[17] = bad;
        CHECK(player.block(64, input.block())[0] == std::vector<float>(64, 0.25f));
        CHECK(graph.control.statistics().blocksSilenced == before + 1);
        CHECK(graph.control.statistics().lastSilenced == graphInput);
        input.block().clear();
        CHECK(player.block(64, input.block())[0] == std::vector<float>(64, 0.25f));
    }
    // Now the node itself: it adds the largest number until that is infinity.
    for (auto& sample : input.block().channel(0))
        sample = std::numeric_limits<float>::max();
    CHECK(player.block(64, input.block())[0] == std::vector<float>(64, 0.25f));
    CHECK(graph.control.statistics().lastSilenced == wild);
}
