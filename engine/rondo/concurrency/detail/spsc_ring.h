// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/channel_statistics.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/pause.h>
#include <rondo/concurrency/detail/single_writer_counter.h>
#include <rondo/concurrency/detail/tag_scope.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/spsc_region.h>
#include <span>
#include <type_traits>
#include <utility>

namespace rondo::concurrency {

template <class T>
struct SpscChannel;
template <class T>
SpscChannel<T> makeSpscChannel(std::size_t capacity);

namespace detail {

/// How an operation publishes and looks. Quick has no fence: it may miss a peer that is just going to sleep,
/// whose own look then finds what came. Certain misses nobody: with the waiter's own seq_cst steps, either the
/// waiter sees what was published or the publisher sees the waiter.
struct Quick {
    static constexpr auto glance = std::memory_order_relaxed;
    static constexpr auto look = std::memory_order_acquire;
    static constexpr auto publish = std::memory_order_release;
    static void notify(WaitList& list) noexcept {
        if (list.maybeWaited())
            list.notifyOne();
    }
};
struct Certain {
    static constexpr auto glance = std::memory_order_seq_cst;
    static constexpr auto look = std::memory_order_seq_cst;
    static constexpr auto publish = std::memory_order_seq_cst;
    static void notify(WaitList& list) noexcept { list.notifyOne(); }
};

/// Positions count items from the start and wrap with their type; the slot is the position modulo the capacity.
/// Each side keeps its own position and its last sight of the other's on its own cache line and reads the
/// other's line only when the last sight says full or empty.
template <class T>
class SpscRing {
public:
    static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_destructible_v<T>,
                  "items cross the audio thread: moving and destroying them must not throw");

    explicit SpscRing(std::size_t capacity)
        : mask_(capacity - 1), items_(std::allocator<T>().allocate(capacity)) {
        std::memset(static_cast<void*>(items_), 0, capacity * sizeof(T)); // its pages are there from now on
    }
    ~SpscRing() {
        for (auto position = read_.load(std::memory_order_relaxed);
             position != write_.load(std::memory_order_relaxed); ++position)
            std::destroy_at(slot(position));
        std::allocator<T>().deallocate(items_, capacity());
    }
    SpscRing(const SpscRing&) = delete;
    SpscRing& operator=(const SpscRing&) = delete;

    std::size_t capacity() const noexcept { return mask_ + 1; }

    // The sender's side.

    template <class Order, class U>
    ChannelResult push(U&& value) noexcept {
        const auto position = writeOwn_;
        if (closed_.load(Order::glance))
            return ChannelResult::closed;
        if (position - readSeen_ > mask_) {
            readSeen_ = read_.load(Order::look);
            if (closed_.load(std::memory_order_relaxed)) // it may be a receiver's end that has made room
                return ChannelResult::closed;
            if (position - readSeen_ > mask_)
                return ChannelResult::full;
        }
        std::construct_at(slot(position), std::forward<U>(value));
        publishWrite<Order>(position + 1);
        return ChannelResult::done;
    }
    std::size_t room(std::size_t wanted) noexcept {
        if (closed_.load(std::memory_order_relaxed))
            return 0;
        auto free = capacity() - (writeOwn_ - readSeen_);
        if (free < wanted) {
            readSeen_ = read_.load(std::memory_order_acquire);
            if (closed_.load(std::memory_order_relaxed))
                return 0;
            free = capacity() - (writeOwn_ - readSeen_);
        }
        return std::min(free, wanted);
    }
    std::size_t pushSome(std::span<const T> values) noexcept {
        const auto count = room(values.size());
        for (std::size_t index = 0; index < count; ++index)
            std::construct_at(slot(writeOwn_ + index), values[index]);
        if (count != 0)
            publishWrite<Quick>(writeOwn_ + count);
        return count;
    }
    SpscRegion<T> writeRegion(std::size_t wanted) noexcept {
        grantedAt_ = writeOwn_;
        granted_ = room(wanted);
        return region(writeOwn_, granted_);
    }
    void commit(std::size_t count) noexcept {
        count = grantedAt_ == writeOwn_ ? std::min(count, granted_) : 0;
        if (count == 0)
            return;
        publishWrite<Quick>(writeOwn_ + count);
        grantedAt_ += count;
        granted_ -= count;
    }
    void countRefused() noexcept { refused_.add(1); }

    // The receiver's side.

