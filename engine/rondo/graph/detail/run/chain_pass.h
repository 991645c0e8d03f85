// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/detail/chains.h>
#include <span>

namespace rondo::graph::detail {

/// A chain's way over the samples: each is read once, goes through all operations in a register and is written
/// once, where the last step writes. The samples are those of the steps one by one.
struct ChainPass {
    const float* const* from = nullptr;
    float* const* to = nullptr;
    std::uint32_t fromWidth = 0; ///< as many channels as `toWidth`, or one that goes to all
    std::uint32_t toWidth = 0;
    std::uint32_t frames = 0;
    std::span<const ChainOperation> operations;
    std::uint32_t narrow = 0; ///< operations on the one channel, before it goes to two

    /// Effects: see above. Compiled for several instruction sets, of which the best one there is is taken; all
    /// give the same samples. Returns: true when all samples are finite numbers; false when some may not be.
    /// Progress: wait-free, linear in frames and operations. [audio]
    bool run() const noexcept;
};

} // namespace rondo::graph::detail
