// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/chain_pass.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace rondo::graph::detail {

namespace {

/// What a register holds, the same wherever it lies in memory, and its bits.
struct OneLane {
    using Held = float;
    using Stored = float;
    using Bits = std::uint32_t;
    static constexpr std::uint32_t count = 1;
};
struct FourLanes {
    using Held = float __attribute__((vector_size(16)));
    using Stored = float __attribute__((vector_size(16), aligned(4), may_alias));
    using Bits = std::uint32_t __attribute__((vector_size(16)));
    static constexpr std::uint32_t count = 4;
};
struct EightLanes {
    using Held = float __attribute__((vector_size(32)));
    using Stored = float __attribute__((vector_size(32), aligned(4), may_alias));
    using Bits = std::uint32_t __attribute__((vector_size(32)));
    static constexpr std::uint32_t count = 8;
};

/// Does to `vectors` of one channel, from `frame` on, what an operation says.
template <class Lane, std::uint32_t vectors>
[[gnu::always_inline]] inline void apply(const ChainOperation& operation, std::uint32_t channel,
                                         std::uint32_t frame, typename Lane::Held (&held)[vectors]) noexcept {
    using Stored = typename Lane::Stored;
    if (operation.added == nullptr) {
        const float factor = channel == 0 ? operation.factors->first : operation.factors->others;
#pragma GCC unroll 8
        for (std::uint32_t place = 0; place < vectors; ++place)
            held[place] = held[place] * factor;
    } else {
        const float* const added = operation.added[channel] + frame;
#pragma GCC unroll 8
        for (std::uint32_t place = 0; place < vectors; ++place)
            held[place] = held[place] + *reinterpret_cast<const Stored*>(added + place * Lane::count);
    }
}

/// `vectors` of each of `channels` channels, from `frame` on, through all operations. Returns the bits of all
/// that it has made together.
template <class Lane, std::uint32_t channels, std::uint32_t vectors>
[[gnu::always_inline]] inline std::uint32_t goOver(const ChainPass& pass, std::uint32_t channel,
                                                   std::uint32_t frame) noexcept {
    using Stored = typename Lane::Stored;
    typename Lane::Held held[channels][vectors];
#pragma GCC unroll 2
    for (std::uint32_t side = 0; side < channels; ++side) {
        const float* const from = pass.from[std::min(channel + side, pass.fromWidth - 1)] + frame;
#pragma GCC unroll 8
        for (std::uint32_t place = 0; place < vectors; ++place)
            held[side][place] = *reinterpret_cast<const Stored*>(from + place * Lane::count);
    }
    if (pass.narrow > 0) {
        for (const auto& operation : pass.operations.first(pass.narrow))
            apply<Lane, vectors>(operation, 0, frame, held[0]);
#pragma GCC unroll 8
        for (std::uint32_t place = 0; place < vectors; ++place)
            held[channels - 1][place] = held[0][place];
    }
    for (const auto& operation : pass.operations.subspan(pass.narrow)) {
#pragma GCC unroll 2
        for (std::uint32_t side = 0; side < channels; ++side)
            apply<Lane, vectors>(operation, channel + side, frame, held[side]);
    }
    typename Lane::Bits together{};
#pragma GCC unroll 2
    for (std::uint32_t side = 0; side < channels; ++side) {
        float* const to = pass.to[channel + side] + frame;
#pragma GCC unroll 8
        for (std::uint32_t place = 0; place < vectors; ++place) {
            together |= __builtin_bit_cast(typename Lane::Bits, held[side][place]);
            *reinterpret_cast<Stored*>(to + place * Lane::count) = held[side][place];
        }
    }
    using Each = std::array<std::uint32_t, Lane::count>;
    std::uint32_t either = 0;
    for (const auto lane : __builtin_bit_cast(Each, together))
        either |= lane;
    return either;
}

// Eight vectors keep two multipliers busy.
template <class Lane, std::uint32_t channels>
[[gnu::always_inline]] inline std::uint32_t goAlong(const ChainPass& pass, std::uint32_t channel) noexcept {
    constexpr std::uint32_t vectors = 8 / channels;
    std::uint32_t together = 0;
    std::uint32_t frame = 0;
    for (; pass.frames - frame >= vectors * Lane::count; frame += vectors * Lane::count)
        together |= goOver<Lane, channels, vectors>(pass, channel, frame);
    for (; pass.frames - frame >= Lane::count; frame += Lane::count)
        together |= goOver<Lane, channels, 1>(pass, channel, frame);
    for (; frame < pass.frames; ++frame)
        together |= goOver<OneLane, channels, 1>(pass, channel, frame);
    return together;
}

// Two channels at a time: where one input channel goes to both, the first must not be written before the second
// is read.
template <class Lane>
[[gnu::always_inline]] inline std::uint32_t goThrough(const ChainPass& pass) noexcept {
    std::uint32_t together = 0;
    std::uint32_t channel = 0;
    for (; channel + 2 <= pass.toWidth; channel += 2)
        together |= goAlong<Lane, 2>(pass, channel);
    if (channel < pass.toWidth)
        together |= goAlong<Lane, 1>(pass, channel);
    return together;
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] std::uint32_t goThroughByEight(const ChainPass& pass) noexcept {
    return goThrough<EightLanes>(pass);
}
#endif

} // namespace

bool ChainPass::run() const noexcept {
    constexpr std::uint32_t exponent = 0x7f80'0000;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return (goThroughByEight(*this) & exponent) != exponent;
#endif
    return (goThrough<FourLanes>(*this) & exponent) != exponent;
}

} // namespace rondo::graph::detail
