// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::dsp {

/// White noise, evenly distributed from -1 to just under +1. A 64-bit linear congruential sequence (Knuth's
/// MMIX multiplier) of which the best 32 bits are used; the same seed gives the same samples everywhere. All
/// calls: wait-free, [audio].
class Noise {
public:
    /// Effects: starts the sequence that belongs to `seed`; neighbouring seeds give unrelated sequences.
    explicit Noise(std::uint64_t seed = 1) noexcept : state_(scatter(seed)) {}

    /// Returns: the next sample.
    float next() noexcept {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return static_cast<float>(static_cast<std::int32_t>(state_ >> 32) >> 8) * 0x1p-23f;
    }

private:
    static std::uint64_t scatter(std::uint64_t seed) noexcept {
        seed = (seed + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
        seed = (seed ^ (seed >> 31)) * 0x94d049bb133111ebu;
        return seed ^ (seed >> 29);
    }
    std::uint64_t state_;
};

} // namespace rondo::dsp
