// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/samples.h>

#include <bit>
#include <cstdint>

#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
// A sanitizer's runtime is not there yet when the choice is made.
#define RONDO_CLONES __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define RONDO_CLONES
#endif

namespace rondo::graph::detail {

RONDO_CLONES void addChannels(float* const* to, const float* const* first, const float* const* second,
                              std::size_t width, std::size_t count) noexcept {
    for (std::size_t channel = 0; channel < width; ++channel) {
        float* const sum = to[channel];
        const float* const one = first[channel];
        const float* const other = second[channel];
        for (std::size_t frame = 0; frame < count; ++frame)
            sum[frame] = one[frame] + other[frame];
    }
}

// The bits of all samples together have an exponent of ones when one sample has, and else hardly ever: only
// where samples of 2 and more meet smaller ones. That is told apart in a second look.
RONDO_CLONES bool allFinite(const float* const* channels, std::size_t width, std::size_t count) noexcept {
    constexpr std::uint32_t exponent = 0x7f80'0000;
    for (std::size_t channel = 0; channel < width; ++channel) {
        const float* const samples = channels[channel];
        std::uint32_t together = 0;
        for (std::size_t frame = 0; frame < count; ++frame)
            together |= std::bit_cast<std::uint32_t>(samples[frame]);
        if ((together & exponent) != exponent)
            continue;
        std::uint32_t found = 0;
        for (std::size_t frame = 0; frame < count; ++frame)
            found |= (std::bit_cast<std::uint32_t>(samples[frame]) & exponent) == exponent ? 1u : 0u;
        if (found != 0)
            return false;
    }
    return true;
}

RONDO_CLONES bool allZero(const float* samples, std::size_t count) noexcept {
    std::uint32_t found = 0;
    for (std::size_t frame = 0; frame < count; ++frame)
        found |= std::bit_cast<std::uint32_t>(samples[frame]) << 1; // without the sign
    return found == 0;
}

} // namespace rondo::graph::detail
