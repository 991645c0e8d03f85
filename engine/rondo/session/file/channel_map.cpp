// SPDX-License-Identifier: MIT
#include <rondo/session/file/channel_map.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace rondo::session {
namespace {

constexpr float half = 0.70710678F;
constexpr std::uint32_t mostSpeakers = 8;

/// Share of each channel in left and right, by channel count. 3: L R C. 4: L R Ls Rs. 5: L R C Ls Rs.
/// 6: L R C LFE Ls Rs. 7: L R C LFE Cs Ls Rs. 8: L R C LFE Lb Rb Ls Rs.
struct Fold {
    std::array<float, mostSpeakers> left;
    std::array<float, mostSpeakers> right;
};
constexpr std::array<Fold, 6> folds{{
    {{1, 0, half}, {0, 1, half}},
    {{1, 0, half, 0}, {0, 1, 0, half}},
    {{1, 0, half, half, 0}, {0, 1, half, 0, half}},
    {{1, 0, half, 0, half, 0}, {0, 1, half, 0, 0, half}},
    {{1, 0, half, 0, 0.5F, half, 0}, {0, 1, half, 0, 0.5F, 0, half}},
    {{1, 0, half, 0, half, 0, half, 0}, {0, 1, half, 0, 0, half, 0, half}},
}};

} // namespace

ChannelMap::ChannelMap(std::uint32_t inputChannels, std::uint32_t outputChannels)
    : inputChannels_(inputChannels), outputChannels_(outputChannels) {
    if (inputChannels == outputChannels)
        return;
    gains_.assign(std::size_t{inputChannels} * outputChannels, 0.0F);
    if (inputChannels == 1) {
        for (std::uint32_t output = 0; output < std::min(outputChannels, 2U); ++output)
            gain(output, 0) = 1;
    } else if (outputChannels == 1) {
        std::ranges::fill(gains_, 1.0F / static_cast<float>(inputChannels));
    } else if (outputChannels == 2 && inputChannels <= mostSpeakers) {
        const auto& shares = folds[inputChannels - 3];
        fold(shares.left.data(), shares.right.data());
    } else {
        for (std::uint32_t channel = 0; channel < std::min(inputChannels, outputChannels); ++channel)
            gain(channel, channel) = 1;
        leavesOut_ = inputChannels > outputChannels;
    }
}

void ChannelMap::fold(const float* left, const float* right) {
    const float scale = 1.0F / std::accumulate(left, left + inputChannels_, 0.0F);
    for (std::uint32_t input = 0; input < inputChannels_; ++input) {
        gain(0, input) = left[input] * scale;
        gain(1, input) = right[input] * scale;
    }
}

void ChannelMap::apply(std::span<const float> input, std::span<float> output) const noexcept {
    if (identity()) {
        std::ranges::copy(input, output.begin());
        return;
    }
    const auto frames = input.size() / inputChannels_;
    for (std::size_t frame = 0; frame < frames; ++frame) {
        const float* from = input.data() + frame * inputChannels_;
        float* to = output.data() + frame * outputChannels_;
        for (std::uint32_t channel = 0; channel < outputChannels_; ++channel) {
            const float* row = gains_.data() + std::size_t{channel} * inputChannels_;
            to[channel] = std::inner_product(row, row + inputChannels_, from, 0.0F);
        }
    }
}

} // namespace rondo::session
