// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

namespace rondo::dsp::detail {

/// Sixteen bins lie together, their real parts first, in the order in which the transform makes them.
constexpr std::uint32_t groupBins = 16;
constexpr std::uint32_t groupFloats = 2 * groupBins;

/// One pass over all points: butterflies between `radix` points that lie `stride` apart.
struct SpectralPass {
    std::uint32_t radix;  ///< 2 or 4
    std::uint32_t stride; ///< points
    /// Real parts, then imaginary parts, of the turn of each point of a stride: for the second to the last leg.
    const float* turns;
};

/// The constants of a complex transform of `points` (64 or more, a power of two), decimated in frequency, and
/// of the twist that makes of it one of twice as many real samples. Pointwise products of its results are
/// convolutions modulo x^(2 points) = -1, which is as good for overlap-save as the cyclic kind, and needs
/// neither half spectra to be untangled nor bins in order (R. Crandall and B. Fagin, "Discrete weighted
/// transforms and large-integer arithmetic", 1994).
struct SpectralPlan {
    explicit SpectralPlan(std::uint32_t points);
    SpectralPlan(const SpectralPlan&) = delete;
    SpectralPlan& operator=(const SpectralPlan&) = delete;

    std::uint32_t points;
    const float* twistReal;
    const float* twistImaginary;
    const float* groupTurns;          ///< as SpectralPass::turns, for a stride of 4
    std::vector<SpectralPass> passes; ///< all but the last two, which run within groups

private:
    const float* keep(std::vector<float> numbers);
    std::vector<std::vector<float>> numbers_;
};

} // namespace rondo::dsp::detail
