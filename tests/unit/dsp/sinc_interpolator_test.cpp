// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/dsp/sinc_interpolator.h>
#include <support/spectrum.h>

using namespace rondo;
using dsp::SincInterpolator;

TEST_CASE("up to 0.41 of the rate, values between samples are those of the waveform to -76 dB") {
    const SincInterpolator interpolator;
    for (const double turns : {0.001, 0.05, 0.2, 0.35, 0.41}) {
        const auto samples = test::sine(400, turns);
        double worst = 0;
        for (int step = 0; step < 3000; ++step) {
            const double place = 50.0 + step * 0.0973;
            const auto whole = static_cast<std::size_t>(place);
            const auto weights = interpolator.weights(static_cast<float>(place - static_cast<double>(whole)));
            const float found =
                SincInterpolator::value(samples.data() + whole - (SincInterpolator::half - 1), weights);
            worst = std::max(worst, std::abs(double{found} - std::sin(2 * std::numbers::pi * turns * place)));
        }
        CAPTURE(turns);
        CHECK(test::decibels(worst) < -76);
    }
}

TEST_CASE("on a sample the value is that sample, and a constant stays the constant everywhere") {
    const SincInterpolator interpolator;
    const auto samples = test::sine(64, 0.37);
    CHECK(SincInterpolator::value(samples.data(), interpolator.weights(0)) == samples[15]);
    CHECK(SincInterpolator::value(samples.data(), interpolator.weights(1)) == samples[16]);
    const std::vector<float> ones(32, 1.0f);
    for (float part = 0; part < 1; part += 0.013f)
        CHECK(SincInterpolator::value(ones.data(), interpolator.weights(part)) ==
              doctest::Approx(1).epsilon(1e-6));
}
