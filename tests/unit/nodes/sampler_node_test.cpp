// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <rondo/nodes/sampler_node.h>

using namespace rondo;
using nodes::SamplerNode;
using nodes::SamplerOptions;
using test::SingleNode;

namespace {

std::shared_ptr<const audio::AudioBuffer> sound(const std::vector<std::vector<float>>& channels) {
    auto made = std::make_shared<audio::AudioBuffer>(static_cast<std::uint32_t>(channels.size()),
                                                     static_cast<std::uint32_t>(channels[0].size()));
    for (std::uint32_t channel = 0; channel < channels.size(); ++channel)
        std::ranges::copy(channels[channel], made->block().channel(channel).begin());
    return made;
}

std::vector<float> part(const std::vector<float>& samples, std::size_t first, std::size_t count) {
    const auto from = std::span(samples).subspan(first, count);
    return {from.begin(), from.end()};
}

double largestCurve(std::span<const float> samples) {
    double largest = 0;
    for (std::size_t frame = 2; frame < samples.size(); ++frame)
        largest = std::max(largest, std::abs(double{samples[frame]} - 2 * double{samples[frame - 1]} +
                                             double{samples[frame - 2]}));
    return largest;
}

} // namespace

TEST_CASE("at its own rate and pitch a sound comes sample for sample, from the gate's frame to its end") {
    const auto left = test::sine(500, 0.03);
    const auto right = test::sine(500, 0.11, 0.25);
    SingleNode node(std::make_unique<SamplerNode>(SamplerOptions{.sound = sound({left, right})}));
    node.setAt(100, SamplerNode::gate, 1);
    const auto played = node.play(1000);
    CHECK(test::peak(part(played[1], 0, 100)) == 0);
    CHECK(part(played[0], 100, 500) == left);
    CHECK(part(played[1], 100, 500) == right);
    CHECK(test::peak(part(played[0], 600, 400)) == 0);
}

TEST_CASE("a sound is played at another pitch and for another rate with the frequency that it then has") {
    const auto pure = test::sine(40000, 0.02);
    SingleNode octave(std::make_unique<SamplerNode>(SamplerOptions{.sound = sound({pure}), .pitch = 12}));
    octave.set(SamplerNode::gate, 1);
    const auto high = octave.play(10000)[0];
    CHECK(test::amplitudeAt(std::span(high).subspan(100), 0.04) == doctest::Approx(1).epsilon(0.001));
    CHECK(test::decibels(test::amplitudeAt(std::span(high).subspan(100), 0.1)) < -90);
    SingleNode faster(std::make_unique<SamplerNode>(SamplerOptions{.sound = sound({pure}), .rate = 44100}));
    faster.set(SamplerNode::gate, 1);
    const auto converted = faster.play(10000)[0];
    CHECK(test::strongestNear(std::span(converted).subspan(100), 0.018) ==
          doctest::Approx(0.02 * 44100 / 48000).epsilon(1e-5));
}

TEST_CASE("a loop with a crossfade goes round without a click, also at another pitch, until the gate closes") {
    // The loop is not a whole number of periods: without the fade its seam would be a step.
    const auto pure = test::sine(3000, 0.0104);
    for (const float pitch : {0.0f, 3.7f}) {
        const auto play = [&](std::uint32_t crossfade) {
            SingleNode node(std::make_unique<SamplerNode>(SamplerOptions{
                .sound = sound({pure}), .loop = nodes::SampleLoop{1000, 2040, crossfade}, .pitch = pitch}));
            node.set(SamplerNode::gate, 1);
            node.setAt(20000, SamplerNode::gate, 0);
            return node.play(21000)[0];
        };
        const auto faded = play(960);
        const double atRest = largestCurve(pure) * std::exp2(double{pitch} / 6);
        CHECK(largestCurve(part(faded, 0, 20000)) < 1.5 * atRest);
        CHECK(largestCurve(part(play(0), 0, 20000)) > 10 * atRest);
        CHECK(test::rms(part(faded, 10000, 9000)) > 0.4);
        CHECK(test::peak(part(faded, 20480, 500)) == 0);
    }
}

