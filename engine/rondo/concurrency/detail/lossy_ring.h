// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/channel_statistics.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/single_writer_counter.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <type_traits>

namespace rondo::concurrency::detail {

/// A ring whose sender overwrites the oldest item. A slot is a stamp, the number of the item that is or was
/// written there last, and the item's bytes as atomic words, so that reading what is being overwritten is no
/// data race. The sender stamps first and stores each word with release; the receiver loads each word with
/// acquire and looks at the stamp last. If one word was of a newer item, the newer stamp is seen.
template <class T>
class LossyRing {
public:
    static_assert(std::is_trivially_copyable_v<T>, "a lossy channel overwrites items as plain bytes");
    using Words = std::array<std::uint64_t, (sizeof(T) + 7) / 8>;

    explicit LossyRing(std::size_t capacity)
        : mask_(capacity - 1), slots_(std::make_unique<Slot[]>(capacity)) {}

    std::size_t capacity() const noexcept { return static_cast<std::size_t>(mask_) + 1; }

    void push(const T& value) noexcept {
        if (closed_.load(std::memory_order_relaxed))
            return;
        Words words{};
        std::memcpy(words.data(), &value, sizeof(T));
        const auto position = writeOwn_;
        auto& slot = slots_[static_cast<std::size_t>(position & mask_)];
        slot.stamp.store(position + 1, std::memory_order_relaxed);
        for (std::size_t index = 0; index < words.size(); ++index)
            slot.words[index].store(words[index], std::memory_order_release);
        writeOwn_ = position + 1;
        written_.store(position + 1, std::memory_order_seq_cst);
        readable.notifyOne();
    }

    /// Fills `words` when done. `look` is seq_cst where the answer empty leads to sleep.
    ChannelResult pop(Words& words, std::memory_order look = std::memory_order_acquire) noexcept {
        auto within = std::uint64_t{mask_} + 1; // of the newest so many; less when the sender is that close
        for (int turn = 0; turn < mostTurns; ++turn) {
            if ((readOwn_ == writtenSeen_ || turn != 0) && !refresh(look))
                return ended_ ? ChannelResult::closed : ChannelResult::empty;
            const auto position = std::max(readOwn_, writtenSeen_ - std::min(writtenSeen_, within));
            if (copy(position, words)) {
                lost_.add(position - readOwn_);
                received_.add(1);
                readOwn_ = position + 1;
                read_.store(readOwn_, std::memory_order_release);
                return ChannelResult::done;
            }
            within = std::max<std::uint64_t>(within / 2, 1);
        }
        return ChannelResult::empty;
    }
    std::uint64_t sequence() const noexcept { return readOwn_; }
    std::uint64_t lost() const noexcept { return lost_.value(); }

    void close() noexcept {
        closed_.store(true, std::memory_order_seq_cst);
        readable.notifyAll();
    }
    bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }
    std::size_t occupancy() const noexcept {
        const auto read = read_.load(std::memory_order_acquire); // so that what was written is not less
        return static_cast<std::size_t>(std::min(written_.load(std::memory_order_relaxed) - read, mask_ + 1));
    }
    bool isReadable() const noexcept {
        return written_.load(std::memory_order_seq_cst) != read_.load(std::memory_order_relaxed) ||
               closed_.load(std::memory_order_seq_cst);
    }
    ChannelStatistics statistics() const noexcept {
        ChannelStatistics seen;
        const auto read = read_.load(std::memory_order_acquire);
        seen.sent = written_.load(std::memory_order_relaxed);
        seen.capacity = capacity();
        seen.occupancy = static_cast<std::size_t>(std::min(seen.sent - read, mask_ + 1));
        seen.highWater = std::max(static_cast<std::size_t>(highWater_.value()), seen.occupancy);
        seen.received = received_.value();
        seen.lost = lost_.value() + (seen.sent - read - seen.occupancy); // the latter: gone and not yet missed
        seen.receiveWaits = receiveWaits.counts();
        return seen;
    }

    WaitList readable;

private:
    static constexpr int mostTurns =
        64; ///< only a sender that laps the receiver in each single copy needs more

    struct Slot {
        Atomic<std::uint64_t> stamp{0};
        std::array<Atomic<std::uint64_t>, Words{}.size()> words{};
    };

    /// Whether there is more than was received.
    bool refresh(std::memory_order look) noexcept {
        if (ended_)
            return false;
        writtenSeen_ = written_.load(look);
        if (readOwn_ == writtenSeen_ && closed_.load(look)) {
            writtenSeen_ = written_.load(std::memory_order_acquire); // what came before the close
            ended_ = readOwn_ == writtenSeen_;
        }
        highWater_.raise(std::min(writtenSeen_ - readOwn_, mask_ + 1));
        return readOwn_ != writtenSeen_;
    }
    bool copy(std::uint64_t position, Words& words) noexcept {
        auto& slot = slots_[static_cast<std::size_t>(position & mask_)];
        for (std::size_t index = 0; index < words.size(); ++index)
            words[index] = slot.words[index].load(std::memory_order_acquire);
        return slot.stamp.load(std::memory_order_relaxed) == position + 1;
    }

    const std::uint64_t mask_;
    const std::unique_ptr<Slot[]> slots_;
    Atomic<bool> closed_{false};
    alignas(base::cacheLine) Atomic<std::uint64_t> written_{0};
    std::uint64_t writeOwn_ = 0;
    alignas(base::cacheLine) Atomic<std::uint64_t> read_{0};
    std::uint64_t readOwn_ = 0;
    std::uint64_t writtenSeen_ = 0;
    bool ended_ = false;
    SingleWriterCounter received_;
    SingleWriterCounter lost_;
    SingleWriterCounter highWater_;

public:
    alignas(base::cacheLine) Histogram receiveWaits;
};

} // namespace rondo::concurrency::detail
