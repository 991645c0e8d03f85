// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/dsp/oscillator.h>
#include <support/spectrum.h>

using namespace rondo;

namespace {

std::vector<float> play(dsp::Waveform waveform, double turns, std::size_t frames = 32768) {
    dsp::Oscillator oscillator(waveform);
    oscillator.setIncrement(turns);
    std::vector<float> samples(frames);
    oscillator.fill(samples);
    return samples;
}

/// The strongest component between the harmonics, in decibels under the fundamental. 24 bins away Hann's window
/// has fallen by 100 dB.
double worstAlias(const std::vector<float>& samples, double turns, double upTo) {
    double worst = 0;
    const auto count = static_cast<double>(samples.size());
    for (double bin = 25; bin < upTo * count; bin += 1) {
        const double distance = std::abs(std::remainder(bin, turns * count));
        if (distance > 24)
            worst = std::max(worst, test::amplitudeAt(samples, bin / count));
    }
    return test::decibels(worst / test::amplitudeAt(samples, turns));
}

} // namespace

TEST_CASE("the sine of turns is right to 1e-9") {
    double worst = 0;
    for (int step = 0; step <= 100000; ++step) {
        const double turns = step / 100000.0;
        worst = std::max(worst, std::abs(dsp::sineOfTurns(turns) - std::sin(2 * std::numbers::pi * turns)));
    }
    CHECK(worst < 1e-9);
}

TEST_CASE("a sine has its frequency to a millionth, full level and nothing else above -130 dB") {
    const double turns = 997.0 / 48000;
    const auto samples = play(dsp::Waveform::sine, turns);
    CHECK(test::strongestNear(samples, turns * 1.001) == doctest::Approx(turns).epsilon(1e-6));
    CHECK(test::amplitudeAt(samples, turns) == doctest::Approx(1).epsilon(1e-6));
    for (int harmonic = 2; harmonic < 8; ++harmonic)
        CHECK(test::decibels(test::amplitudeAt(samples, turns * harmonic)) < -130);
    CHECK(std::abs(test::mean(std::span(samples).first(24000))) < 1e-3);
}

TEST_CASE("saw, square and triangle have the harmonics of their shapes") {
    const double turns = 101.0 / 48000;
    const auto saw = play(dsp::Waveform::saw, turns);
    const auto square = play(dsp::Waveform::square, turns);
    const auto triangle = play(dsp::Waveform::triangle, turns);
    using std::numbers::pi;
    for (int harmonic = 1; harmonic <= 9; ++harmonic) {
        const bool odd = harmonic % 2 == 1;
        CAPTURE(harmonic);
        CHECK(test::amplitudeAt(saw, turns * harmonic) == doctest::Approx(2 / pi / harmonic).epsilon(0.01));
        if (odd) {
            CHECK(test::amplitudeAt(square, turns * harmonic) ==
                  doctest::Approx(4 / pi / harmonic).epsilon(0.01));
            CHECK(test::amplitudeAt(triangle, turns * harmonic) ==
                  doctest::Approx(8 / (pi * pi) / harmonic / harmonic).epsilon(0.01));
        } else {
            CHECK(test::decibels(test::amplitudeAt(square, turns * harmonic)) < -80);
            CHECK(test::decibels(test::amplitudeAt(triangle, turns * harmonic)) < -80);
        }
    }
}

TEST_CASE("aliases of a high tone lie well under those of the plain shapes") {
    // A plain saw at this frequency has aliases 27 dB under its fundamental, a plain triangle 54 dB.
    const double turns = 1661.0 / 48000;
    const double upTo = 10000.0 / 48000;
    CHECK(worstAlias(play(dsp::Waveform::saw, turns, 8192), turns, upTo) < -50);
    CHECK(worstAlias(play(dsp::Waveform::square, turns, 8192), turns, upTo) < -50);
    CHECK(worstAlias(play(dsp::Waveform::triangle, turns, 8192), turns, upTo) < -75);
}

TEST_CASE("no waveform overshoots by a tenth or is lopsided, at any frequency") {
    for (const auto waveform :
         {dsp::Waveform::sine, dsp::Waveform::saw, dsp::Waveform::square, dsp::Waveform::triangle})
        for (const double turns : {0.0001, 0.01, 0.123, 0.31, 0.4999}) {
            const auto samples = play(waveform, turns, 40000);
            CHECK(test::peak(samples) < 1.1);
            CHECK(std::abs(test::mean(samples)) < 1e-3);
        }
}

TEST_CASE("an impossible frequency is limited, and no number means standing still") {
    dsp::Oscillator oscillator(dsp::Waveform::saw);
    for (const double turns : {-1.0, 7.0, std::nan("")}) {
        oscillator.setIncrement(turns);
        for (int frame = 0; frame < 100; ++frame)
            CHECK(std::abs(oscillator.next()) <= 1.1f);
    }
}
