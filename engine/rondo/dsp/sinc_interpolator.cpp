// SPDX-License-Identifier: MIT
#include <rondo/dsp/sinc_interpolator.h>

#include <cmath>
#include <numbers>

namespace rondo::dsp {

namespace {

// Side lobes of -80 dB.
constexpr double kaiserBeta = 8.0;

/// The modified Bessel function of the first kind and order 0, by its power series.
double besselI0(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > sum * 1e-17; ++k) {
        term *= (x / (2 * k)) * (x / (2 * k));
        sum += term;
    }
    return sum;
}

double windowedSinc(double at) {
    const double share = at / SincInterpolator::half;
    if (std::abs(share) >= 1)
        return 0;
    const double turn = std::numbers::pi * at;
    const double sinc = at == 0 ? 1.0 : std::sin(turn) / turn;
    return sinc * besselI0(kaiserBeta * std::sqrt(1 - share * share)) / besselI0(kaiserBeta);
}

} // namespace

SincInterpolator::SincInterpolator() : table_(phases + 1) {
    for (std::uint32_t phase = 0; phase <= phases; ++phase) {
        std::array<double, taps> exact{};
        double sum = 0;
        for (std::uint32_t tap = 0; tap < taps; ++tap) {
            const double at = static_cast<double>(tap) - (half - 1) - static_cast<double>(phase) / phases;
            // On a sample the sinc is 1 or 0; its sine is not quite.
            exact[tap] = phase % phases == 0 ? (std::abs(at) < 0.5 ? 1.0 : 0.0) : windowedSinc(at);
            sum += exact[tap];
        }
        for (std::uint32_t tap = 0; tap < taps; ++tap)
            table_[phase][tap] = static_cast<float>(exact[tap] / sum);
    }
}

SincInterpolator::Weights SincInterpolator::weights(float part) const noexcept {
    const float place = part * phases;
    const auto phase = place < phases ? static_cast<std::uint32_t>(place) : phases - 1;
    const float between = place - static_cast<float>(phase);
    const Weights& before = table_[phase];
    const Weights& after = table_[phase + 1];
    Weights made;
    for (std::uint32_t tap = 0; tap < taps; ++tap)
        made[tap] = before[tap] + between * (after[tap] - before[tap]);
    return made;
}

float SincInterpolator::value(const float* samples, const Weights& weights) noexcept {
    // Eight sums side by side, so that the loop can be vectors without changing its result.
    std::array<float, 8> sums{};
    for (std::uint32_t tap = 0; tap < taps; tap += 8)
        for (std::uint32_t lane = 0; lane < 8; ++lane)
            sums[lane] += samples[tap + lane] * weights[tap + lane];
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

} // namespace rondo::dsp
