// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

namespace rondo::graph::detail {

/// The items of a block that wait for nothing, to be claimed one by one: opening a block is one store, however
/// many there are. The word holds the block's number beside how many are left, so a claim that was prepared in
/// one block fails in every other. Numbers come again after 2^40 blocks, 46 years of 1.3 ms.
class RootCounter {
public:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    static constexpr std::uint32_t most = (1u << 24) - 1;

    /// Effects: a new block with roots 0 to `count` - 1. What was written before is seen by who claims.
    /// Requires: all of the block before are claimed; one thread at a time; at most `most`. Progress:
    /// wait-free. [audio]
    void open(std::uint32_t count) noexcept {
        word_.store((++block_ << shift) | count, std::memory_order_release);
    }
    /// Returns: what `claim` needs to know.
    std::uint64_t look() const noexcept { return word_.load(std::memory_order_relaxed); }
    /// Effects: claims a root of the block that was `seen`; the last one first. Returns: its number, or none
    /// when no root is left, another block is on or another thread was faster. Progress: wait-free. [audio]
    /// [worker]
    std::uint32_t claim(std::uint64_t seen) noexcept {
        const auto left = static_cast<std::uint32_t>(seen & most);
        if (left == 0 || !word_.compare_exchange_strong(seen, seen - 1, std::memory_order_acquire,
                                                        std::memory_order_relaxed))
            return none;
        return left - 1;
    }

private:
    static constexpr int shift = 24;
    std::atomic<std::uint64_t> word_{0};
    std::uint64_t block_ = 0; ///< the opener's
};

} // namespace rondo::graph::detail