    template <class Order>
    T* front() noexcept {
        return readOwn_ != writeSeen_ || look<Order>() ? slot(readOwn_) : nullptr;
    }
    template <class Order>
    void popFront() noexcept {
        std::destroy_at(slot(readOwn_));
        publishRead<Order>(readOwn_ + 1);
    }
    template <class Order>
    ChannelResult pop(T& value) noexcept {
        T* item = front<Order>();
        if (item == nullptr)
            return whyEmpty();
        value = std::move(*item);
        popFront<Order>();
        return ChannelResult::done;
    }
    /// Why `front` was null.
    ChannelResult whyEmpty() const noexcept { return ended_ ? ChannelResult::closed : ChannelResult::empty; }
    std::size_t ready(std::size_t wanted) noexcept {
        if (writeSeen_ - readOwn_ < wanted)
            look<Quick>();
        return std::min(writeSeen_ - readOwn_, wanted);
    }
    std::size_t popSome(std::span<T> values) noexcept {
        const auto count = ready(values.size());
        for (std::size_t index = 0; index < count; ++index)
            values[index] = *slot(readOwn_ + index);
        consume(count);
        return count;
    }
    SpscRegion<T> readRegion() noexcept { return region(readOwn_, ready(capacity())); }
    void consume(std::size_t count) noexcept {
        count = std::min(count, writeSeen_ - readOwn_);
        if (count != 0)
            publishRead<Quick>(readOwn_ + count);
    }
    /// Destroys what is inside; a callback leaves that to the ring's end, which is elsewhere.
    void discard() noexcept {
        if (insideCallback())
            return;
        while (front<Quick>() != nullptr) {
            popFront<Quick>();
            discarded_.add(1);
        }
    }

    // Both sides.

    void close() noexcept {
        closed_.store(true, std::memory_order_seq_cst);
        readable.notifyAll();
        writable.notifyAll();
    }
    bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }
    std::size_t occupancy() const noexcept {
        const auto read = read_.load(std::memory_order_acquire); // so that what was written is not less
        return std::min(write_.load(std::memory_order_relaxed) - read, capacity());
    }
    bool isReadable() const noexcept {
        return write_.load(std::memory_order_seq_cst) != read_.load(std::memory_order_relaxed) ||
               closed_.load(std::memory_order_seq_cst);
    }
    bool isWritable() const noexcept {
        return write_.load(std::memory_order_relaxed) - read_.load(std::memory_order_seq_cst) <= mask_ ||
               closed_.load(std::memory_order_seq_cst);
    }
    ChannelStatistics statistics() const noexcept {
        ChannelStatistics seen;
        seen.capacity = capacity();
        seen.occupancy = occupancy();
        seen.highWater = std::max(static_cast<std::size_t>(highWater_.value()), seen.occupancy);
        seen.lost = discarded_.value();
        const auto read = read_.load(std::memory_order_acquire);
        seen.received = read - std::min<std::uint64_t>(seen.lost, read);
        seen.sent = write_.load(std::memory_order_relaxed);
        seen.refused = refused_.value();
        seen.sendWaits = sendWaits.counts();
        seen.receiveWaits = receiveWaits.counts();
        return seen;
    }

    WaitList readable; ///< on the line that is hardly ever written
    WaitList writable;

private:
    // When so many looks at the sender's line in a row found something, both sides stream and are in step: each
    // look then takes the line away from the sender for a single item. Some 0.2 us of patience bring dozens.
    static constexpr std::uint32_t stream = 8;
    static void letSenderGetAhead() noexcept {
        for (int turn = 0; turn < 4; ++turn)
            pause();
    }

    T* slot(std::size_t position) noexcept { return items_ + (position & mask_); }
    SpscRegion<T> region(std::size_t position, std::size_t count) noexcept {
        const auto first = std::min(count, capacity() - (position & mask_));
        return {std::span<T>(slot(position), first), std::span<T>(items_, count - first)};
    }
    template <class Order>
    void publishWrite(std::size_t position) noexcept {
        writeOwn_ = position;
        write_.store(position, Order::publish);
        Order::notify(readable);
    }
    template <class Order>
    void publishRead(std::size_t position) noexcept {
        readOwn_ = position;
        read_.store(position, Order::publish);
        Order::notify(writable);
    }
    /// Whether more than the last sight is there. Once it found the channel closed and empty it never finds
    /// anything again, not even what a sender was about to publish when the receiver closed.
    template <class Order>
    bool look() noexcept {
        if (looksInARow_ == stream)
            letSenderGetAhead();
        const auto before = writeSeen_;
        if (!ended_)
            writeSeen_ = write_.load(Order::look);
        if (before == writeSeen_ && closed_.load(Order::look)) {
            if (!ended_)
                writeSeen_ = write_.load(std::memory_order_acquire); // what came before the close
            ended_ = readOwn_ == writeSeen_;
        }
        if (before == writeSeen_) {
            looksInARow_ = 0;
            return false;
        }
        looksInARow_ += looksInARow_ < stream ? 1 : 0;
        highWater_.raise(writeSeen_ - readOwn_);
        return true;
    }

    const std::size_t mask_;
    T* const items_;
    Atomic<bool> closed_{false};
    alignas(base::cacheLine) Atomic<std::size_t> write_{0};
    alignas(base::cacheLine) std::size_t writeOwn_ = 0;
    std::size_t readSeen_ = 0;
    std::size_t grantedAt_ = 0;
    std::size_t granted_ = 0;
    SingleWriterCounter refused_;
    alignas(base::cacheLine) Atomic<std::size_t> read_{0};
    alignas(base::cacheLine) std::size_t readOwn_ = 0;
    std::size_t writeSeen_ = 0;
    std::uint32_t looksInARow_ = 0;
    bool ended_ = false;
    SingleWriterCounter highWater_;
    SingleWriterCounter discarded_;

public:
    alignas(base::cacheLine) Histogram sendWaits;
    alignas(base::cacheLine) Histogram receiveWaits;
};

} // namespace detail

} // namespace rondo::concurrency
