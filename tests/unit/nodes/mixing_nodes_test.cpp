// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <algorithm>
#include <cmath>
#include <rondo/nodes/function_node.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/nodes/pan_node.h>
#include <rondo/nodes/polarity_node.h>
#include <rondo/nodes/sum_node.h>

using namespace rondo;
using test::SingleNode;

TEST_CASE("a gain of -6.02 dB halves, 0 dB changes nothing and -144 dB is silence") {
    const std::vector<std::vector<float>> input{{1, -0.5f, 0.25f}, {0.1f, 0.2f, 0.3f}};
    CHECK(SingleNode(std::make_unique<nodes::GainNode>()).play(input, 3) == input);
    SingleNode half(std::make_unique<nodes::GainNode>(nodes::GainOptions{.gain = {-6.0206}}));
    CHECK(half.play(input, 3)[0][1] == doctest::Approx(-0.25).epsilon(1e-5));
    SingleNode silent(std::make_unique<nodes::GainNode>(nodes::GainOptions{.gain = {-144}}));
    CHECK(silent.play(input, 3)[0] == std::vector<float>{0, 0, 0});
}

TEST_CASE("what stands behind a closed gain sleeps until it opens, and hears no sign of what is kept from it") {
    int calls = 0;
    auto pair =
        graph::makeGraph({.inputChannels = 1, .outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = pair.control.edit();
    const auto gain =
        edit.add(std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = 1, .gain = {-144}}), "gain");
    const auto behind =
        edit.add(nodes::makeFunctionNode(
                     {.inputs = {{"input", 1}}, .outputs = {{"output", 1}}, .parameters = {}, .tail = 0},
                     [&](const graph::ProcessContext& context) noexcept {
                         ++calls;
                         context.output().copyFrom(context.input());
                     }),
                 "behind");
    edit.connectToInput(gain);
    edit.connect(gain, 0, behind, 0);
    edit.connectToOutput(behind);
    REQUIRE(edit.commit());
    test::Player player(pair.processor, 1);
    audio::AudioBuffer input(1, 64);
    std::ranges::fill(input.block().channel(0), -0.5f);
    for (int block = 0; block < 10; ++block)
        CHECK(std::ranges::none_of(player.block(64, input.block())[0],
                                   [](float sample) { return sample != 0 || std::signbit(sample); }));
    CHECK(calls == 0);
    REQUIRE(pair.control.setParameter(gain, nodes::GainNode::gain, 0));
    for (int block = 0; block < 10; ++block)
        player.block(64, input.block());
    CHECK(calls == 10);
    REQUIRE(pair.control.setParameter(gain, nodes::GainNode::gain, -144));
    for (int block = 0; block < 20; ++block)
        player.block(64, input.block());
    CHECK(calls == 18); // 480 frames
}

TEST_CASE("a change of gain starts at its frame, takes 10 ms in a straight line and ends exactly") {
    SingleNode node(std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = 1}));
    node.setAt(100, nodes::GainNode::gain, -144);
    const auto samples = node.play({std::vector<float>(1000, 1.0f)}, 1000)[0];
    CHECK(samples[99] == 1);
    CHECK(samples[100] == doctest::Approx(1 - 1.0 / 480));
    CHECK(samples[339] == doctest::Approx(0.5));
    CHECK(samples[578] > 0);
    CHECK(samples[579] == 0);
    CHECK(samples[999] == 0);
}

TEST_CASE("a mono signal is placed with constant power") {
    const std::vector<std::vector<float>> input{{1, 1}};
    for (const float pan : {-1.0f, -0.3f, 0.0f, 0.8f, 1.0f}) {
        SingleNode node(std::make_unique<nodes::PanNode>(nodes::PanOptions{.pan = pan}));
        const auto sides = node.play(input, 2);
        CHECK(sides[0][1] * sides[0][1] + sides[1][1] * sides[1][1] == doctest::Approx(1));
        CHECK((sides[0][1] > sides[1][1]) == (pan < 0));
    }
}

