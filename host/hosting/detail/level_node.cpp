// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/detail/level_node.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>

namespace rondo::hosting {
namespace {

constexpr std::int32_t infinity = 0x7f800000;

/// The largest amplitude, or 0 where one is no number. As whole numbers amplitudes have the order that they
/// have as floats, and a maximum of whole numbers is one that a compiler computes side by side.
float largest(std::span<const float> samples) noexcept {
    std::int32_t most = 0;
    for (const float sample : samples)
        most = std::max(most, std::bit_cast<std::int32_t>(sample) & 0x7fffffff);
    return most < infinity ? std::bit_cast<float>(most) : 0;
}

} // namespace

void LevelNode::prepare(const graph::PrepareContext& context) {
    constexpr double seconds = 1.7; // for 20 dB
    fall_ = std::numbers::ln10 / (seconds * context.rate);
}

void LevelNode::process(const graph::ProcessContext& context) noexcept {
    if (frames_ != context.frameCount()) {
        frames_ = context.frameCount();
        factor_ = static_cast<float>(std::exp(-fall_ * frames_));
    }
    const bool silent = context.silent();
    for (std::uint32_t channel = 0; channel < width_; ++channel) {
        const float now = silent ? 0 : largest(context.input().channel(channel));
        const float fallen = levels_.peak[channel] * factor_;
        constexpr float nothing = 1e-10F; // or it would fall for ever
        levels_.peak[channel] = std::max(now, fallen > nothing ? fallen : 0.0F);
    }
    writer_.write(levels_);
}

} // namespace rondo::hosting
