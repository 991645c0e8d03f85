// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <span>
#include <vector>

/// Measurements of sound for tests, in double precision.
namespace rondo::test {

/// Returns: the amplitude of the component at `turns` a frame, by a Hann-windowed correlation; a full-scale
/// sine gives 1.
inline double amplitudeAt(std::span<const float> samples, double turns) {
    std::complex<double> sum = 0;
    double weight = 0;
    const auto count = static_cast<double>(samples.size());
    for (std::size_t frame = 0; frame < samples.size(); ++frame) {
        const auto at = static_cast<double>(frame);
        const double window = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * at / count);
        sum += window * double{samples[frame]} * std::polar(1.0, -2 * std::numbers::pi * turns * at);
        weight += window;
    }
    return 2 * std::abs(sum) / weight;
}

/// Returns: the share of the rate, near `turns`, where the amplitude is largest.
inline double strongestNear(std::span<const float> samples, double turns, double width = 0.03) {
    double best = turns;
    for (double range = width; range > 1e-6; range /= 4) {
        const double center = best;
        double most = 0;
        for (int step = -8; step <= 8; ++step) {
            const double candidate = center * (1 + range * step / 8);
            const double found = amplitudeAt(samples, candidate);
            if (found > most) {
                most = found;
                best = candidate;
            }
        }
    }
    return best;
}

inline double decibels(double amplitude) { return 20 * std::log10(std::max(amplitude, 1e-12)); }

inline double rms(std::span<const float> samples) {
    double sum = 0;
    for (const float sample : samples)
        sum += double{sample} * sample;
    return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(samples.size(), 1)));
}

inline double mean(std::span<const float> samples) {
    double sum = 0;
    for (const float sample : samples)
        sum += sample;
    return sum / static_cast<double>(std::max<std::size_t>(samples.size(), 1));
}

inline double peak(std::span<const float> samples) {
    double largest = 0;
    for (const float sample : samples)
        largest = std::max(largest, std::abs(double{sample}));
    return largest;
}

/// Returns: `frames` samples of a sine of amplitude 1 at `turns` a frame.
inline std::vector<float> sine(std::size_t frames, double turns, double phase = 0) {
    std::vector<float> samples(frames);
    for (std::size_t frame = 0; frame < frames; ++frame)
        samples[frame] =
            static_cast<float>(std::sin(2 * std::numbers::pi * (turns * static_cast<double>(frame) + phase)));
    return samples;
}

} // namespace rondo::test
