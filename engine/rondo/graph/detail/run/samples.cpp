// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/samples.h>

#include <algorithm>
#include <bit>
#include <cstdint>

#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
// A sanitizer's runtime is not there yet when the choice is made.
#define RONDO_CLONES __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define RONDO_CLONES
#endif

namespace rondo::graph::detail {

namespace {

/// Eight samples or their bits, wherever they lie. Where no register holds so many, they take two.
using Eight = float __attribute__((vector_size(32), aligned(4), may_alias));
using EightBits = std::uint32_t __attribute__((vector_size(32), aligned(4)));
using FourWords = std::uint64_t __attribute__((vector_size(32)));
using EightWholes = std::int32_t __attribute__((vector_size(32), aligned(4), may_alias));
using FourWholes = std::int32_t __attribute__((vector_size(16)));
using FourFloats = float __attribute__((vector_size(16)));
using TwoWords = std::uint64_t __attribute__((vector_size(16)));
constexpr std::size_t eight = 8;
constexpr std::int32_t amplitude = 0x7fff'ffff;

template <class Wholes>
[[gnu::always_inline]] inline void raise(Wholes& most, const Wholes& others) noexcept {
    most = others > most ? others : most;
}

} // namespace

RONDO_CLONES void addChannels(float* const* to, const float* const* first, const float* const* second,
                              std::size_t width, std::size_t count) noexcept {
    for (std::size_t channel = 0; channel < width; ++channel) {
        float* sum = to[channel];
        const float* one = first[channel];
        const float* other = second[channel];
        std::size_t left = count;
        for (; left >= 2 * eight; left -= 2 * eight) {
            const auto low = *reinterpret_cast<const Eight*>(one) + *reinterpret_cast<const Eight*>(other);
            const auto high =
                *reinterpret_cast<const Eight*>(one + eight) + *reinterpret_cast<const Eight*>(other + eight);
            *reinterpret_cast<Eight*>(sum) = low;
            *reinterpret_cast<Eight*>(sum + eight) = high;
            sum += 2 * eight;
            one += 2 * eight;
            other += 2 * eight;
        }
        for (std::size_t frame = 0; frame < left; ++frame)
            sum[frame] = one[frame] + other[frame];
    }
}

// A number less itself is zero; what is none less itself is none, and all exponents together tell it.
RONDO_CLONES bool allFinite(const float* const* channels, std::size_t width, std::size_t count) noexcept {
    constexpr std::uint32_t exponent = 0x7f80'0000;
    EightBits lows{}, highs{};
    std::uint32_t together = 0;
    for (std::size_t channel = 0; channel < width; ++channel) {
        const float* samples = channels[channel];
        std::size_t left = count;
        for (; left >= 2 * eight; left -= 2 * eight) {
            const auto low = *reinterpret_cast<const Eight*>(samples);
            const auto high = *reinterpret_cast<const Eight*>(samples + eight);
            lows |= __builtin_bit_cast(EightBits, low - low);
            highs |= __builtin_bit_cast(EightBits, high - high);
            samples += 2 * eight;
        }
        for (std::size_t frame = 0; frame < left; ++frame)
            together |= std::bit_cast<std::uint32_t>(samples[frame] - samples[frame]);
    }
    const auto words = __builtin_bit_cast(FourWords, lows | highs);
    const auto word = (words[0] | words[1]) | (words[2] | words[3]);
    together |= static_cast<std::uint32_t>(word) | static_cast<std::uint32_t>(word >> 32);
    return (together & exponent) == 0;
}

RONDO_CLONES bool allZero(const float* samples, std::size_t count) noexcept {
    if (count > 0 && samples[count / 2] != 0)
        return false; // what sounds is known at once, nearly always
    std::uint32_t found = 0;
    for (std::size_t frame = 0; frame < count; ++frame)
        found |= std::bit_cast<std::uint32_t>(samples[frame]) << 1; // without the sign
    return found == 0;
}

// As whole numbers amplitudes have the order that they have as floats, and what is no number is above them all.
RONDO_CLONES FloatPair hearPair(const float* first, const float* second, std::size_t count, FloatPair before,
                                float factor) noexcept {
    constexpr float nothing = 1e-10F; // or a needle would fall for ever
    EightWholes firsts{}, seconds{};
    std::size_t frame = 0;
    for (; frame + 2 * eight <= count; frame += 2 * eight) {
        raise(firsts, *reinterpret_cast<const EightWholes*>(first + frame) & amplitude);
        raise(firsts, *reinterpret_cast<const EightWholes*>(first + frame + eight) & amplitude);
        raise(seconds, *reinterpret_cast<const EightWholes*>(second + frame) & amplitude);
        raise(seconds, *reinterpret_cast<const EightWholes*>(second + frame + eight) & amplitude);
    }
    // Both side by side: a pair in the places 0 and 1.
    auto both = __builtin_shufflevector(firsts, seconds, 0, 8, 1, 9, 4, 12, 5, 13);
    raise(both, __builtin_shufflevector(firsts, seconds, 2, 10, 3, 11, 6, 14, 7, 15));
    FourWholes now = __builtin_shufflevector(both, both, 0, 1, 2, 3);
    raise(now, FourWholes(__builtin_shufflevector(both, both, 4, 5, 6, 7)));
    raise(now, FourWholes(__builtin_shufflevector(now, now, 2, 3, 0, 1)));
    for (; frame < count; ++frame)
        raise(now, FourWholes{std::bit_cast<std::int32_t>(first[frame]) & amplitude,
                              std::bit_cast<std::int32_t>(second[frame]) & amplitude, 0, 0});
    const auto fallen =
        __builtin_bit_cast(FourFloats, TwoWords{std::bit_cast<std::uint64_t>(before), 0}) * factor;
    raise(now, __builtin_bit_cast(FourWholes, fallen) & (fallen > nothing));
    return std::bit_cast<FloatPair>(__builtin_bit_cast(TwoWords, now)[0]);
}

} // namespace rondo::graph::detail
