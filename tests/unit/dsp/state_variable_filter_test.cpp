// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <random>
#include <rondo/dsp/state_variable_filter.h>
#include <support/spectrum.h>

using namespace rondo;

namespace {

struct Gains {
    double low;
    double band;
    double high;
};

Gains gainsAt(double turns, float cutoff, float quality) {
    const auto coefficients = dsp::StateVariableCoefficients::make(cutoff, quality);
    dsp::StateVariableFilter filter;
    std::vector<float> low;
    std::vector<float> band;
    std::vector<float> high;
    const auto input = test::sine(24000, turns);
    for (std::size_t frame = 0; frame < input.size(); ++frame) {
        const auto outputs = filter.process(input[frame], coefficients);
        if (frame < 8000)
            continue;
        low.push_back(outputs.low);
        band.push_back(outputs.band);
        high.push_back(outputs.high);
    }
    return {test::amplitudeAt(low, turns), test::amplitudeAt(band, turns), test::amplitudeAt(high, turns)};
}

} // namespace

TEST_CASE("a Butterworth low-pass and high-pass are 3 dB down at the cutoff and fall by 12 dB an octave") {
    const float cutoff = 1000.0f / 48000;
    const auto at = gainsAt(1000.0 / 48000, cutoff, 0.70710678f);
    CHECK(test::decibels(at.low) == doctest::Approx(-3.01).epsilon(0.01));
    CHECK(test::decibels(at.high) == doctest::Approx(-3.01).epsilon(0.01));
    const auto deep = gainsAt(125.0 / 48000, cutoff, 0.70710678f);
    CHECK(test::decibels(deep.low) == doctest::Approx(0).epsilon(0.01));
    CHECK(test::decibels(deep.high) == doctest::Approx(-36.1).epsilon(0.01));
    const auto above = gainsAt(4000.0 / 48000, cutoff, 0.70710678f);
    CHECK(test::decibels(above.low) == doctest::Approx(-24.5).epsilon(0.02));
    CHECK(test::decibels(above.high) == doctest::Approx(0).epsilon(0.02));
}

TEST_CASE("the band-pass has the gain of its quality at the cutoff") {
    CHECK(gainsAt(0.05, 0.05f, 10).band == doctest::Approx(10).epsilon(0.001));
    CHECK(gainsAt(0.05, 0.05f, 1).band == doctest::Approx(1).epsilon(0.001));
}

TEST_CASE("a cutoff that moves wildly at high resonance stays stable") {
    std::mt19937 numbers(3);
    dsp::StateVariableFilter filter;
    float largest = 0;
    for (int frame = 0; frame < 200000; ++frame) {
        const auto coefficients =
            dsp::StateVariableCoefficients::make(static_cast<float>(numbers() % 1000) / 2000, 20);
        const auto outputs = filter.process(static_cast<float>(numbers() % 2000) / 1000 - 1, coefficients);
        largest = std::max(largest, std::abs(outputs.low));
    }
    CHECK(largest < 100);
}
