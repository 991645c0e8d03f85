// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <random>
#include <rondo/audio/audio_buffer.h>
#include <rondo/dsp/biquad_bank.h>
#include <support/spectrum.h>
#include <utility>

using namespace rondo;
using dsp::BiquadBank;
using dsp::BiquadParameter;
using dsp::BiquadSettings;
using dsp::BiquadShape;

namespace {

constexpr BiquadShape shapes[] = {BiquadShape::peaking, BiquadShape::lowShelf, BiquadShape::highShelf,
                                  BiquadShape::lowPass, BiquadShape::highPass, BiquadShape::bandPass,
                                  BiquadShape::notch,   BiquadShape::allPass};

/// The gain at `turns` that the cookbook's own coefficients have.
std::complex<double> cookbook(const BiquadSettings& with, double turns) {
    const double a = std::pow(10.0, with.gain / 40.0);
    const double w = 2 * std::numbers::pi * double{with.frequency};
    const double c = std::cos(w);
    const double alpha = std::sin(w) / (2 * double{with.quality});
    const double root = 2 * std::sqrt(a) * alpha;
    double b[3]{};
    double d[3] = {1 + alpha, -2 * c, 1 - alpha};
    const auto set = [](double(&to)[3], double first, double second, double third) {
        to[0] = first;
        to[1] = second;
        to[2] = third;
    };
    switch (with.shape) {
    case BiquadShape::peaking:
        set(b, 1 + alpha * a, -2 * c, 1 - alpha * a);
        set(d, 1 + alpha / a, -2 * c, 1 - alpha / a);
        break;
    case BiquadShape::lowShelf:
        set(b, a * ((a + 1) - (a - 1) * c + root), 2 * a * ((a - 1) - (a + 1) * c),
            a * ((a + 1) - (a - 1) * c - root));
        set(d, (a + 1) + (a - 1) * c + root, -2 * ((a - 1) + (a + 1) * c), (a + 1) + (a - 1) * c - root);
        break;
    case BiquadShape::highShelf:
        set(b, a * ((a + 1) + (a - 1) * c + root), -2 * a * ((a - 1) + (a + 1) * c),
            a * ((a + 1) + (a - 1) * c - root));
        set(d, (a + 1) - (a - 1) * c + root, 2 * ((a - 1) - (a + 1) * c), (a + 1) - (a - 1) * c - root);
        break;
    case BiquadShape::lowPass:
        set(b, (1 - c) / 2, 1 - c, (1 - c) / 2);
        break;
    case BiquadShape::highPass:
        set(b, (1 + c) / 2, -(1 + c), (1 + c) / 2);
        break;
    case BiquadShape::bandPass:
        set(b, alpha, 0, -alpha);
        break;
    case BiquadShape::notch:
        set(b, 1, -2 * c, 1);
        break;
    case BiquadShape::allPass:
        set(b, 1 - alpha, -2 * c, 1 + alpha);
        break;
    }
    const auto z = std::polar(1.0, -2 * std::numbers::pi * turns);
    return (b[0] + z * (b[1] + z * b[2])) / (d[0] + z * (d[1] + z * d[2]));
}

audio::AudioBuffer noise(std::uint32_t channels, std::uint32_t frames, unsigned seed) {
    std::mt19937 numbers(seed);
    audio::AudioBuffer made(channels, frames);
    for (std::uint32_t channel = 0; channel < channels; ++channel)
        for (auto& sample : made.block().channel(channel))
            sample = static_cast<float>(numbers() % 20001) / 10000 - 1;
    return made;
}

std::vector<BiquadSettings> randomSections(std::size_t count, std::mt19937& numbers) {
    std::vector<BiquadSettings> made;
    for (std::size_t index = 0; index < count; ++index)
        made.push_back({shapes[numbers() % 8], 0.001f + static_cast<float>(numbers() % 400) / 1000,
                        static_cast<float>(numbers() % 24) - 12,
                        0.3f + static_cast<float>(numbers() % 50) / 10});
    return made;
}

bool same(const audio::AudioBuffer& one, const audio::AudioBuffer& other) {
    for (std::uint32_t channel = 0; channel < one.channelCount(); ++channel)
        if (!std::ranges::equal(one.block().channel(channel), other.block().channel(channel)))
            return false;
    return true;
}

/// Plays with changes at fixed frames, in pieces of random length, or of 1000 when `seed` is 0.
audio::AudioBuffer play(BiquadBank bank, const audio::AudioBuffer& input, std::uint32_t sections,
                        unsigned seed) {
    audio::AudioBuffer output(input.channelCount(), input.frameCount());
    std::mt19937 changes(5);
    std::mt19937 numbers(seed);
    for (std::uint32_t frame = 0; frame < input.frameCount();) {
        if (frame % 100 == 0) {
            const auto section = static_cast<std::uint32_t>(changes() % sections);
            bank.setTarget(section, BiquadParameter::frequency,
                           0.001f + static_cast<float>(changes() % 400) / 1000);
            bank.setTarget(section, BiquadParameter::gain, static_cast<float>(changes() % 24) - 12);
            bank.setTarget(section, BiquadParameter::quality, 0.3f + static_cast<float>(changes() % 90) / 10);
        }
        const std::uint32_t wanted = seed == 0 ? 1000 : 1 + static_cast<std::uint32_t>(numbers() % 60);
        const std::uint32_t count = std::min({wanted, 100 - frame % 100, input.frameCount() - frame});
        bank.process(input.block().frames(frame, count), output.block().frames(frame, count));
        frame += count;
    }
    return output;
}

} // namespace

