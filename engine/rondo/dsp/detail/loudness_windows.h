// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace rondo::dsp::detail {

/// The mean power of the last 400 ms and of the last 3 s, in steps of 10 ms. What was before the start counts
/// as silence. Each mean is summed up anew from its steps, so that nothing of a loud past stays in it by
/// rounding. All calls: wait-free, [audio].
class LoudnessWindows {
public:
    static constexpr std::uint32_t stepsPerSecond = 100;
    static constexpr std::uint32_t momentarySteps = 40;
    static constexpr std::uint32_t shortTermSteps = 300;

    /// Requires: `rate` is at least one frame a step.
    explicit LoudnessWindows(double rate) noexcept : rate_(rate) { reset(); }

    /// Effects: begins anew with the next frame.
    void reset() noexcept {
        energies_ = {};
        steps_ = 0;
        energy_ = 0;
        end_ = left_ = edge(1);
    }
    /// Returns: how many frames are missing to the end of the step, at least 1.
    std::int64_t left() const noexcept { return left_; }
    /// Effects: `frames` frames have passed. Requires: at most `left`. Returns: whether the step is complete;
    /// its energy must be added and `endStep` called before anything else passes.
    bool pass(std::int64_t frames) noexcept { return (left_ -= frames) == 0; }
    /// Effects: adds energy of frames that have passed.
    void add(double energy) noexcept { energy_ += energy; }
    /// Effects: the step counts. Requires: it is complete.
    void endStep() noexcept {
        const auto place = steps_ % shortTermSteps;
        // Written twice, so that the newest lie side by side wherever the ring stands.
        energies_[place] = energies_[place + shortTermSteps] = energy_;
        energy_ = 0;
        ++steps_;
        const auto begin = end_;
        end_ = edge(steps_ + 1);
        left_ = end_ - begin;
    }

    /// Returns: the steps since the start.
    std::uint64_t steps() const noexcept { return steps_; }
    /// Returns: the frames since the start.
    std::int64_t frames() const noexcept { return end_ - left_; }
    double momentary() const noexcept { return meanOf(momentarySteps); }
    double shortTerm() const noexcept { return meanOf(shortTermSteps); }

private:
    // Where a step ends is computed from its number: at rates with no whole number of frames in 10 ms the steps
    // differ by a frame, but the hundredth ends after a second.
    std::int64_t edge(std::uint64_t step) const noexcept {
        return static_cast<std::int64_t>(static_cast<double>(step) * rate_ / stepsPerSecond + 0.5);
    }
    double meanOf(std::uint32_t window) const noexcept {
        const auto known = static_cast<std::size_t>(std::min<std::uint64_t>(window, steps_));
        const auto end = (steps_ + shortTermSteps - 1) % shortTermSteps + 1 + shortTermSteps;
        const auto last = std::span(energies_).subspan(static_cast<std::size_t>(end) - known, known);
        std::array<double, 4> sums{}; // four, that need not wait for each other
        for (std::size_t step = 0; step < known; ++step)
            sums[step % 4] += last[step];
        return ((sums[0] + sums[1]) + (sums[2] + sums[3])) / (window * rate_ / stepsPerSecond);
    }

    double rate_;
    std::array<double, std::size_t{2} * shortTermSteps> energies_{};
    std::uint64_t steps_ = 0;
    double energy_ = 0;
    std::int64_t end_ = 0; ///< of the step under way, in frames since the start
    std::int64_t left_ = 0;
};

} // namespace rondo::dsp::detail
