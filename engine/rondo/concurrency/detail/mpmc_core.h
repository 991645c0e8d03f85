// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/detail/channel_core.h>

namespace rondo::concurrency::detail {

/// A ring whose cells say themselves whose turn it is, after D. Vyukov's bounded MPMC queue (1024cores.net),
/// with two changes. A cell counts half turns (2n: free for the n-th round, 2n + 1: holds its item), so that
/// one cell is enough. A position is a round and an index side by side, so that any capacity does without a
/// division.
/// The word `sending_` also holds the mark `closing`: no position can be claimed once it is set, and what was
/// claimed before still arrives.
template <class T>
class MpmcCore {
public:
    static_assert(travels<T>, "items change threads: moving and destroying them must not throw");
    using Value = T;
    static constexpr bool manyReceivers = true;

    explicit MpmcCore(std::size_t capacity)
        : capacity_((requireCapacity("An MPMC queue", capacity, sizeof(Cell)), capacity)),
          indexBits_(static_cast<int>(std::bit_width(capacity - 1))),
          indexMask_((std::uint64_t{1} << indexBits_) - 1), cells_(std::make_unique<Cell[]>(capacity)) {}
    ~MpmcCore() { discard(capacity_); }
    MpmcCore(const MpmcCore&) = delete;
    MpmcCore& operator=(const MpmcCore&) = delete;

    template <class U>
    ChannelResult trySend(U&& value) noexcept {
        const auto result = put(std::forward<U>(value));
        if (result == ChannelResult::full)
            counters_.refused.fetch_add(1, std::memory_order_relaxed);
        return result;
    }
    template <class U>
    ChannelResult send(U&& value, Deadline deadline) {
        const auto result =
            waitWhile(ChannelResult::full, writable_, counters_.sendWaits, deadline,
                      [&]() noexcept { return put(std::forward<U>(value)); }); // moves it only when done
        if (!result && result != ChannelResult::closed)
            counters_.refused.fetch_add(1, std::memory_order_relaxed);
        return result;
    }
    template <class Take>
    ChannelResult tryReceive(Take&& take) noexcept {
        auto position = receiving_.load(std::memory_order_relaxed);
        for (;;) {
            const auto full = fullAt(position);
            const auto state = cellAt(position).state.load(std::memory_order_seq_cst);
            if (state == full) {
                // Releases for the figures: who sees an item taken sees that it was sent.
                if (receiving_.compare_exchange_weak(position, next(position), std::memory_order_release,
                                                     std::memory_order_relaxed))
                    break;
            } else if (state < full) {
                const bool drained = sending_.load(std::memory_order_seq_cst) == (position | closing);
                return drained ? ChannelResult::closed : ChannelResult::empty;
            } else {
                position = receiving_.load(std::memory_order_relaxed);
            }
        }
        noteHighWater(position);
        Cell& cell = cellAt(position);
        cell.place.take(take);
        cell.state.store(fullAt(position) + 1, std::memory_order_seq_cst);
        freed(position);
        return ChannelResult::done;
    }
    template <class Take>
    ChannelResult receive(Take&& take, Deadline deadline) {
        return waitWhile(ChannelResult::empty, readable_, counters_.receiveWaits, deadline,
                         [&]() noexcept { return tryReceive(take); });
    }

    void close() noexcept {
        sending_.fetch_or(closing, std::memory_order_seq_cst);
        readable_.notifyAll();
        writable_.notifyAll();
    }
    /// The last receiver has gone: what is inside dies here; what is on its way in, with the channel.
    void abandon() noexcept {
        close();
        discard(capacity_);
    }
    std::size_t discard(std::size_t most) noexcept {
        std::size_t count = 0;
        const auto forget = [this](T&&) noexcept { counters_.lost.fetch_add(1, std::memory_order_release); };
        while (count < most && tryReceive(forget) == ChannelResult::done)
            ++count;
        return count;
    }

    bool closed() const noexcept { return (sending_.load(std::memory_order_acquire) & closing) != 0; }
    // An old position does no harm: while its item is not to be seen, that item's wake-up is still to come;
    // once it is, whoever waits looks for himself.
    bool readable() const noexcept {
        const auto position = receiving_.load(std::memory_order_relaxed);
        return cellAt(position).state.load(std::memory_order_seq_cst) >= fullAt(position) ||
               sending_.load(std::memory_order_seq_cst) == (position | closing);
    }
    bool writable() const noexcept {
        const auto position = sending_.load(std::memory_order_seq_cst);
        return (position & closing) != 0 ||
               cellAt(position).state.load(std::memory_order_seq_cst) >= freeAt(position);
    }
    WaitList& readableList() noexcept { return readable_; }
    WaitList& writableList() noexcept { return writable_; }
    std::size_t capacity() const noexcept { return capacity_; }
    /// With those that are on their way in.
    std::size_t occupancy() const noexcept {
        const auto received = countAt(receiving_.load(std::memory_order_acquire));
        return std::min<std::uint64_t>(countAt(sending_.load(std::memory_order_relaxed)) - received, capacity_);
    }
    ChannelStatistics statistics() const noexcept {
        ChannelStatistics statistics;
        counters_.fill(statistics);
        statistics.capacity = capacity_;
        statistics.occupancy = occupancy();
        statistics.highWater = std::max(highWater_.load(std::memory_order_relaxed), statistics.occupancy);
        statistics.received = countAt(receiving_.load(std::memory_order_acquire)) - statistics.lost;
        statistics.sent = countAt(sending_.load(std::memory_order_relaxed));
        return statistics;
    }

private:
    static constexpr std::uint64_t closing = std::uint64_t{1} << 63;
    struct Cell {
        Atomic<std::uint64_t> state{0};
        ItemPlace<T> place;
    };

