// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace rondo::test {

/// Loudness by ITU-R BS.1770-4 as plainly as it can be written: every block is kept. The sections come from the
/// parameters that B. De Man published, "Evaluation of implementations of the EBU R128 loudness measurement",
/// AES convention 145, 2018. Windows begin every 10 ms.
class LoudnessReference {
public:
    LoudnessReference(double rate, std::vector<double> weights)
        : rate_(rate), weights_(std::move(weights)), filters_(weights_.size(), {shelf(), highPass()}) {}

    void feed(const std::vector<std::vector<float>>& channels) {
        for (std::size_t frame = 0; frame < channels[0].size(); ++frame) {
            for (std::size_t channel = 0; channel < channels.size(); ++channel) {
                const double sample = double{channels[channel][frame]};
                const double weighted = filters_[channel][1](filters_[channel][0](sample));
                energy_ += weights_[channel] * weighted * weighted;
            }
            if (++frames_ == std::floor(static_cast<double>(steps_.size() + 1) * rate_ / 100 + 0.5)) {
                steps_.push_back(energy_);
                energy_ = 0;
            }
        }
    }

    double momentary() const { return loudness(power(steps_.size(), 40)); }
    double shortTerm() const { return loudness(power(steps_.size(), 300)); }
    double highestMomentary() const { return highest(40); }
    double highestShortTerm() const { return highest(300); }
    double integrated() const {
        std::vector<double> blocks;
        for (std::size_t end = 40; end <= steps_.size(); end += 10)
            if (const double block = power(end, 40); loudness(block) > -70)
                blocks.push_back(block);
        const double gate = loudness(mean(blocks)) - 10;
        std::erase_if(blocks, [&](double block) { return loudness(block) <= gate; });
        return loudness(mean(blocks));
    }

private:
    struct Section {
        double b0, b1, b2, a1, a2;
        double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
        double operator()(double x) {
            const double y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
            x2 = x1;
            x1 = x;
            y2 = y1;
            y1 = y;
            return y;
        }
    };
    Section shelf() const {
        const double k = std::tan(std::numbers::pi * 1681.9744509555319 / rate_);
        const double q = 0.7071752369554193;
        const double high = std::pow(10, 3.99984385397 / 20);
        const double band = std::pow(high, 0.499666774155);
        const double a0 = 1 + k / q + k * k;
        return {(high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0,
                2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0};
    }
    Section highPass() const {
        const double frequency = 38.13547087613982;
        const double q = 0.5003270373253953;
        const double k = std::tan(std::numbers::pi * frequency / rate_);
        const double a0 = 1 + k / q + k * k;
        const double tableK = std::tan(std::numbers::pi * frequency / 48000);
        const double gain = 1 + tableK / q + tableK * tableK; // the table's numerator is 1, -2, 1
        return {gain / a0, -2 * gain / a0, gain / a0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0};
    }
    static double loudness(double power) {
        return power > 0 ? std::max(-0.691 + 10 * std::log10(power), -144.0) : -144.0;
    }
    static double mean(const std::vector<double>& values) {
        double sum = 0;
        for (const double value : values)
            sum += value;
        return values.empty() ? 0 : sum / static_cast<double>(values.size());
    }
    double power(std::size_t end, std::size_t steps) const {
        double sum = 0;
        for (std::size_t step = end > steps ? end - steps : 0; step < end; ++step)
            sum += steps_[step];
        return sum / (static_cast<double>(steps) / 100 * rate_);
    }
    double highest(std::size_t steps) const {
        double most = -144;
        for (std::size_t end = 1; end <= steps_.size(); ++end)
            most = std::max(most, loudness(power(end, steps)));
        return most;
    }

    double rate_;
    std::vector<double> weights_;
    std::vector<std::array<Section, 2>> filters_;
    std::vector<double> steps_; ///< the energy of each
    double energy_ = 0;
    double frames_ = 0;
};

} // namespace rondo::test
