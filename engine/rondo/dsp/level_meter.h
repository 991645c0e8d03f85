// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <span>

namespace rondo::dsp {

/// Shows the largest recent sample: rises at once, falls by 20 dB in 1.7 s (IEC 60268-10, type I). A sample
/// that is no number counts as nothing. All calls: wait-free, [audio].
class PeakMeter {
public:
    PeakMeter() noexcept = default;
    /// Requires: `rate` above 0, in frames a second.
    explicit PeakMeter(double rate) noexcept : fall_(static_cast<float>(std::pow(10.0, -1.0 / (1.7 * rate)))) {}

    /// Effects: takes in `samples`.
    void process(std::span<const float> samples) noexcept {
        for (const float sample : samples) {
            const float size = std::abs(sample);
            const float fallen = value_ * fall_;
            value_ = size > fallen ? size : fallen;
            highest_ = size > highest_ ? size : highest_;
        }
    }
    /// Returns: the level shown, as a linear amplitude.
    float value() const noexcept { return value_; }
    /// Returns: the largest sample since the start.
    float highest() const noexcept { return highest_; }

private:
    float fall_ = 1;
    float value_ = 0;
    float highest_ = 0;
};

/// Shows the root of the mean square over an exponential window. A sample that is no number or infinite counts
/// as silence. All calls: wait-free, [audio].
class RmsMeter {
public:
    RmsMeter() noexcept = default;
    /// Requires: `rate` above 0, in frames a second. `seconds` is the time constant of the window.
    explicit RmsMeter(double rate, double seconds = 0.3) noexcept
        : share_(-std::expm1(-1.0 / (seconds * rate))) {}

    /// Effects: takes in `samples`.
    void process(std::span<const float> samples) noexcept {
        for (const float sample : samples) {
            const double square = std::isfinite(sample) ? double{sample} * sample : 0.0;
            mean_ += share_ * (square - mean_);
        }
    }
    /// Returns: the level shown; a full-scale sine shows 0.707.
    float value() const noexcept { return static_cast<float>(std::sqrt(mean_)); }

private:
    double share_ = 1;
    double mean_ = 0;
};

} // namespace rondo::dsp
