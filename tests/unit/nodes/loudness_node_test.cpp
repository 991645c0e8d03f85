// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <limits>
#include <random>
#include <rondo/base/error.h>
#include <rondo/dsp/level_meter.h>
#include <rondo/dsp/loudness_meter.h>
#include <rondo/dsp/noise.h>
#include <rondo/dsp/true_peak.h>
#include <rondo/nodes/loudness_node.h>
#include <support/seed.h>

using namespace rondo;

namespace {

using Channels = std::vector<std::vector<float>>;
using nodes::LoudnessReading;

Channels noise(std::uint32_t channels, std::size_t frames) {
    Channels samples(channels, std::vector<float>(frames));
    dsp::Noise numbers(9);
    for (auto& channel : samples)
        for (std::size_t frame = 0; frame < frames; ++frame)
            channel[frame] = numbers.next() * (frame % 30000 < 15000 ? 0.4f : 0.02f);
    return samples;
}

struct Played {
    explicit Played(std::uint32_t width)
        : made(nodes::makeLoudness(width)), node(std::move(made.node)), reader(std::move(made.reader)) {}
    nodes::Loudness made;
    test::SingleNode node;
    concurrency::LatestValueReader<LoudnessReading> reader;
};

std::vector<double> numbersOf(const LoudnessReading& reading) {
    std::vector<double> numbers{reading.measured};
    for (const float number : {reading.momentary, reading.shortTerm, reading.integrated,
                               reading.highestMomentary, reading.highestShortTerm, reading.truePeak[0],
                               reading.truePeak[1], reading.highestTruePeak[0], reading.highestTruePeak[1]})
        numbers.push_back(static_cast<double>(number));
    return numbers;
}

} // namespace

TEST_CASE("before the first block a loudness meter knows nothing") {
    auto made = nodes::makeLoudness(2);
    CHECK(numbersOf(made.reader.read()) == std::vector<double>{0, -144, -144, -144, -144, -144, 0, 0, 0, 0});
}

TEST_CASE("a loudness node hands out what the meters of its channels read") {
    for (const std::uint32_t width : {1u, 2u, 6u, 64u}) {
        CAPTURE(width);
        const auto input = noise(width, 200000);
        Played played(width);
        played.node.play(input, 200000);
        const auto& reading = played.reader.read();

        dsp::LoudnessMeter meter(48000, width);
        std::vector<const float*> pointers;
        for (const auto& channel : input)
            pointers.push_back(channel.data());
        meter.process({pointers.data(), width, 200000});
        CHECK(reading.momentary == static_cast<float>(meter.momentary()));
        CHECK(reading.shortTerm == static_cast<float>(meter.shortTerm()));
        CHECK(reading.integrated == static_cast<float>(meter.integrated()));
        CHECK(reading.highestMomentary == static_cast<float>(meter.highestMomentary()));
        CHECK(reading.highestShortTerm == static_cast<float>(meter.highestShortTerm()));
        CHECK(reading.integrated > -60);
        CHECK(reading.measured == 200000 / 48000.0);
        for (std::uint32_t channel = 0; channel < 2; ++channel) {
            dsp::TruePeakMeter peak;
            const float highest = channel < width ? peak.process(input[channel]) : 0;
            CHECK(reading.highestTruePeak[channel] == highest);
            CHECK(reading.truePeak[channel] <= highest);
            CHECK((reading.truePeak[channel] > 0) == (channel < width));
        }
    }
}

TEST_CASE("Tech 3341, cases 15 to 19: the true peak is found between the samples") {
    struct Case {
        double turns, phase, amplitude, expected;
    };
    const Case cases[] = {{1.0 / 4, 0, 0.5, -6},
                          {1.0 / 4, 45, 0.5, -6},
                          {1.0 / 6, 60, 0.5, -6},
                          {1.0 / 8, 67.5, 0.5, -6},
                          {1.0 / 4, 45, 1.41, 3}};
    for (const auto& [turns, phase, amplitude, expected] : cases) {
        CAPTURE(turns);
        CAPTURE(phase);
        Channels input(2, test::sine(48000, turns, phase / 360));
        for (auto& channel : input)
            for (std::size_t frame = 0; frame < channel.size();
                 ++frame) // faded in: a step is a peak of its own
                channel[frame] *=
                    static_cast<float>(amplitude * std::min(1.0, static_cast<double>(frame) / 4800));
        Played played(2);
        played.node.play(input, 48000);
        for (std::size_t channel = 0; channel < 2; ++channel) {
            const auto reading = test::decibels(double{played.reader.read().highestTruePeak[channel]});
            CHECK(reading <= expected + 0.2);
            CHECK(reading >= expected - 0.4);
        }
    }
}

