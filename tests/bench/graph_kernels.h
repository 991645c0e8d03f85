// SPDX-License-Identifier: MIT
#pragma once

#include "biquad_rounds.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <rondo/base/units.h>
#include <rondo/dsp/biquad_bank.h>
#include <rondo/dsp/noise.h>
#include <rondo/graph/node_description.h>

/// What the nodes of a workload compute, in stereo: the same code in every framework. `to` may be `from`.
namespace rondo::bench {

inline constexpr base::Decibels gainLevel{-0.001};

/// Plays noise that was made before, because a copy costs as little as a gain; each seed begins elsewhere.
class NoiseKernel {
public:
    static constexpr bool hasInput = false;
    static constexpr double tail = graph::endlessTail;
    explicit NoiseKernel(std::uint32_t seed) : at_(seed * 61 % length) {}

    void run(float* const* to, const float* const*, std::uint32_t frames) noexcept {
        for (std::uint32_t done = 0; done < frames;) {
            const auto count = std::min(frames - done, length - at_);
            for (std::size_t channel = 0; channel < 2; ++channel)
                std::copy_n(samples_[channel].data() + at_, count, to[channel] + done);
            at_ = (at_ + count) % length;
            done += count;
        }
    }

private:
    static constexpr std::uint32_t length = 2048;
    using Samples = std::array<std::array<float, length>, 2>;
    static const Samples& samples() {
        static const Samples made = [] {
            Samples samples;
            dsp::Noise noise;
            for (auto& channel : samples)
                std::ranges::generate(channel, [&] { return noise.next(); });
            return samples;
        }();
        return made;
    }
    const Samples& samples_ = samples();
    std::uint32_t at_;
};

class GainKernel {
public:
    static constexpr bool hasInput = true;
    static constexpr double tail = 0;
    explicit GainKernel(std::uint32_t) {}

    void run(float* const* to, const float* const* from, std::uint32_t frames) noexcept {
        for (std::size_t channel = 0; channel < 2; ++channel) {
            float* const target = to[channel];
            const float* const source = from[channel];
            for (std::uint32_t frame = 0; frame < frames; ++frame)
                target[frame] = source[frame] * factor_;
        }
    }

private:
    float factor_ = static_cast<float>(gainLevel.toGain());
};

/// A low-pass biquad in transposed direct form II (Bristow-Johnson, "Cookbook formulae for audio EQ biquad
/// filter coefficients").
class FilterKernel {
public:
    static constexpr bool hasInput = true;
    static constexpr double tail = graph::endlessTail;
    explicit FilterKernel(std::uint32_t seed) {
        const double turn = 2 * std::numbers::pi * (0.1 + 0.02 * (seed % 16));
        const double alpha = std::sin(turn) / (2 * 0.7), whole = 1 + alpha;
        b0_ = static_cast<float>((1 - std::cos(turn)) / 2 / whole);
        a1_ = static_cast<float>(-2 * std::cos(turn) / whole);
        a2_ = static_cast<float>((1 - alpha) / whole);
    }

    void run(float* const* to, const float* const* from, std::uint32_t frames) noexcept {
        auto first = first_, second = second_;
        for (std::uint32_t frame = 0; frame < frames; ++frame)
            for (std::size_t channel = 0; channel < 2; ++channel) {
                const float input = b0_ * from[channel][frame];
                const float output = input + first[channel];
                first[channel] = 2 * input - a1_ * output + second[channel];
                second[channel] = input - a2_ * output;
                to[channel][frame] = output;
            }
        first_ = first;
        second_ = second;
    }

private:
    float b0_, a1_, a2_;
    std::array<float, 2> first_{}, second_{};
};

/// Ten bells in series.
class EqualiserKernel {
public:
    static constexpr bool hasInput = true;
    static constexpr double tail = graph::endlessTail;
    explicit EqualiserKernel(std::uint32_t) {}
    void run(float* const* to, const float* const* from, std::uint32_t frames) noexcept {
        bank_.process({from, 2, frames}, {to, 2, frames});
    }

private:
    dsp::BiquadBank bank_{equaliser::bells(), 2, 480};
};

} // namespace rondo::bench
