// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

namespace rondo::concurrency {

/// Slots of a channel's ring, in order: `second` goes on where `first` ends at the ring's edge, and is empty
/// when it does not reach it. See SpscSender::writeRegion and SpscReceiver::readRegion.
///
/// Example:
///     std::array<int, 3> slots{1, 2, 3};
///     const SpscRegion<int> region{std::span(slots).last(1), std::span(slots).first(2)};
///     expect(region.size() == 3 && region[0] == 3 && region[1] == 1);
template <class T>
struct SpscRegion {
    std::span<T> first;
    std::span<T> second;

    /// Returns: how many slots. Progress: wait-free. [any]
    constexpr std::size_t size() const noexcept { return first.size() + second.size(); }
    /// Returns: whether there are none. Progress: wait-free. [any]
    constexpr bool empty() const noexcept { return first.empty(); }
    /// Returns: one slot, counted over both pieces. Requires: `index` is below the size. Progress: wait-free.
    /// [any]
    constexpr T& operator[](std::size_t index) const noexcept {
        return index < first.size() ? first[index] : second[index - first.size()];
    }
};

} // namespace rondo::concurrency
