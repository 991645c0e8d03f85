// SPDX-License-Identifier: MIT
#include <rondo/dsp/oscillator.h>

#include <cmath>
#include <numbers>

namespace rondo::dsp {

namespace {

/// What a step of height 2 at phase 0 needs to be band-limited.
double stepResidual(double phase, double increment) noexcept {
    if (phase < increment) {
        const double distance = 1 - phase / increment;
        return -distance * distance;
    }
    if (phase > 1 - increment) {
        const double distance = 1 - (1 - phase) / increment;
        return distance * distance;
    }
    return 0;
}

/// What a change of slope by 8 a turn at phase 0 needs.
double cornerResidual(double phase, double increment) noexcept {
    const double away = (phase < 0.5 ? phase : 1 - phase) / increment;
    const double distance = 1 - away;
    return away < 1 ? 4.0 / 3 * increment * distance * distance * distance : 0;
}

double half(double phase) noexcept { return phase < 0.5 ? phase + 0.5 : phase - 0.5; }

double shape(Waveform waveform, double phase, double increment) noexcept {
    switch (waveform) {
    case Waveform::sine:
        return sineOfTurns(phase);
    case Waveform::saw:
        return 2 * phase - 1 - stepResidual(phase, increment);
    case Waveform::square:
        return (phase < 0.5 ? 1 : -1) + stepResidual(phase, increment) - stepResidual(half(phase), increment);
    case Waveform::triangle:
        return 1 - 4 * std::abs(phase - 0.5) + cornerResidual(phase, increment) -
               cornerResidual(half(phase), increment);
    }
    return 0;
}

} // namespace

double sineOfTurns(double turns) noexcept {
    // The quarter turns around 0 and 1/2 hold every value; there the series to the 13th power is exact to
    // 7e-10.
    double around = turns - std::floor(turns + 0.25); // -1/4 to 3/4
    if (around > 0.25)
        around = 0.5 - around;
    const double x = 2 * std::numbers::pi * around;
    const double square = x * x;
    double sum = 1.0 / 6227020800.0;
    sum = sum * square - 1.0 / 39916800.0;
    sum = sum * square + 1.0 / 362880.0;
    sum = sum * square - 1.0 / 5040.0;
    sum = sum * square + 1.0 / 120.0;
    sum = sum * square - 1.0 / 6.0;
    sum = sum * square + 1.0;
    return x * sum;
}

float Oscillator::next() noexcept {
    const auto sample = static_cast<float>(shape(waveform_, phase_, increment_));
    phase_ += increment_;
    if (phase_ >= 1)
        phase_ -= 1;
    return sample;
}

void Oscillator::fill(std::span<float> samples) noexcept {
    for (auto& sample : samples)
        sample = next();
}

} // namespace rondo::dsp
