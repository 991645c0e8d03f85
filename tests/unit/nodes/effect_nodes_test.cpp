// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <rondo/nodes/delay_node.h>
#include <rondo/nodes/filter_node.h>
#include <rondo/nodes/reverb_node.h>

using namespace rondo;
using test::SingleNode;

namespace {

std::vector<std::vector<float>> impulse(std::size_t frames, float left, float right) {
    std::vector<std::vector<float>> input(2, std::vector<float>(frames, 0.0f));
    input[0][0] = left;
    input[1][0] = right;
    return input;
}

} // namespace

TEST_CASE("a ping-pong echo comes at its time, on alternating sides, each weaker by the feedback") {
    SingleNode node(std::make_unique<nodes::DelayNode>(
        nodes::DelayOptions{.time = 0.01f, .feedback = 0.5f, .damping = 20000, .mix = 1}));
    const auto sides = node.play(impulse(2000, 1, 1), 2000);
    const auto strength = [&](std::size_t side, std::size_t frame) {
        double sum = 0;
        for (std::size_t at = frame - 5; at < frame + 20; ++at)
            sum += sides[side][at];
        return sum;
    };
    CHECK(sides[0][0] == 0);
    CHECK(strength(0, 480) == doctest::Approx(1).epsilon(0.01));
    CHECK(strength(1, 480) == doctest::Approx(0));
    CHECK(strength(1, 960) == doctest::Approx(0.5).epsilon(0.01));
    CHECK(strength(0, 960) == doctest::Approx(0));
    CHECK(strength(0, 1440) == doctest::Approx(0.25).epsilon(0.02));
}

TEST_CASE("an echo without crossing stays on its side and its first repeat is exact") {
    SingleNode node(std::make_unique<nodes::DelayNode>(
        nodes::DelayOptions{.time = 0.01f, .feedback = 0.5f, .crossing = 0, .mix = 1}));
    const auto sides = node.play(impulse(2000, 0, 1), 2000);
    CHECK(test::peak(sides[0]) == 0);
    CHECK(sides[1][480] == doctest::Approx(1).epsilon(1e-4));
    CHECK(sides[1][479] == doctest::Approx(0));
}

TEST_CASE("with no mix the input passes untouched") {
    const auto input = impulse(100, 0.3f, -0.7f);
    SingleNode delay(std::make_unique<nodes::DelayNode>(nodes::DelayOptions{.mix = 0}));
    CHECK(delay.play(input, 100) == input);
    SingleNode reverb(std::make_unique<nodes::ReverbNode>(nodes::ReverbOptions{.mix = 0}));
    CHECK(reverb.play(input, 100) == input);
}

TEST_CASE("the longest echo with the most feedback does not grow") {
    SingleNode node(std::make_unique<nodes::DelayNode>(nodes::DelayOptions{
        .time = 0.005f, .feedback = 0.95f, .damping = 20000, .mix = 1, .maximumTime = 0.01f}));
    const auto sides = node.play(impulse(96000, 1, 1), 96000);
    CHECK(test::peak(sides[0]) <= 1.01);
    CHECK(test::peak(std::span(sides[0]).subspan(90000)) < 0.01);
    CHECK_THROWS_AS(nodes::DelayNode(nodes::DelayOptions{.maximumTime = 100}), base::Failure);
}

TEST_CASE("a room answers after its pre-delay and decays in its time") {
    SingleNode node(std::make_unique<nodes::ReverbNode>(
        nodes::ReverbOptions{.decay = 1, .damping = 20000, .preDelay = 0.1f, .mix = 1}));
    const auto sides = node.play(impulse(96000, 1, 1), 96000);
    // The shortest line of the room adds 31 ms.
    CHECK(test::peak(std::span(sides[0]).first(4800 + 1450)) < 1e-6);
    CHECK(test::peak(std::span(sides[0]).subspan(4800 + 1450, 200)) > 0.01);
    const auto level = [&](std::size_t frame) {
        return test::decibels(test::rms(std::span(sides[1]).subspan(frame, 9600)));
    };
    CHECK(level(20000) - level(20000 + 24000) == doctest::Approx(30).epsilon(0.15));
    CHECK_THROWS_AS(nodes::ReverbNode(nodes::ReverbOptions{.size = 9}), base::Failure);
}

TEST_CASE("a filter passes its side of the cutoff and moves there without a click") {
    SingleNode node(std::make_unique<nodes::FilterNode>(nodes::FilterOptions{.width = 1, .cutoff = 1000}));
    node.setAt(24000, nodes::FilterNode::cutoff, 100);
    const auto samples = node.play({test::sine(48000, 500.0 / 48000)}, 48000)[0];
    CHECK(test::decibels(test::amplitudeAt(std::span(samples).subspan(4000, 19000), 500.0 / 48000)) ==
          doctest::Approx(-0.26).epsilon(0.1));
    CHECK(test::decibels(test::amplitudeAt(std::span(samples).subspan(28000), 500.0 / 48000)) ==
          doctest::Approx(-28).epsilon(0.02));
    for (std::size_t frame = 1; frame < samples.size(); ++frame)
        CHECK(std::abs(samples[frame] - samples[frame - 1]) < 0.08f);
}
