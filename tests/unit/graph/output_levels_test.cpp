// SPDX-License-Identifier: MIT
#include <rondo/graph/output_levels.h>

#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <support/graph_probes.h>

using namespace rondo;
using namespace rondo::graph;

namespace {

constexpr double rate = 48000;

/// Gives a value until it falls silent, of which it leaves rubbish behind, or asleep. Mono.
class EndingNode final : public Node {
public:
    enum class End { never, silent, asleep, number };
    explicit EndingNode(int& calls) : calls_(calls) {}
    NodeDescription describe() const override {
        return {.inputs = {}, .outputs = {{"output", 1}}, .parameters = {{"end", "", 0, 3, 0}}};
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        ++calls_;
        for (const auto& event : context.events())
            end_ = static_cast<End>(event.value);
        std::ranges::fill(context.output().channel(0), end_ == End::never ? 0.5F : 77.0F);
        if (end_ == End::silent)
            context.setSilent();
        else if (end_ == End::asleep)
            context.sleep();
        else if (end_ == End::number)
            context.output().channel(0)[3] = std::numeric_limits<float>::quiet_NaN();
    }

private:
    End end_ = End::never;
    int& calls_;
};

struct Metered {
    Graph graph = makeGraph({.rate = rate, .maximumFrames = 64, .outputChannels = 1},
                            std::make_shared<concurrency::Reclaimer>());
    test::Player player{graph.processor, 1};
    int calls = 0;
    NodeId source, factor;
    std::shared_ptr<const OutputLevels> levels, half;

    Metered() {
        auto edit = graph.control.edit();
        source = edit.add(std::make_unique<EndingNode>(calls), "source");
        factor = edit.add(std::make_unique<test::FactorNode>(0.5F), "factor");
        edit.connect(source, 0, factor, 0);
        edit.connectToOutput(factor);
        levels = edit.meter(source);
        half = edit.meter(factor);
        REQUIRE(edit.commit());
    }
    void end(EndingNode::End how) { REQUIRE(graph.control.setParameter(source, 0, static_cast<float>(how))); }
};

/// What a needle has fallen to.
float fallen(float from, double frames) {
    return from * static_cast<float>(std::pow(10.0, -frames / (1.7 * rate)));
}

} // namespace

TEST_CASE("output levels: each channel shows its largest amplitude, for any number of channels and frames") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> sample(-2, 2);
    for (std::uint32_t width = 1; width <= 19; ++width)
        for (const std::uint32_t frames : {1U, 7U, 15U, 16U, 17U, 31U, 64U, 93U}) {
            audio::AudioBuffer buffer(width, frames);
            std::vector<float> largest(OutputLevels::mostChannels, 0.0F);
            for (std::uint32_t channel = 0; channel < width; ++channel)
                for (auto& each : buffer.block().channel(channel)) {
                    each = sample(random);
                    if (channel < largest.size())
                        largest[channel] = std::max(largest[channel], std::abs(each));
                }
            OutputLevels levels(rate);
            REQUIRE(levels.hear(buffer.block().pointers(), width, frames));
            for (std::uint32_t channel = 0; channel < OutputLevels::mostChannels; ++channel)
                REQUIRE(levels.peak(channel) == largest[channel]);
        }
}

TEST_CASE("output levels: what is no finite number is found in every place, and shows nothing") {
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()})
        for (const std::uint32_t width : {1U, 2U, 3U, 18U})
            for (std::uint32_t channel = 0; channel < width; ++channel)
                for (std::uint32_t frame = 0; frame < 45; ++frame) {
                    audio::AudioBuffer buffer(width, 45);
                    buffer.block().clear();
                    buffer.block().channel(channel)[frame] = bad;
                    OutputLevels levels(rate);
                    REQUIRE_FALSE(levels.hear(buffer.block().pointers(), width, 45));
                    REQUIRE(levels.resting());
                }
}

