// SPDX-License-Identifier: MIT
#include <algorithm>
#include <bit>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <numbers>
#include <plugins/strip/core/strip.h>
#include <plugins/strip/core/strip_matrix.h>
#include <plugins/strip/core/strip_parameters.h>
#include <random>
#include <rondo/audio/audio_buffer.h>
#include <vector>

using namespace rondo;
using strip::Strip;
using strip::StripParameter;

namespace {

using Signal = std::vector<std::vector<float>>;

Signal noise(std::uint32_t channels, std::size_t frames, unsigned seed = 1) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> sample(-1, 1);
    Signal signal(channels, std::vector<float>(frames));
    for (auto& channel : signal)
        std::ranges::generate(channel, [&] { return sample(random); });
    return signal;
}

void set(Strip& strip, StripParameter parameter, double value) {
    strip.instance().bridge().set(strip::index(parameter), value);
}

/// Runs `signal` through the strip in blocks of `block` frames, in place; `before` is called with each block's
/// start.
template <class Before>
Signal run(Strip& strip, const Signal& signal, std::uint32_t block, Before before) {
    Signal result = signal;
    std::vector<float*> pointers;
    for (auto& channel : result)
        pointers.push_back(channel.data());
    const auto frames = static_cast<std::uint32_t>(signal.front().size());
    const auto channels = static_cast<std::uint32_t>(signal.size());
    for (std::uint32_t start = 0; start < frames; start += block) {
        before(start);
        const audio::AudioBlock part(pointers.data(), channels, std::min(block, frames - start), start);
        strip.instance().process(part, part);
    }
    return result;
}

Signal run(Strip& strip, const Signal& signal, std::uint32_t block) {
    return run(strip, signal, block, [](std::uint32_t) {});
}

void prepare(Strip& strip, std::uint32_t channels, double rate = 48000) {
    REQUIRE(strip.instance().prepare({.rate = rate, .inputChannels = channels, .outputChannels = channels}));
}

bool sameBits(const Signal& a, const Signal& b) {
    for (std::size_t channel = 0; channel < a.size(); ++channel)
        for (std::size_t frame = 0; frame < a[channel].size(); ++frame)
            if (std::bit_cast<std::uint32_t>(a[channel][frame]) !=
                std::bit_cast<std::uint32_t>(b[channel][frame]))
                return false;
    return true;
}

} // namespace

TEST_CASE("at neutral settings mono and stereo pass bit for bit, odd numbers included") {
    for (const std::uint32_t channels : {1u, 2u}) {
        Strip strip;
        prepare(strip, channels);
        auto signal = noise(channels, 5000);
        signal[0][17] = -0.0f;
        signal[0][18] = std::numeric_limits<float>::denorm_min();
        signal[0][19] = std::numeric_limits<float>::infinity();
        signal[0][20] = std::numeric_limits<float>::quiet_NaN();
        signal[channels - 1][21] = 1e30f;
        CHECK(sameBits(run(strip, signal, 64), signal));
    }
}

TEST_CASE("settings at rest give the matrix of their gains") {
    Strip strip;
    set(strip, StripParameter::trim, 6);
    set(strip, StripParameter::width, 50);
    set(strip, StripParameter::phaseRight, 1);
    prepare(strip, 2);
    const auto signal = noise(2, 1000);
    const auto result = run(strip, signal, 100);
    const auto gain = strip::StripMatrix::of({.trim = 6, .width = 50, .phaseRight = true}, 2, 2).gain;
    for (std::size_t frame = 0; frame < 1000; ++frame) {
        CHECK(result[0][frame] == gain[0][0] * signal[0][frame] + gain[0][1] * signal[1][frame]);
        CHECK(result[1][frame] == gain[1][0] * signal[0][frame] + gain[1][1] * signal[1][frame]);
    }
}

TEST_CASE("the sound does not depend on the block size, while parameters move too") {
    const auto render = [](std::uint32_t block) {
        Strip strip;
        prepare(strip, 2);
        set(strip, StripParameter::trim, -12);
        set(strip, StripParameter::pan, 40);
        auto first = run(strip, noise(2, 700), block); // ends in the middle of a move
        set(strip, StripParameter::width, 180);
        set(strip, StripParameter::phaseLeft, 1);
        const auto second = run(strip, noise(2, 7000, 2), block);
        for (std::size_t channel = 0; channel < 2; ++channel)
            first[channel].insert(first[channel].end(), second[channel].begin(), second[channel].end());
        return std::pair(first, strip.readMeter().channels);
    };
    const auto reference = render(7000);
    for (const std::uint32_t block : {1u, 7u, 64u, 1000u}) {
        const auto other = render(block);
        CHECK(sameBits(other.first, reference.first));
        CHECK(other.second == reference.second);
    }
}