TEST_CASE("the true peak rises at once and falls by 20 dB in 1.7 s, the highest one stays") {
    Channels input(2, std::vector<float>(100 + 81600));
    input[1][80] = 1;
    Played played(2);
    played.node.play(input, 100);
    CHECK(played.reader.read().truePeak[1] > 0.99f);
    CHECK(played.reader.read().truePeak[0] == 0);
    for (auto& channel : input)
        channel.erase(channel.begin(), channel.begin() + 100);
    played.node.play(input, 81600);
    CHECK(test::decibels(double{played.reader.read().truePeak[1]}) == doctest::Approx(-20).epsilon(0.002));
    CHECK(played.reader.read().highestTruePeak[1] == 1);
}

TEST_CASE("a reset begins anew at its exact frame, and leaves what is shown of now") {
    // 1 s loud, then soft: whoever resets at the border sees nothing of the loud part.
    constexpr std::uint32_t border = 48000 + 37;
    Channels input(2, test::sine(48000 * 5, 997.0 / 48000));
    for (auto& channel : input)
        for (std::size_t frame = 0; frame < channel.size(); ++frame)
            channel[frame] *= frame < border ? 0.5f : 0.05f;
    Played played(2);
    played.node.setAt(border + 1000, nodes::LoudnessNode::reset, 0); // says nothing
    played.node.setAt(border, nodes::LoudnessNode::reset, 1);
    played.node.play(input, 48064);
    const auto soon = played.reader.read();
    CHECK(soon.measured == doctest::Approx((48064.0 - border) / 48000));
    CHECK(soon.integrated == LoudnessReading::silence);
    CHECK(soon.highestMomentary == LoudnessReading::silence);
    CHECK(soon.momentary == doctest::Approx(-6.02).epsilon(0.01));
    CHECK(soon.truePeak[0] > 0.45f);
    for (auto& channel : input)
        channel.erase(channel.begin(), channel.begin() + 48064);
    played.node.play(input, 48000 * 4 - 64);
    const auto later = played.reader.read();
    CHECK(later.measured == doctest::Approx((48000.0 * 5 - border) / 48000));
    CHECK(later.integrated == doctest::Approx(-26.02).epsilon(0.003));
    CHECK(later.highestMomentary == doctest::Approx(-26.02).epsilon(0.01));
    CHECK(later.highestShortTerm == doctest::Approx(-26.02).epsilon(0.01));
    CHECK(later.highestTruePeak[0] == doctest::Approx(0.05).epsilon(0.02));
}

TEST_CASE("a loudness node reads the same for every block size while it is reset") {
    const auto seed = test::toldSeed();
    const auto input = noise(3, 120000);
    const auto run = [&](std::uint32_t block) {
        std::mt19937_64 numbers(seed);
        Played played(3);
        for (int turn = 0; turn < 5; ++turn)
            played.node.setAt(static_cast<std::int64_t>(numbers() % 90000), nodes::LoudnessNode::reset,
                              turn % 2 == 0 ? 1.0f : 0.0f);
        played.node.play(input, 120000, block);
        return numbersOf(played.reader.read());
    };
    const auto expected = run(64);
    CHECK(expected[3] > -60);
    for (const std::uint32_t block : {7u, 480u, 1000u, 4096u})
        CHECK(run(block) == expected);
}

TEST_CASE("what is no number counts as silence for loudness and true peak") {
    const float poisons[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                             -std::numeric_limits<float>::infinity()};
    // Without the graph, which takes such samples out before they reach a node.
    auto clean = noise(2, 4096);
    auto poisoned = clean;
    for (std::size_t frame = 5; frame < 4096; frame += 401) {
        clean[0][frame] = 0;
        poisoned[0][frame] = poisons[frame % 3];
    }
    const auto run = [](const Channels& samples) {
        auto made = nodes::makeLoudness(2);
        made.node->prepare({48000, 4096});
        const float* channels[] = {samples[0].data(), samples[1].data()};
        std::uint8_t silent = 0;
        const graph::PortChannels<const float> input{channels, 2, &silent};
        made.node->process({{&input, nullptr, 1, 0}, {0, 0, 4096}, {}, nullptr});
        for (int turn = 1; turn < 10; ++turn)
            made.node->process({{&input, nullptr, 1, 0}, {turn * 4096, 0, 4096}, {}, nullptr});
        return numbersOf(made.reader.read());
    };
    CHECK(run(poisoned) == run(clean));
    CHECK(run(clean)[3] > -60);
}

TEST_CASE("a width or a rate that cannot be is refused in a sentence") {
    for (const std::uint32_t width : {0u, 65u})
        CHECK_THROWS_WITH_AS(
            nodes::makeLoudness(width),
            ("A loudness meter has 1 to 64 channels; " + std::to_string(width) + " were asked for.").c_str(),
            base::Failure);
    for (const double rate : {7999.0, 384001.0, std::numeric_limits<double>::quiet_NaN()})
        CHECK_THROWS_AS(nodes::makeLoudness(2).node->prepare({rate, 64}), base::Failure);
    nodes::makeLoudness(2).node->prepare({8000, 64});
    nodes::makeLoudness(2).node->prepare({384000, 64});
}
