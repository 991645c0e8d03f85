// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>

/// The loops over samples that the graph itself runs. Compiled for several instruction sets, of which the best
/// one is chosen when the program starts; all give the same samples.
namespace rondo::graph::detail {

/// Effects: in each channel to[n] = first[n] + second[n]; `to` may be either of them.
void addChannels(float* const* to, const float* const* first, const float* const* second, std::size_t width,
                 std::size_t count) noexcept;
/// Returns: whether all samples of all channels are finite numbers.
bool allFinite(const float* const* channels, std::size_t width, std::size_t count) noexcept;
/// Of two channels, in one word.
using FloatPair = std::array<float, 2>;
/// Returns: the larger of `before` times `factor` and the largest amplitude of each of two channels, which may
/// be the same one; 0 for what has fallen under -200 dB; what is no finite number for a channel that holds
/// such.
FloatPair hearPair(const float* first, const float* second, std::size_t count, FloatPair before,
                   float factor) noexcept;
/// Returns: whether all of them are zero.
bool allZero(const float* samples, std::size_t count) noexcept;

} // namespace rondo::graph::detail
