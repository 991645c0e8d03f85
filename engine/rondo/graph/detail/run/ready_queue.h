// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <rondo/base/cache_line.h>

namespace rondo::graph::detail {

/// Items that can run now, first in, first out, for any number of threads. Each place of the queue has a number
/// that never comes again in its life, and an item is taken by moving the head past that number: whoever
/// looked, was held up for however long and then tries to take, takes nothing unless the very item that it saw
/// is still there. (The bounded queue of D. Vyukov, 1024cores.net, 2010: a cell's `turn` says whose turn it
/// is.) All calls: lock-free, [audio] [worker].
class ReadyQueue {
public:
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    /// Requires: `capacity` is a power of two, at least 2.
    explicit ReadyQueue(std::uint32_t capacity)
        : mask_(capacity - 1), cells_(std::make_unique<Cell[]>(capacity)) {
        for (std::uint32_t index = 0; index < capacity; ++index)
            cells_[index].turn.store(index, std::memory_order_relaxed);
    }

    /// Returns: whether there was room.
    bool push(std::uint32_t item) noexcept {
        auto place = tail_.load(std::memory_order_relaxed);
        for (;;) {
            Cell& cell = cells_[place & mask_];
            const auto turn = cell.turn.load(std::memory_order_acquire);
            if (turn == place) {
                if (tail_.compare_exchange_weak(place, place + 1, std::memory_order_relaxed)) {
                    cell.item = item;
                    cell.turn.store(place + 1, std::memory_order_release);
                    return true;
                }
            } else if (turn < place) {
                return false;
            } else {
                place = tail_.load(std::memory_order_relaxed);
            }
        }
    }

    /// Returns: the place of the item that is next.
    std::uint64_t next() const noexcept { return head_.load(std::memory_order_relaxed); }
    /// Effects: takes the item at `place`. Returns: it, or none when nothing is there yet or any more.
    std::uint32_t takeAt(std::uint64_t place) noexcept {
        Cell& cell = cells_[place & mask_];
        if (cell.turn.load(std::memory_order_acquire) != place + 1 ||
            !head_.compare_exchange_strong(place, place + 1, std::memory_order_relaxed))
            return none;
        const auto item = cell.item;
        cell.turn.store(place + mask_ + 1, std::memory_order_release);
        return item;
    }
    /// Returns: the next item, or none when there is none or another thread was faster.
    std::uint32_t take() noexcept { return takeAt(next()); }

private:
    struct Cell {
        std::atomic<std::uint64_t> turn;
        std::uint32_t item = none;
    };
    const std::uint64_t mask_;
    const std::unique_ptr<Cell[]> cells_;
    alignas(base::cacheLine) std::atomic<std::uint64_t> tail_{0};
    alignas(base::cacheLine) std::atomic<std::uint64_t> head_{0};
};

} // namespace rondo::graph::detail