TEST_CASE("every shape has the response of the cookbook's formula, in magnitude and phase") {
    for (const auto shape : shapes)
        for (const float frequency : {0.001f, 0.02f, 0.3f})
            for (const float gain : {-18.0f, 9.0f})
                for (const float quality : {0.5f, 4.0f}) {
                    const BiquadSettings settings{shape, frequency, gain, quality};
                    BiquadBank bank(std::span(&settings, 1), 1, 1);
                    audio::AudioBuffer samples(1, 60000);
                    samples.block().channel(0)[0] = 1;
                    bank.process(samples.block(), samples.block());
                    for (const double turns : {0.0005, 0.001, 0.004, 0.02, 0.1, 0.3, 0.45}) {
                        std::complex<double> found = 0;
                        const auto response = samples.block().channel(0);
                        for (std::size_t frame = 0; frame < response.size(); ++frame)
                            found += double{response[frame]} * std::polar(1.0, -2 * std::numbers::pi * turns *
                                                                                   static_cast<double>(frame));
                        CAPTURE(static_cast<int>(shape));
                        CAPTURE(frequency);
                        CAPTURE(turns);
                        const auto expected = cookbook(settings, turns);
                        CHECK(std::abs(found - expected) < 1e-4 * (1 + std::abs(expected)));
                    }
                }
}

TEST_CASE(
    "every instruction set and every cut of the stream gives the same samples, for every width and length, "
    "while everything moves") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    for (const std::uint32_t channels : {1u, 2u, 3u, 4u, 7u, 64u})
        for (const std::uint32_t sections : {1u, 2u, 3u, 5u, 10u, 17u, 32u}) {
            CAPTURE(channels);
            CAPTURE(sections);
            const auto settings = randomSections(sections, numbers);
            const auto input = noise(channels, 700, 2);
            const auto expected =
                play(BiquadBank(settings, channels, 150, dsp::InstructionSet::baseline), input, sections, 0);
            CHECK(test::peak(expected.block().channel(channels - 1)) > 0);
            for (const auto set : {dsp::InstructionSet::baseline, dsp::InstructionSet::avx2})
                if (dsp::supports(set))
                    CHECK(same(play(BiquadBank(settings, channels, 150, set), input, sections, 1 + seed / 2),
                               expected));
        }
}

TEST_CASE("a channel of a wide bank sounds as it does alone, and sections in series as one after the other") {
    std::mt19937 numbers(8);
    const auto settings = randomSections(9, numbers);
    const auto input = noise(7, 500, 3);
    const auto together = play(BiquadBank(settings, 7, 50), input, 9, 0);
    for (std::uint32_t channel = 0; channel < 7; ++channel) {
        audio::AudioBuffer alone(1, 500);
        alone.block().copyFrom(input.block().channels(channel, 1));
        const auto played = play(BiquadBank(settings, 1, 50), alone, 9, 0);
        CHECK(std::ranges::equal(played.block().channel(0), together.block().channel(channel)));
    }
    audio::AudioBuffer chained(7, 500);
    chained.block().copyFrom(input.block());
    for (const auto& one : settings)
        BiquadBank(std::span(&one, 1), 7, 1).process(std::as_const(chained).block(), chained.block());
    audio::AudioBuffer series(7, 500);
    BiquadBank(settings, 7, 1).process(input.block(), series.block());
    CHECK(same(chained, series));
}

