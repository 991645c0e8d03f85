// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/dsp/detail/spectral_plan.h>

namespace rondo::dsp::detail {

/// Points on their way through the passes.
struct SpectralWork {
    float* real;
    float* imaginary;
};

/// A share of a loop's work.
struct SpectralRange {
    std::uint32_t begin;
    std::uint32_t end;
};

/// The loops of a partitioned convolver, in the instructions of one set. Ranges count points, but butterflies
/// for a pass and groups for what says so. Progress: wait-free, linear in the range. [audio]
struct SpectralLoops {
    /// 2 `points` samples, the older half and the newer, become points.
    void (*twist)(const SpectralPlan& plan, const float* older, const float* newer, SpectralWork to,
                  SpectralRange points) noexcept;
    void (*forwardPass)(const SpectralPass& pass, SpectralWork work, SpectralRange butterflies) noexcept;
    /// The last two passes. Group n goes to `groups + n * stride`.
    void (*forwardGroups)(const SpectralPlan& plan, SpectralWork from, float* groups, std::uint32_t stride,
                          SpectralRange range) noexcept;
    /// Adds up, for each group, the products of `count` partitions with as many spectra; of these the newest is
    /// `newest`, the ones before it precede, and before the first comes the last.
    void (*multiply)(const float* partitions, const float* spectra, std::uint32_t count, std::uint32_t newest,
                     float* to, SpectralRange groups) noexcept;
    void (*inverseGroups)(const SpectralPlan& plan, const float* groups, SpectralWork to,
                          SpectralRange range) noexcept;
    void (*inversePass)(const SpectralPass& pass, SpectralWork work, SpectralRange butterflies) noexcept;
    /// The newer half of the samples.
    void (*untwist)(const SpectralPlan& plan, SpectralWork from, float* samples, SpectralRange points) noexcept;
    /// to[n] becomes the sum of factors[k] * from[n - k], k from 0 to `count` - 1 in this order.
    void (*filter)(const float* factors, std::uint32_t count, const float* from, float* to,
                   std::uint32_t frames) noexcept;
};

extern const SpectralLoops spectralLoopsBaseline;
extern const SpectralLoops spectralLoopsAvx2;

} // namespace rondo::dsp::detail
