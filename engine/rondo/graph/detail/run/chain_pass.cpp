// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/chain_pass.h>

#include <algorithm>
#include <cstring>

namespace rondo::graph::detail {

namespace {

using FourLanes = float __attribute__((vector_size(16)));
using EightLanes = float __attribute__((vector_size(32)));

/// `count` vectors of each of `channels` channels, from `frame` on, through all operations. Eight vectors are
/// enough to keep two multipliers busy.
template <class Lanes, std::uint32_t channels, std::uint32_t count>
[[gnu::always_inline]] inline void goOver(const ChainPass& pass, std::uint32_t channel,
                                          std::uint32_t frame) noexcept {
    constexpr auto lanes = sizeof(Lanes) / sizeof(float);
    Lanes held[channels][count];
    for (std::uint32_t side = 0; side < channels; ++side) {
        const float* const from = pass.from[std::min(channel + side, pass.fromWidth - 1)] + frame;
        for (std::uint32_t place = 0; place < count; ++place)
            std::memcpy(&held[side][place], from + place * lanes, sizeof(Lanes));
    }
    for (const auto& operation : pass.operations) {
        for (std::uint32_t side = 0; side < channels; ++side) {
            if (operation.added == nullptr) {
                const float factor = channel + side == 0 ? operation.factors->first : operation.factors->others;
                for (std::uint32_t place = 0; place < count; ++place)
                    held[side][place] *= factor;
                continue;
            }
            const float* const added = operation.added[channel + side] + frame;
            for (std::uint32_t place = 0; place < count; ++place) {
                Lanes more;
                std::memcpy(&more, added + place * lanes, sizeof(Lanes));
                held[side][place] += more;
            }
        }
    }
    for (std::uint32_t side = 0; side < channels; ++side)
        for (std::uint32_t place = 0; place < count; ++place)
            std::memcpy(pass.to[channel + side] + frame + place * lanes, &held[side][place], sizeof(Lanes));
}

template <class Lanes, std::uint32_t channels>
[[gnu::always_inline]] inline void goAlong(const ChainPass& pass, std::uint32_t channel) noexcept {
    constexpr std::uint32_t lanes = sizeof(Lanes) / sizeof(float);
    constexpr std::uint32_t count = 8 / channels;
    std::uint32_t frame = 0;
    for (; pass.frames - frame >= count * lanes; frame += count * lanes)
        goOver<Lanes, channels, count>(pass, channel, frame);
    for (; pass.frames - frame >= lanes; frame += lanes)
        goOver<Lanes, channels, 1>(pass, channel, frame);
    for (; frame < pass.frames; ++frame)
        goOver<float, channels, 1>(pass, channel, frame);
}

// Two channels at a time: where one input channel goes to both, the first must not be written before the second
// is read.
template <class Lanes>
[[gnu::always_inline]] inline void goThrough(const ChainPass& pass) noexcept {
    std::uint32_t channel = 0;
    for (; channel + 2 <= pass.toWidth; channel += 2)
        goAlong<Lanes, 2>(pass, channel);
    if (channel < pass.toWidth)
        goAlong<Lanes, 1>(pass, channel);
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] void goThroughByEight(const ChainPass& pass) noexcept { goThrough<EightLanes>(pass); }
#endif

} // namespace

void ChainPass::run() const noexcept {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return goThroughByEight(*this);
#endif
    goThrough<FourLanes>(*this);
}

} // namespace rondo::graph::detail