TEST_CASE("no parameter clicks: the output of a constant input moves in small steps and arrives") {
    struct Change {
        StripParameter parameter;
        double value;
    };
    for (const auto& change : {Change{StripParameter::trim, -60}, Change{StripParameter::pan, 100},
                               Change{StripParameter::width, 0}, Change{StripParameter::mute, 1},
                               Change{StripParameter::phaseLeft, 1}, Change{StripParameter::bypass, 1}}) {
        Strip strip;
        set(strip, StripParameter::trim, change.parameter == StripParameter::bypass ? -20 : 0);
        prepare(strip, 2);
        Signal signal{std::vector<float>(4800, 1.0f), std::vector<float>(4800, 0.25f)};
        const auto result = run(strip, signal, 64, [&](std::uint32_t start) {
            if (start == 640)
                set(strip, change.parameter, change.value);
        });
        float largest = 0;
        for (const auto& channel : result)
            for (std::size_t frame = 1; frame < channel.size(); ++frame)
                largest = std::max(largest, std::abs(channel[frame] - channel[frame - 1]));
        CHECK(largest > 0);
        CHECK(largest < 2.1f / 960); // the largest way, in 20 ms
    }
}

TEST_CASE("bypass returns the input bit for bit and adds no latency") {
    Strip strip;
    set(strip, StripParameter::trim, -20);
    set(strip, StripParameter::width, 0);
    set(strip, StripParameter::bypass, 1);
    prepare(strip, 2);
    const auto signal = noise(2, 1000);
    CHECK(sameBits(run(strip, signal, 64), signal));
    CHECK(strip.instance().processor().latencyFrames() == 0);
    CHECK(strip.instance().processor().tailSeconds() == 0);
}

TEST_CASE("a host that bypasses without a parameter is faded too") {
    Strip strip;
    set(strip, StripParameter::mute, 1);
    prepare(strip, 2);
    Signal signal{std::vector<float>(2000, 1.0f), std::vector<float>(2000, 1.0f)};
    float* pointers[] = {signal[0].data(), signal[1].data()};
    const audio::AudioBlock block(pointers, 2, 2000);
    strip.instance().process(block, block, {.bypassed = true});
    CHECK(signal[0][0] < 0.01f);
    CHECK(signal[0][1999] == 1);
}

TEST_CASE("a sound that is not finite stays in its channel and goes when it ends") {
    Strip strip;
    set(strip, StripParameter::trim, 3);
    prepare(strip, 2);
    auto signal = noise(2, 200);
    signal[0][50] = std::numeric_limits<float>::quiet_NaN();
    signal[0][51] = std::numeric_limits<float>::infinity();
    const auto result = run(strip, signal, 64);
    CHECK(std::ranges::all_of(result[1], [](float sample) { return std::isfinite(sample); }));
    CHECK(std::isfinite(result[0][52]));
    CHECK(std::isfinite(strip.readMeter().channels[0].rms));
    CHECK(std::isfinite(strip.readMeter().channels[0].highestPeak));
}

TEST_CASE("any rate and any block size will do, empty blocks included") {
    for (const double rate : {8000.0, 12345.678, 44100.0, 768000.0}) {
        Strip strip;
        prepare(strip, 2, rate);
        set(strip, StripParameter::trim, -3);
        for (const std::uint32_t block : {0u, 1u, 8191u, 16384u}) {
            audio::AudioBuffer buffer(2, block);
            strip.instance().process(buffer.block(), buffer.block());
        }
        CHECK(strip.readMeter().frames == 1 + 8191 + 16384);
    }
}

TEST_CASE("the meters show peak and RMS of what leaves the strip") {
    Strip strip;
    set(strip, StripParameter::trim, -6);
    prepare(strip, 2);
    Signal signal(2, std::vector<float>(96000));
    for (std::size_t frame = 0; frame < 96000; ++frame)
        signal[0][frame] =
            static_cast<float>(std::sin(2 * std::numbers::pi * 997 * static_cast<double>(frame) / 48000));
    run(strip, signal, 512);
    const auto meter = strip.readMeter();
    const double level = std::pow(10, -6.0 / 20);
    CHECK(meter.channelCount == 2);
    CHECK(meter.frames == 96000);
    CHECK(meter.channels[0].peak == doctest::Approx(level).epsilon(0.01));
    CHECK(meter.channels[0].rms == doctest::Approx(level / std::sqrt(2)).epsilon(0.01));
    CHECK(meter.channels[1].peak == 0);
}

TEST_CASE("the meter sees the peak between the samples") {
    Strip strip;
    prepare(strip, 1);
    // A quarter of the rate, shifted by an eighth of a turn: every sample is 0.707, the wave itself reaches 1.
    Signal signal{std::vector<float>(4800)};
    for (std::size_t frame = 0; frame < 4800; ++frame)
        signal[0][frame] =
            static_cast<float>(std::sin(std::numbers::pi * (static_cast<double>(frame) / 2 + 0.25)));
    run(strip, signal, 64);
    CHECK(strip.readMeter().channels[0].highestPeak > 0.95f);
}

TEST_CASE("the needle falls by 20 dB in 1.7 s, and the highest peak stays until somebody resets it") {
    Strip strip;
    prepare(strip, 1);
    run(strip, Signal{std::vector<float>(4800, 0.5f)}, 480);
    run(strip, Signal{std::vector<float>(48000, 0.0f)}, 480);
    const auto meter = strip.readMeter();
    const float highest = meter.channels[0].highestPeak;
    CHECK(highest >= 0.5f);
    CHECK(meter.channels[0].peak == doctest::Approx(highest * std::pow(10, -1 / 1.7)).epsilon(0.01));
    CHECK(strip.resetHighestPeaks()[0] == highest);
    CHECK(strip.readMeter().channels[0].highestPeak == 0);
}