TEST_CASE("output levels: needles fall by 20 dB in 1.7 s and come to rest") {
    const float one = 1;
    const float* const channel = &one;
    OutputLevels levels(rate);
    REQUIRE(levels.hear(&channel, 1, 1));
    for (int block = 0; block < 1275; ++block)
        levels.hearSilence(64);
    CHECK(levels.peak(0) == doctest::Approx(0.1).epsilon(1e-3));
    CHECK_FALSE(levels.resting());
    for (int block = 0; block < 20 * 1275; ++block)
        levels.hearSilence(64);
    CHECK(levels.resting());
}

TEST_CASE("a metered node shows what leaves it, and falls when that is silent, though rubbish lies there") {
    Metered metered;
    static_cast<void>(metered.player.block(64));
    CHECK(metered.levels->peak(0) == 0.5F);
    CHECK(metered.half->peak(0) == 0.25F);
    CHECK(metered.levels->peak(1) == 0);
    metered.end(EndingNode::End::silent);
    for (int block = 0; block < 10; ++block)
        CHECK(metered.player.block(64)[0] == std::vector<float>(64, 0.0F));
    CHECK(metered.levels->peak(0) == doctest::Approx(fallen(0.5F, 640)));
    CHECK(metered.half->peak(0) == doctest::Approx(fallen(0.25F, 640)));
    metered.end(EndingNode::End::never);
    static_cast<void>(metered.player.block(64));
    CHECK(metered.levels->peak(0) == 0.5F);
}

TEST_CASE("a metered node sleeps once its needle rests, not before") {
    Metered metered;
    static_cast<void>(metered.player.block(64));
    metered.end(EndingNode::End::asleep);
    for (int block = 0; block < 10; ++block)
        static_cast<void>(metered.player.block(64));
    CHECK(metered.levels->peak(0) == doctest::Approx(fallen(0.5F, 640)));
    for (int block = 0; block < 13'000; ++block)
        static_cast<void>(metered.player.block(64));
    CHECK(metered.levels->resting());
    const int before = metered.calls;
    for (int block = 0; block < 10; ++block)
        static_cast<void>(metered.player.block(64));
    CHECK(metered.calls == before);
}

TEST_CASE("what is no number is silenced at a metered node also where its reader has no memory") {
    Metered metered;
    static_cast<void>(metered.player.block(64));
    metered.end(EndingNode::End::number);
    for (int block = 0; block < 2; ++block)
        CHECK(metered.player.block(64)[0] == std::vector<float>(64, 0.0F));
    CHECK(metered.graph.control.statistics().blocksSilenced == 2);
    CHECK(metered.graph.control.statistics().lastSilenced == metered.source);
    CHECK(metered.levels->peak(0) == doctest::Approx(fallen(0.5F, 128)));
}

TEST_CASE("a meter may come later, is heard after a bypass, and gives way to the next one") {
    Metered metered;
    auto edit = metered.graph.control.edit();
    const auto later = edit.meter(metered.factor);
    edit.bypass(metered.factor);
    REQUIRE(edit.commit());
    for (int block = 0; block < 20; ++block)
        static_cast<void>(metered.player.block(64));
    CHECK(later->peak(0) == 0.5F);
    CHECK(metered.half->peak(0) == 0);
}

TEST_CASE("what has no output cannot be metered, nor what is not there") {
    Metered metered;
    auto edit = metered.graph.control.edit();
    static_cast<void>(edit.meter(NodeId{77}));
    CHECK(edit.commit().error().text == "There is no node (#77) to meter; add it first.");
    class DeafNode final : public Node {
        NodeDescription describe() const override { return {.inputs = {{"input", 1}}}; }
        void prepare(const PrepareContext&) override {}
        void process(const ProcessContext&) noexcept override {}
    };
    auto other = metered.graph.control.edit();
    const auto deaf = other.add(std::make_unique<DeafNode>(), "deaf");
    static_cast<void>(other.meter(deaf));
    CHECK(other.commit().error().text ==
          "'deaf' (#" + std::to_string(deaf.value) + ") has no output to meter; meter what it reads.");
}
