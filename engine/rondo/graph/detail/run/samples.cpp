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

RONDO_CLONES void addSamples(float* to, const float* first, const float* second, std::size_t count) noexcept {
    for (std::size_t frame = 0; frame < count; ++frame)
        to[frame] = first[frame] + second[frame];
}

RONDO_CLONES bool allFinite(const float* samples, std::size_t count) noexcept {
    constexpr std::uint32_t exponent = 0x7f80'0000;
    std::uint32_t found = 0;
    for (std::size_t frame = 0; frame < count; ++frame)
        found |= (std::bit_cast<std::uint32_t>(samples[frame]) & exponent) == exponent ? 1u : 0u;
    return found == 0;
}

RONDO_CLONES bool allZero(const float* samples, std::size_t count) noexcept {
    std::uint32_t found = 0;
    for (std::size_t frame = 0; frame < count; ++frame)
        found |= std::bit_cast<std::uint32_t>(samples[frame]) << 1; // without the sign
    return found == 0;
}

} // namespace rondo::graph::detail