TEST_CASE("a loop repeats its frames exactly when it has no crossfade") {
    std::vector<float> numbered;
    for (int frame = 0; frame < 100; ++frame)
        numbered.push_back(static_cast<float>(frame));
    SingleNode node(std::make_unique<SamplerNode>(
        SamplerOptions{.sound = sound({numbered}), .loop = nodes::SampleLoop{20, 30, 0}}));
    node.set(SamplerNode::gate, 1);
    const auto played = node.play(200)[0];
    for (std::size_t frame = 0; frame < 200; ++frame)
        REQUIRE(played[frame] == static_cast<float>(frame < 30 ? frame : 20 + (frame - 20) % 10));
}

TEST_CASE("a loop of whole periods has no seam at another pitch, whatever lies before and behind it") {
    std::vector<float> framed(3000, 0.0f);
    const auto period = test::sine(1000, 0.02);
    std::ranges::copy(period, framed.begin() + 1000);
    SingleNode node(std::make_unique<SamplerNode>(
        SamplerOptions{.sound = sound({framed}), .loop = nodes::SampleLoop{1000, 2000, 0}, .pitch = 3.7f}));
    node.set(SamplerNode::gate, 1);
    const auto played = part(node.play(20000)[0], 3000, 17000);
    CHECK(test::peak(played) > 0.99);
    CHECK(largestCurve(played) < 1.01 * largestCurve(period) * std::exp2(3.7 / 6));
}

TEST_CASE("a closed gate fades over the release, a new start over 64 frames, and a one-shot plays on") {
    const auto ones = sound({std::vector<float>(5000, 1.0f)});
    SingleNode node(std::make_unique<SamplerNode>(SamplerOptions{.sound = ones, .release = {0.01}}));
    node.setAt(0, SamplerNode::gate, 1);
    node.setAt(100, SamplerNode::gate, 0);
    const auto released = node.play(1000)[0];
    CHECK(released[340] == doctest::Approx(0.5).epsilon(0.01));
    CHECK(released[585] == 0);
    SingleNode again(std::make_unique<SamplerNode>(SamplerOptions{.sound = ones}));
    again.setAt(0, SamplerNode::gate, 1);
    again.setAt(100, SamplerNode::gate, 1);
    const auto twice = again.play(1000)[0];
    CHECK(twice[132] == doctest::Approx(1.5).epsilon(0.02));
    CHECK(twice[170] == 1);
    SingleNode whole(std::make_unique<SamplerNode>(SamplerOptions{.sound = ones, .oneShot = true}));
    whole.setAt(0, SamplerNode::gate, 1);
    whole.setAt(100, SamplerNode::gate, 0);
    const auto shot = whole.play(6000)[0];
    CHECK(shot[4999] == 1);
    CHECK(shot[5000] == 0);
}

TEST_CASE("a level moves over 10 ms, and the sound is shared and stays as it is") {
    const auto ones = sound({std::vector<float>(5000, 1.0f)});
    SingleNode node(std::make_unique<SamplerNode>(SamplerOptions{.sound = ones}));
    CHECK(ones.use_count() == 2);
    node.setAt(0, SamplerNode::gate, 1);
    node.setAt(100, SamplerNode::level, -144);
    const auto played = node.play(1000)[0];
    CHECK(played[339] == doctest::Approx(0.5));
    CHECK(played[579] == 0);
    CHECK(std::as_const(*ones).block().channel(0)[300] == 1);
}

TEST_CASE("a sampler that cannot be is refused") {
    const auto ones = sound({std::vector<float>(100, 1.0f)});
    const auto refused = [](SamplerOptions options) { CHECK_THROWS_AS(SamplerNode{options}, base::Failure); };
    refused({});
    refused({.sound = std::make_shared<audio::AudioBuffer>(1, 0)});
    refused({.sound = std::make_shared<audio::AudioBuffer>(65, 10)});
    refused({.sound = ones, .rate = 0});
    refused({.sound = ones, .loop = nodes::SampleLoop{50, 101, 0}});
    refused({.sound = ones, .loop = nodes::SampleLoop{50, 50, 0}});
    refused({.sound = ones, .loop = nodes::SampleLoop{20, 90, 21}});
    refused({.sound = ones, .loop = nodes::SampleLoop{20, 90, 5}, .oneShot = true});
}