    Cell& cellAt(std::uint64_t position) const noexcept { return cells_[position & indexMask_]; }
    std::uint64_t roundOf(std::uint64_t position) const noexcept { return (position & ~closing) >> indexBits_; }
    std::uint64_t freeAt(std::uint64_t position) const noexcept { return 2 * roundOf(position); }
    std::uint64_t fullAt(std::uint64_t position) const noexcept { return 2 * roundOf(position) + 1; }
    std::uint64_t countAt(std::uint64_t position) const noexcept {
        return roundOf(position) * capacity_ + (position & indexMask_);
    }
    std::uint64_t next(std::uint64_t position) const noexcept {
        return (position & indexMask_) + 1 == capacity_ ? (position | indexMask_) + 1 : position + 1;
    }

    template <class U>
    ChannelResult put(U&& value) noexcept {
        auto position = sending_.load(std::memory_order_seq_cst);
        for (;;) {
            if ((position & closing) != 0)
                return ChannelResult::closed;
            const auto state = cellAt(position).state.load(std::memory_order_seq_cst);
            if (state == freeAt(position)) {
                if (sending_.compare_exchange_weak(position, next(position), std::memory_order_relaxed))
                    break;
            } else if (state < freeAt(position)) {
                return ChannelResult::full;
            } else {
                // Without order: a close that the first look did not see finds us among those who wait.
                position = sending_.load(std::memory_order_relaxed);
            }
        }
        Cell& cell = cellAt(position);
        cell.place.put(std::forward<U>(value));
        cell.state.store(fullAt(position), std::memory_order_seq_cst);
        sent(position);
        return ChannelResult::done;
    }
    // A waiter that was woken for a later item while an earlier one was still on its way in has gone back to
    // sleep: so whoever takes the item in front wakes one more for what lies behind it. The same holds for
    // room.
    void sent(std::uint64_t position) noexcept {
        if (readable_.waited()) {
            // Others that wait learn of the end by this item: it was on its way in when the queue closed. In
            // the one order of all these: who was not there yet when `close` looked for waiters but is seen
            // here came between, so the mark is seen too.
            if ((sending_.load(std::memory_order_seq_cst) & closing) != 0)
                readable_.notifyAll();
            else
                readable_.notifyOne();
        }
        const auto following = next(position);
        if (writable_.waited() && cellAt(following).state.load(std::memory_order_seq_cst) >= freeAt(following))
            writable_.notifyOne();
    }
    void freed(std::uint64_t position) noexcept {
        writable_.notifyOne();
        const auto following = next(position);
        if (readable_.waited() && cellAt(following).state.load(std::memory_order_seq_cst) >= fullAt(following))
            readable_.notifyOne();
    }
    // Looks at the one cell that would be filled if there were more inside than ever seen.
    void noteHighWater(std::uint64_t position) noexcept {
        auto high = highWater_.load(std::memory_order_relaxed);
        auto seen = high;
        for (; seen < capacity_; ++seen) {
            const auto index = (position & indexMask_) + seen;
            const bool wraps = index >= capacity_;
            const auto full = fullAt(position) + (wraps ? 2 : 0);
            if (cells_[wraps ? index - capacity_ : index].state.load(std::memory_order_relaxed) < full)
                break;
        }
        while (seen > high && !highWater_.compare_exchange_weak(high, seen, std::memory_order_relaxed)) {
        }
    }

    const std::size_t capacity_;
    const int indexBits_;
    const std::uint64_t indexMask_;
    const std::unique_ptr<Cell[]> cells_;
    alignas(base::cacheLine) Atomic<std::uint64_t> sending_{0};
    alignas(base::cacheLine) Atomic<std::uint64_t> receiving_{0};
    alignas(base::cacheLine) WaitList readable_;
    alignas(base::cacheLine) WaitList writable_;
    Atomic<std::size_t> highWater_{0};
    ChannelCounters counters_;
};

} // namespace rondo::concurrency::detail
