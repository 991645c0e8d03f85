// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <rondo/nodes/matrix_mixer_node.h>

using namespace rondo;
using nodes::MatrixMixerNode;
using test::SingleNode;

TEST_CASE("a matrix mixes every input into every output at the gain of the crossing") {
    const float half = -6.0206f;
    SingleNode node(std::make_unique<MatrixMixerNode>(
        nodes::MatrixMixerOptions{.inputs = 3, .outputs = 2, .gains = {0, half, -144, -144, 0, 6.0206f}}));
    const auto mixed = node.play({{1, 2}, {10, 20}, {100, 200}}, 2);
    CHECK(mixed[0][0] == doctest::Approx(6));
    CHECK(mixed[0][1] == doctest::Approx(12));
    CHECK(mixed[1][0] == doctest::Approx(210));
    CHECK(mixed[1][1] == doctest::Approx(420));
}

TEST_CASE("a matrix without gains passes each channel to its own output, and the rest is silent") {
    SingleNode wider(std::make_unique<MatrixMixerNode>(nodes::MatrixMixerOptions{.inputs = 2, .outputs = 3}));
    CHECK(wider.play({{1, 2}, {3, 4}}, 2) == std::vector<std::vector<float>>{{1, 2}, {3, 4}, {0, 0}});
    SingleNode full(std::make_unique<MatrixMixerNode>(nodes::MatrixMixerOptions{.inputs = 64, .outputs = 64}));
    std::vector<std::vector<float>> input;
    for (int channel = 0; channel < 64; ++channel)
        input.push_back({static_cast<float>(channel), 1});
    CHECK(full.play(input, 2) == input);
}

TEST_CASE("only the crossing that is turned moves, from its frame on, in a straight line") {
    auto made = std::make_unique<MatrixMixerNode>(nodes::MatrixMixerOptions{.inputs = 2, .outputs = 2});
    const auto turned = made->gain(1, 0);
    CHECK(made->describe().parameters[turned].name == "gain of 2 in 1");
    SingleNode node(std::move(made));
    node.setAt(100, turned, 0);
    const auto mixed = node.play({std::vector<float>(1000, 0.0f), std::vector<float>(1000, 1.0f)}, 1000);
    CHECK(mixed[0][99] == 0);
    CHECK(mixed[0][100] == doctest::Approx(1.0 / 480));
    CHECK(mixed[0][339] == doctest::Approx(0.5));
    CHECK(mixed[0][579] == 1);
    CHECK(mixed[1] == std::vector<float>(1000, 1.0f));
}

TEST_CASE("a closed crossing lets nothing through, not even the largest number") {
    SingleNode node(std::make_unique<MatrixMixerNode>(nodes::MatrixMixerOptions{.inputs = 2, .outputs = 2}));
    CHECK(node.play({{1}, {std::numeric_limits<float>::max()}}, 1)[0][0] == 1);
}

TEST_CASE("a matrix that cannot be is refused") {
    using Options = nodes::MatrixMixerOptions;
    CHECK_THROWS_AS(MatrixMixerNode(Options{.inputs = 0}), base::Failure);
    CHECK_THROWS_AS(MatrixMixerNode(Options{.outputs = 65}), base::Failure);
    CHECK_THROWS_AS(MatrixMixerNode(Options{.gains = {0, 0, 0}}), base::Failure);
}