TEST_CASE("the state of a section loses energy whatever its frequency, gain and quality do in between") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    const auto input = noise(1, 64, 4);
    for (const auto shape : {BiquadShape::lowPass, BiquadShape::peaking, BiquadShape::highShelf}) {
        const BiquadSettings settings{shape, 0.01f, 0, 2};
        BiquadBank bank(std::span(&settings, 1), 1, 3);
        audio::AudioBuffer output(1, 64);
        bank.process(input.block(), output.block());
        const audio::AudioBuffer silence(1, 3);
        audio::AudioBuffer last(1, 3);
        double largest = 0;
        for (int turn = 0; turn < 200000; ++turn) {
            bank.setTarget(0, BiquadParameter::frequency, static_cast<float>(numbers() % 490 + 1) / 1000);
            bank.setTarget(0, BiquadParameter::quality, static_cast<float>(numbers() % 1000 + 20) / 10);
            bank.process(silence.block(), last.block());
            largest = std::max(largest, test::peak(last.block().channel(0)));
        }
        CHECK(largest < 20);
        CHECK(test::peak(last.block().channel(0)) < 1e-6);
    }
}

TEST_CASE("a bell that rises by 24 dB in 10 ms is free of the steps that one at once has") {
    const BiquadSettings settings{BiquadShape::peaking, 0.02f, -12, 1};
    const auto samples = test::sine(4000, 0.02);
    // A step in level stands out in the fourth difference, which shrinks the sine by more than 70 dB.
    const auto largestStep = [&](std::uint32_t smoothingFrames) {
        audio::AudioBuffer sound(1, 4000);
        const auto out = sound.block().channel(0);
        std::ranges::copy(samples, out.begin());
        BiquadBank bank(std::span(&settings, 1), 1, smoothingFrames);
        bank.process(sound.block().frames(0, 1010), sound.block().frames(0, 1010));
        bank.setTarget(0, BiquadParameter::gain, 12);
        CHECK(bank.moving());
        bank.process(sound.block().frames(1010, 2990), sound.block().frames(1010, 2990));
        CHECK_FALSE(bank.moving());
        CHECK(test::peak(out.subspan(800, 200)) == doctest::Approx(0.2512).epsilon(0.01));
        CHECK(test::peak(out.subspan(3500)) == doctest::Approx(3.981).epsilon(0.01));
        double largest = 0;
        for (std::size_t frame = 1000; frame < 1600; ++frame)
            largest = std::max(largest, std::abs(double{out[frame]} - 4 * double{out[frame - 1]} +
                                                 6 * double{out[frame - 2]} - 4 * double{out[frame - 3]} +
                                                 double{out[frame - 4]}));
        return largest;
    };
    CHECK(largestStep(480) * 50 < largestStep(1));
}

TEST_CASE("a section that is turned while another one moves goes straight to where it is turned to") {
    const BiquadSettings settings[] = {{BiquadShape::peaking, 0.1f, 0, 1},
                                       {BiquadShape::lowShelf, 0.1f, 12, 1}};
    for (std::uint32_t frames = 0; frames < 70; ++frames) {
        BiquadBank bank(settings, 1, 100);
        audio::AudioBuffer sound(1, 3000);
        std::ranges::fill(sound.block().channel(0), 1.0f);
        bank.process(sound.block().frames(0, 1000), sound.block().frames(0, 1000));
        bank.setTarget(0, BiquadParameter::gain, 1);
        bank.process(sound.block().frames(1000, frames), sound.block().frames(1000, frames));
        bank.setTarget(1, BiquadParameter::gain, 12.01f);
        bank.process(sound.block().frames(1000 + frames, 500), sound.block().frames(1000 + frames, 500));
        CHECK_FALSE(bank.moving());
        for (std::uint32_t frame = 990; frame < 1490; ++frame)
            REQUIRE(sound.block().channel(0)[frame] == doctest::Approx(3.981).epsilon(0.01));
    }
}

TEST_CASE("a bank without sections passes, and settings out of range become the nearest that can be made") {
    BiquadBank none({}, 2, 10);
    const auto input = noise(2, 50, 6);
    audio::AudioBuffer output(2, 50);
    none.process(input.block(), output.block());
    CHECK(same(input, output));
    const BiquadSettings wild{BiquadShape::lowPass, 7, 0, -3};
    BiquadBank limited(std::span(&wild, 1), 2, 10);
    limited.process(input.block(), output.block());
    CHECK(std::ranges::all_of(output.block().channel(1), [](float sample) { return std::isfinite(sample); }));
}
