// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace rondo::session::detail {

/// Turns float samples into integers of 16 or 24 bits, left-aligned in 32. Full scale is 2^(bits-1), so that
/// integers read from a file go back unchanged.
class SampleQuantizer {
public:
    explicit SampleQuantizer(int bits) noexcept
        : scale_(std::ldexp(1.0, bits - 1)), shift_(32 - bits), dither_(bits < 24) {}

    std::int32_t operator()(float sample) noexcept {
        double exact = static_cast<double>(sample) * scale_;
        double rounded = std::nearbyint(exact);
        // What lies on the grid already, silence above all, needs no dither and gets none.
        if (dither_ && rounded != exact)
            rounded = std::nearbyint(exact + uniform() - uniform());
        clipped_ += rounded > scale_ - 1 || rounded < -scale_;
        const auto value = static_cast<std::int32_t>(std::clamp(rounded, -scale_, scale_ - 1));
        return static_cast<std::int32_t>(static_cast<std::uint32_t>(value) << shift_);
    }
    std::uint64_t clipped() const noexcept { return clipped_; }

private:
    /// 0 to 1, by the 64-bit linear congruential generator of Knuth (MMIX).
    double uniform() noexcept {
        random_ = random_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(random_ >> 11) * 0x1.0p-53;
    }
    double scale_;
    int shift_;
    bool dither_;
    std::uint64_t random_ = 1;
    std::uint64_t clipped_ = 0;
};

} // namespace rondo::session::detail