TEST_CASE("a stereo signal in the middle passes unchanged, and hard right keeps only the right") {
    const std::vector<std::vector<float>> input{{0.5f}, {0.25f}};
    SingleNode middle(std::make_unique<nodes::PanNode>(nodes::PanOptions{.inputWidth = 2}));
    CHECK(middle.play(input, 1) == input);
    SingleNode right(std::make_unique<nodes::PanNode>(nodes::PanOptions{.inputWidth = 2, .pan = 1}));
    CHECK(right.play(input, 1) == std::vector<std::vector<float>>{{0}, {0.25f}});
    CHECK_THROWS_AS(nodes::PanNode(nodes::PanOptions{.inputWidth = 3}), base::Failure);
}

TEST_CASE("a pan that moves does not click") {
    SingleNode node(std::make_unique<nodes::PanNode>(nodes::PanOptions{.pan = -1}));
    node.setAt(10, nodes::PanNode::pan, 1);
    const auto sides = node.play({std::vector<float>(1000, 1.0f)}, 1000);
    for (std::size_t frame = 1; frame < 1000; ++frame)
        CHECK(std::abs(sides[1][frame] - sides[1][frame - 1]) < 0.005f);
    CHECK(sides[0][999] == 0);
    CHECK(sides[1][999] == 1);
}

TEST_CASE("a sum adds its inputs") {
    SingleNode node(std::make_unique<nodes::SumNode>(3, 1));
    CHECK(node.play({{1, 2}}, 2)[0] == std::vector<float>{3, 6});
    CHECK_THROWS_AS(nodes::SumNode(0, 1), base::Failure);
}

TEST_CASE("a polarity node inverts the channels that it is told to, and no others") {
    const std::vector<std::vector<float>> input{{0.5f, -0.25f}, {1, 0.75f}, {-0.1f, 0.2f}};
    SingleNode node(
        std::make_unique<nodes::PolarityNode>(nodes::PolarityOptions{.width = 3, .inverted = 0b101}));
    CHECK(node.play(input, 2) == std::vector<std::vector<float>>{{-0.5f, 0.25f}, {1, 0.75f}, {0.1f, -0.2f}});
    node.setAt(2, 0, 0);
    node.setAt(2, 1, 1);
    node.play(std::vector<std::vector<float>>(3, std::vector<float>(480)), 480);
    CHECK(node.play(input, 2) == std::vector<std::vector<float>>{{0.5f, -0.25f}, {-1, -0.75f}, {0.1f, -0.2f}});
}

TEST_CASE("a change of polarity starts at its frame, takes 10 ms in a straight line and ends exactly") {
    SingleNode node(std::make_unique<nodes::PolarityNode>(nodes::PolarityOptions{.width = 1}));
    node.setAt(100, 0, 1);
    const auto samples = node.play({std::vector<float>(1000, 1.0f)}, 1000)[0];
    CHECK(samples[99] == 1);
    CHECK(samples[100] == doctest::Approx(1 - 2.0 / 480));
    CHECK(samples[339] == doctest::Approx(0).epsilon(1e-4));
    CHECK(samples[578] > -1);
    CHECK(samples[579] == -1);
    CHECK(samples[999] == -1);
    SingleNode hard(
        std::make_unique<nodes::PolarityNode>(nodes::PolarityOptions{.width = 1, .smoothing = {0}}));
    hard.setAt(3, 0, 1);
    CHECK(hard.play({std::vector<float>(6, 1.0f)}, 6)[0] == std::vector<float>{1, 1, 1, -1, -1, -1});
}

TEST_CASE("a polarity node says by which factors it multiplies while it rests, and where two are enough") {
    const auto factors = [](nodes::PolarityOptions options) {
        nodes::PolarityNode node(options);
        node.prepare({48000, 64});
        return node.steadyFactors();
    };
    const auto both = factors({.width = 2, .inverted = 0b10});
    REQUIRE(both);
    CHECK(both->first == 1);
    CHECK(both->others == -1);
    CHECK(factors({.width = 1, .inverted = 1})->first == -1);
    CHECK(factors({.width = 6, .inverted = 0b111110})->others == -1);
    CHECK_FALSE(factors({.width = 3, .inverted = 0b100}));
}
