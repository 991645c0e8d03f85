// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <rondo/base/cache_line.h>
#include <rondo/graph/timing_record.h>

namespace rondo::graph::detail {

/// The newest records of one writer, the oldest overwritten. Readers look without taking anything away and
/// without a trace that the writer could notice. concurrency's lossy ring does not fit: it takes what it reads,
/// and each of its sends looks for a sleeper with a sequentially consistent store, which costs as much as the
/// nodes that are timed here.
///
/// A slot of 32 bytes is a stamp, the number of the record that is or was written there last, and the record in
/// three words. The writer stamps first and releases each word; a reader acquires each word and looks at the
/// stamp last, so if one word was of a newer record, the newer stamp is seen. `written_` says what is complete.
/// The explorer of tests/explore puts its own atomics in the place of std's.
template <template <class> class Atomic = std::atomic>
class TimingRing {
public:
    /// Effects: allocates, and writes every slot, so that no page of it is touched for the first time later.
    explicit TimingRing(std::size_t capacity)
        : mask_(std::bit_ceil(std::max<std::size_t>(capacity, 1)) - 1),
          slots_(std::make_unique<Slot[]>(mask_ + 1)) {}

    std::size_t capacity() const noexcept { return mask_ + 1; }

    /// Wait-free; one writer at a time.
    void push(const TimingRecord& record) noexcept {
        const auto position = writeOwn_++;
        Slot& slot = slots_[static_cast<std::size_t>(position) & mask_];
        slot.stamp.store(position + 1, std::memory_order_relaxed);
        slot.begin.store(static_cast<std::uint64_t>(record.begin), std::memory_order_release);
        slot.number.store(record.number, std::memory_order_release);
        slot.rest.store(packed(record), std::memory_order_release);
        written_.store(position + 1, std::memory_order_release);
    }

    /// Effects: gives `take` a copy of every record inside, the oldest first. Returns: how many were left out
    /// because they were overwritten meanwhile. Progress: wait-free beside `take`. [any]
    template <class Take>
    std::size_t read(Take take) const {
        const auto end = written_.load(std::memory_order_acquire);
        std::size_t torn = 0;
        for (auto position = end - std::min<std::uint64_t>(end, mask_ + 1); position < end; ++position) {
            const Slot& slot = slots_[static_cast<std::size_t>(position) & mask_];
            const auto begin = slot.begin.load(std::memory_order_acquire);
            const auto number = slot.number.load(std::memory_order_acquire);
            const auto rest = slot.rest.load(std::memory_order_acquire);
            if (slot.stamp.load(std::memory_order_relaxed) == position + 1)
                take(unpacked(begin, number, rest));
            else
                ++torn;
        }
        return torn;
    }

private:
    struct alignas(32) Slot {
        Atomic<std::uint64_t> stamp{0};
        Atomic<std::uint64_t> begin{0};
        Atomic<std::uint64_t> number{0};
        Atomic<std::uint64_t> rest{0}; ///< from the top: 32 bits duration, 24 count, 8 kind
    };
    static std::uint64_t packed(const TimingRecord& record) noexcept {
        return std::uint64_t{record.duration} << 32 |
               std::uint64_t{std::min(record.count, TimingRecord::most)} << 8 |
               static_cast<std::uint64_t>(record.kind);
    }
    static TimingRecord unpacked(std::uint64_t begin, std::uint64_t number, std::uint64_t rest) noexcept {
        return {static_cast<std::int64_t>(begin), number, static_cast<std::uint32_t>(rest >> 32),
                static_cast<std::uint32_t>(rest >> 8) & TimingRecord::most,
                static_cast<TimingKind>(rest & 0xff)};
    }

    const std::size_t mask_;
    const std::unique_ptr<Slot[]> slots_;
    std::uint64_t writeOwn_ = 0;
    alignas(base::cacheLine) Atomic<std::uint64_t> written_{0};
};

} // namespace rondo::graph::detail
