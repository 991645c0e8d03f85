// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <rondo/dsp/noise.h>
#include <rondo/nodes/convolver_node.h>

using namespace rondo;
using nodes::ConvolverNode;
using test::SingleNode;

namespace {

audio::AudioBuffer impulse(const std::vector<std::vector<float>>& channels) {
    audio::AudioBuffer made(static_cast<std::uint32_t>(channels.size()),
                            static_cast<std::uint32_t>(channels[0].size()));
    for (std::uint32_t channel = 0; channel < channels.size(); ++channel)
        std::ranges::copy(channels[channel], made.block().channel(channel).begin());
    return made;
}

std::vector<float> noise(std::size_t frames, std::uint32_t seed) {
    dsp::Noise source(seed);
    std::vector<float> made(frames);
    for (auto& sample : made)
        sample = source.next();
    return made;
}

} // namespace

TEST_CASE(
    "a convolver answers one sample with its impulse, from the first block on, each channel with its own") {
    auto made = nodes::makeConvolver();
    const auto left = noise(3000, 1);
    const auto right = noise(3000, 2);
    REQUIRE(made.loader.load(impulse({left, right}).block()));
    SingleNode node(std::move(made.node));
    std::vector<std::vector<float>> input(2, std::vector<float>(4000, 0.0f));
    input[0][100] = 1;
    input[1][100] = -1;
    const auto output = node.play(input, 4000);
    double worst = 0;
    for (std::size_t frame = 0; frame < 3000; ++frame) {
        worst = std::max(worst, std::abs(double{output[0][100 + frame]} - double{left[frame]}));
        worst = std::max(worst, std::abs(double{output[1][100 + frame]} + double{right[frame]}));
    }
    CHECK(worst < 1e-5);
    CHECK(test::peak(std::span(output[0]).first(100)) < 1e-6);
}

TEST_CASE("without an impulse there is silence, and with no mix the input passes untouched") {
    const std::vector<std::vector<float>> input(2, noise(500, 3));
    auto none = nodes::makeConvolver();
    SingleNode silent(std::move(none.node));
    CHECK(test::peak(silent.play(input, 500)[0]) == 0);
    auto dry = nodes::makeConvolver({.mix = 0});
    REQUIRE(dry.loader.load(impulse({{0.5f}}).block()));
    SingleNode passes(std::move(dry.node));
    CHECK(passes.play(input, 500) == input);
}

TEST_CASE("another impulse is faded in, without a step, and the last of several that wait is the one heard") {
    auto made = nodes::makeConvolver({.width = 1, .crossfade = {0.01}});
    REQUIRE(made.loader.load(impulse({{1}}).block()));
    SingleNode node(std::move(made.node));
    const std::vector<std::vector<float>> ones{std::vector<float>(1000, 1.0f)};
    auto played = node.play(ones, 640)[0];
    REQUIRE(made.loader.load(impulse({{7}}).block()));
    REQUIRE(made.loader.load(impulse({{-1}}).block()));
    const auto faded = node.play(ones, 640)[0];
    played.insert(played.end(), faded.begin(), faded.end());
    REQUIRE(made.loader.load(impulse({{0.5f}}).block()));
    const auto again = node.play(ones, 640)[0];
    played.insert(played.end(), again.begin(), again.end());
    CHECK(played[639] == 1);
    CHECK(played[640 + 240] == doctest::Approx(0).epsilon(0.01));
    CHECK(played[640 + 481] == -1);
    CHECK(played[1280 + 481] == 0.5f);
    for (std::size_t frame = 1; frame < played.size(); ++frame)
        REQUIRE(std::abs(played[frame] - played[frame - 1]) < 0.0043f);
}

TEST_CASE("a load during a fade waits for its end") {
    auto made = nodes::makeConvolver({.width = 1, .crossfade = {0.01}});
    REQUIRE(made.loader.load(impulse({{0.0f}}).block()));
    SingleNode node(std::move(made.node));
    const std::vector<std::vector<float>> ones{std::vector<float>(1000, 1.0f)};
    node.play(ones, 64);
    REQUIRE(made.loader.load(impulse({{1}}).block()));
    node.play(ones, 64);
    REQUIRE(made.loader.load(impulse({{0.0f}}).block()));
    const auto played = node.play(ones, 1000)[0];
    CHECK(played[416] == doctest::Approx(1).epsilon(0.01));
    CHECK(played[999] == 0);
}

TEST_CASE("the samples do not depend on how long it was silent before, or was not asked at all") {
    const auto tail = noise(6000, 4);
    const auto sound = noise(9000, 5);
    const auto play = [&](std::uint32_t silence, std::int64_t skipped) {
        auto made = nodes::makeConvolver({.width = 1});
        REQUIRE(made.loader.load(impulse({tail}).block()));
        SingleNode node(std::move(made.node));
        node.play({std::vector<float>(silence, 0.0f)}, silence);
        node.player->position += skipped;
        return node.play({sound}, 9000)[0];
    };
    const auto expected = play(1000, 0);
    CHECK(play(0, 1000) == expected);
    CHECK(play(100, 900 + 16384) == expected);
}

TEST_CASE("an impulse that does not fit is refused with a sentence, and the old one plays on") {
    auto made = nodes::makeConvolver({.longestImpulse = 100});
    const auto refused = [&](const audio::AudioBuffer& buffer) {
        const auto result = made.loader.load(buffer.block());
        REQUIRE_FALSE(result);
        CHECK(result.error().code == base::ErrorCode::invalidArgument);
    };
    refused(audio::AudioBuffer(3, 10));
    refused(audio::AudioBuffer(2, 101));
    refused(audio::AudioBuffer(2, 0));
    refused(impulse({{1, std::nanf("")}}));
    REQUIRE(made.loader.load(impulse({{1}}).block()));
    made.node.reset();
    const auto gone = made.loader.load(impulse({{1}}).block());
    REQUIRE_FALSE(gone);
    CHECK(gone.error().code == base::ErrorCode::closed);
    CHECK_THROWS_AS(nodes::makeConvolver({.width = 0}), base::Failure);
    CHECK_THROWS_AS(nodes::makeConvolver({.longestImpulse = 0}), base::Failure);
    CHECK_THROWS_AS(nodes::makeConvolver({.crossfade = {-1}}), base::Failure);
}
