// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/// The loops over samples that the graph itself runs. Compiled for several instruction sets, of which the best
/// one is chosen when the program starts; all give the same samples.
namespace rondo::graph::detail {

/// Effects: to[n] = first[n] + second[n]; `to` may be either of them.
void addSamples(float* to, const float* first, const float* second, std::size_t count) noexcept;
/// Returns: whether all of them are finite numbers.
bool allFinite(const float* samples, std::size_t count) noexcept;
/// Returns: whether all of them are zero.
bool allZero(const float* samples, std::size_t count) noexcept;

} // namespace rondo::graph::detail
