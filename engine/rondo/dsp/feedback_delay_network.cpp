// SPDX-License-Identifier: MIT
#include <rondo/dsp/feedback_delay_network.h>

#include <algorithm>
#include <cmath>

namespace rondo::dsp {

namespace {

// Milliseconds; no two share a small common multiple, so that the echoes do not fall together.
constexpr std::array<double, FeedbackDelayNetwork::lines> lengthsInMilliseconds{31.07, 34.69, 39.13, 43.97,
                                                                                49.51, 55.43, 61.57, 67.91};

/// The Hadamard matrix of order 8, scaled to be orthogonal, by three rounds of sums and differences.
void mix(std::array<float, FeedbackDelayNetwork::lines>& values) noexcept {
    for (std::size_t half = 1; half < values.size(); half *= 2)
        for (std::size_t start = 0; start < values.size(); start += 2 * half)
            for (std::size_t index = start; index < start + half; ++index) {
                const float sum = values[index] + values[index + half];
                values[index + half] = values[index] - values[index + half];
                values[index] = sum;
            }
    for (auto& value : values)
        value *= 0.35355339f; // 1 / sqrt(8)
}

} // namespace

FeedbackDelayNetwork::FeedbackDelayNetwork(double rate, double size) : rate_(rate) {
    for (std::size_t line = 0; line < lines; ++line) {
        const auto frames = std::llround(lengthsInMilliseconds[line] * 0.001 * size * rate);
        lengths_[line] = static_cast<std::uint32_t>(std::max<long long>(frames, 1) | 1);
        delays_[line] = DelayLine(lengths_[line]);
    }
    setDecay(2, 5000);
}

void FeedbackDelayNetwork::setDecay(double seconds, double damping) noexcept {
    for (std::size_t line = 0; line < lines; ++line) {
        gains_[line] =
            static_cast<float>(std::pow(10.0, -3.0 * lengths_[line] / (std::max(seconds, 0.01) * rate_)));
        losses_[line].setCutoff(damping / rate_);
    }
}

StereoSample FeedbackDelayNetwork::process(float left, float right) noexcept {
    std::array<float, lines> values;
    StereoSample heard;
    for (std::size_t line = 0; line < lines; ++line) {
        // The newest sample is one frame old here, so the line is one frame longer than what is read.
        values[line] = losses_[line].process(delays_[line].read(lengths_[line] - 1) * gains_[line]);
        const float sign = (line & 2) == 0 ? 1.0f : -1.0f;
        (line % 2 == 0 ? heard.left : heard.right) += sign * values[line];
    }
    mix(values);
    for (std::size_t line = 0; line < lines; ++line) {
        const float sign = (line & 4) == 0 ? 1.0f : -1.0f;
        delays_[line].write(values[line] + sign * (line % 2 == 0 ? left : right));
    }
    return {heard.left * 0.5f, heard.right * 0.5f};
}

} // namespace rondo::dsp
