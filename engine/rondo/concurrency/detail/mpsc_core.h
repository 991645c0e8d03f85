// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/detail/channel_core.h>

namespace rondo::concurrency::detail {

/// A sender claims a free slot, fills it, and links it with one compare-and-swap onto a stack, the inbox; the
/// receiver takes the inbox whole and turns it round. So there is no place in the queue before the item is
/// there, and a sender that stands still hides nobody's item: it only keeps its slot.
/// Free slots lie in a ring that the receiver alone fills and senders claim from by moving one counter, so that
/// giving a slot back is a store. Counters have 64 bits and never come round; hence no ABA.
template <class T>
class MpscCore {
public:
    static_assert(travels<T>, "items change threads: moving and destroying them must not throw");
    using Value = T;
    static constexpr bool manyReceivers = false;

    explicit MpscCore(std::size_t capacity)
        : capacity_((requireCapacity("An MPSC channel", capacity, sizeof(Slot)), capacity)),
          mask_(std::bit_ceil(capacity) - 1), slots_(std::make_unique<Slot[]>(capacity)),
          free_(std::make_unique<Atomic<std::uint32_t>[]>(mask_ + 1)), freed_(capacity) {
        for (std::uint32_t index = 0; index < capacity; ++index)
            free_[index].store(index, std::memory_order_relaxed);
    }
    MpscCore(const MpscCore&) = delete;
    MpscCore& operator=(const MpscCore&) = delete;

    template <class U>
    ChannelResult trySend(U&& value) noexcept {
        const auto result = send(std::forward<U>(value));
        if (result == ChannelResult::full)
            counters_.refused.fetch_add(1, std::memory_order_relaxed);
        return result;
    }
    template <class U>
    ChannelResult send(U&& value, Deadline deadline) {
        const auto result =
            waitWhile(ChannelResult::full, writable_, counters_.sendWaits, deadline,
                      [&]() noexcept { return send(std::forward<U>(value)); }); // NOLINT: moves when done only
        if (!result && result != ChannelResult::closed)
            counters_.refused.fetch_add(1, std::memory_order_relaxed);
        return result;
    }
    template <class Take>
    ChannelResult tryReceive(Take&& take) noexcept {
        auto index = oldest_.load(std::memory_order_relaxed);
        if (index == nobody && (index = refill()) == nobody)
            return sealed_ ? ChannelResult::closed : ChannelResult::empty;
        oldest_.store(slots_[index].link, std::memory_order_relaxed);
        slots_[index].place.take(take);
        const auto position = freed_.load(std::memory_order_relaxed);
        free_[position & mask_].store(index, std::memory_order_relaxed);
        freed_.store(position + 1, std::memory_order_seq_cst);
        writable_.notifyOne();
        return ChannelResult::done;
    }
    template <class Take>
    ChannelResult receive(Take&& take, Deadline deadline) {
        return waitWhile(ChannelResult::empty, readable_, counters_.receiveWaits, deadline,
                         [&]() noexcept { return tryReceive(take); });
    }

    void close() noexcept {
        closed_.store(true, std::memory_order_seq_cst);
        readable_.notifyAll();
        writable_.notifyAll();
    }
    /// The receiver has gone: what is inside dies here.
    void abandon() noexcept {
        close();
        discard(static_cast<std::size_t>(-1)); // ends: once the inbox is sealed nothing comes any more
    }
    std::size_t discard(std::size_t most) noexcept {
        std::size_t count = 0;
        const auto forget = [](T&&) noexcept {};
        for (; count < most && tryReceive(forget) == ChannelResult::done; ++count)
            counters_.lost.fetch_add(1, std::memory_order_release); // after `freed_`, of which it is a part
        return count;
    }

    bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }
    bool readable() const noexcept {
        return inbox_.load(std::memory_order_seq_cst) != nobody ||
               oldest_.load(std::memory_order_relaxed) != nobody || closed_.load(std::memory_order_seq_cst);
    }
    bool writable() const noexcept {
        return isFree(claimed_.load(std::memory_order_relaxed), freed_.load(std::memory_order_seq_cst)) ||
               closed_.load(std::memory_order_seq_cst);
    }
    WaitList& readableList() noexcept { return readable_; }
    WaitList& writableList() noexcept { return writable_; }
    std::size_t capacity() const noexcept { return capacity_; }
    /// With those that are on their way in.
    std::size_t occupancy() const noexcept {
        const auto taken = freed_.load(std::memory_order_acquire) - capacity_;
        return std::min<std::uint64_t>(claimed_.load(std::memory_order_relaxed) - taken, capacity_);
    }
    ChannelStatistics statistics() const noexcept {
        ChannelStatistics statistics;
        counters_.fill(statistics);
        statistics.capacity = capacity_;
        statistics.occupancy = occupancy();
        statistics.highWater = std::max(highWater_.load(std::memory_order_relaxed), statistics.occupancy);
        // A part before its whole, so that no difference is negative.
        statistics.received = freed_.load(std::memory_order_acquire) - capacity_ - statistics.lost;
        const auto returned = returned_.load(std::memory_order_acquire);
        statistics.sent = claimed_.load(std::memory_order_relaxed) - returned;
        return statistics;
    }

private:
    static constexpr std::uint32_t nobody = 0xFFFF'FFFF;
    static constexpr std::uint32_t sealed = 0xFFFF'FFFE;
    struct Slot {
        std::uint32_t link; ///< in the inbox the one sent before, in the receiver's chain the one sent after
        ItemPlace<T> place;
    };

    template <class U>
    ChannelResult send(U&& value) noexcept {
        if (closed_.load(std::memory_order_seq_cst))
            return ChannelResult::closed;
        const auto index = claim();
        if (index == nobody)
            return ChannelResult::full;
        slots_[index].place.put(std::forward<U>(value));
        auto newest = inbox_.load(std::memory_order_relaxed);
        do {
            if (newest == sealed)
                return giveBack(index, value);
            slots_[index].link = newest;
        } while (
            !inbox_.compare_exchange_weak(newest, index, std::memory_order_seq_cst, std::memory_order_relaxed));
        readable_.notifyOne();
        return ChannelResult::done;
    }
    std::uint32_t claim() noexcept {
        auto position = claimed_.load(std::memory_order_relaxed);
        for (;;) {
            if (!isFree(position, freed_.load(std::memory_order_seq_cst)))
                return nobody;
            const auto index = free_[position & mask_].load(std::memory_order_relaxed);
            if (claimed_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed))
                return index;
        }
    }
    // Signed, because the look at what was freed may be older than the look at what is claimed.
    static bool isFree(std::uint64_t position, std::uint64_t freed) noexcept {
        return static_cast<std::int64_t>(freed - position) > 0;
    }
    // Closed while the item was on its way in. The slot is lost with the channel.
    template <class U>
    ChannelResult giveBack(std::uint32_t index, U& value) noexcept {
        const auto restore = [&value]([[maybe_unused]] T&& item) noexcept {
            if constexpr (std::is_const_v<U>) {
                // it was a copy
            } else if constexpr (std::is_nothrow_move_assignable_v<T>) {
                value = std::move(item);
            } else {
                std::destroy_at(&value);
                std::construct_at(&value, std::move(item));
            }
        };
        slots_[index].place.take(restore);
        returned_.fetch_add(1, std::memory_order_release);
        return ChannelResult::closed;
    }
    std::uint32_t refill() noexcept {
        if (sealed_)
            return nobody;
        // Read before the inbox: what was sent before the closing is in the inbox then.
        const bool last = closed_.load(std::memory_order_seq_cst);
        if (!last && inbox_.load(std::memory_order_seq_cst) == nobody)
            return nobody;
        const auto inside = occupancy();
        if (inside > highWater_.load(std::memory_order_relaxed))
            highWater_.store(inside, std::memory_order_relaxed);
        sealed_ = last;
        auto newest = inbox_.exchange(last ? sealed : nobody, std::memory_order_acquire);
        auto oldest = nobody;
        while (newest != nobody)
            newest = std::exchange(slots_[newest].link, std::exchange(oldest, newest));
        return oldest;
    }

    const std::size_t capacity_;
    const std::size_t mask_;
    const std::unique_ptr<Slot[]> slots_;
    const std::unique_ptr<Atomic<std::uint32_t>[]> free_;
    Atomic<bool> closed_{false};
    alignas(base::cacheLine) Atomic<std::uint32_t> inbox_{nobody};
    alignas(base::cacheLine) Atomic<std::uint64_t> claimed_{0};
    alignas(base::cacheLine) Atomic<std::uint64_t> freed_;
    alignas(base::cacheLine) Atomic<std::uint32_t> oldest_{nobody};
    bool sealed_ = false;
    Atomic<std::size_t> highWater_{0};
    alignas(base::cacheLine) WaitList readable_;
    alignas(base::cacheLine) WaitList writable_;
    Atomic<std::uint64_t> returned_{0};
    ChannelCounters counters_;
};

} // namespace rondo::concurrency::detail
