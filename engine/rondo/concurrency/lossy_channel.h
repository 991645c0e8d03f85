// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <rondo/base/error.h>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/channel_statistics.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/channel_wait.h>
#include <rondo/concurrency/detail/lossy_ring.h>
#include <rondo/concurrency/detail/receive_drain.h>
#include <rondo/concurrency/detail/receive_iterator.h>
#include <rondo/concurrency/wait_source.h>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace rondo::concurrency {

template <class T>
struct LossyChannel;
template <class T>
LossyChannel<T> makeLossyChannel(std::size_t capacity);

/// The sending end of a lossy channel: move-only, used by one thread at a time. Its destruction closes the
/// channel. An end without a channel, made so or moved from, is a closed one.
template <class T>
class LossySender {
public:
    LossySender() noexcept = default;
    LossySender(LossySender&&) noexcept = default;
    LossySender& operator=(LossySender&& other) noexcept {
        if (this != &other) {
            close();
            ring_ = std::move(other.ring_);
        }
        return *this;
    }
    ~LossySender() { close(); }

    /// Effects: sends a copy of `value`; when the channel is full, over the oldest item, which is then lost and
    /// counted. Does nothing when it is closed. Wakes a receiver that sleeps, unless inside a callback.
    /// Progress: wait-free. [audio] [any, one thread at a time]
    void send(const T& value) noexcept {
        if (ring_)
            ring_->push(value);
    }
    /// Effects: nothing can be sent any more; the receiver gets what is inside, then `closed`.
    /// Progress: wait-free, beside waking the receiver, which a callback does not. [any, one thread at a time]
    void close() noexcept {
        if (ring_)
            ring_->close();
    }
    /// Returns: whether one of the ends closed or is gone. Progress: wait-free. [any]
    bool closed() const noexcept { return !ring_ || ring_->closed(); }
    /// Returns: items inside now. Progress: wait-free. [any]
    std::size_t occupancy() const noexcept { return ring_ ? ring_->occupancy() : 0; }
    /// Returns: how many items it keeps. Progress: wait-free. [any]
    std::size_t capacity() const noexcept { return ring_ ? ring_->capacity() : 0; }
    /// Returns: what the channel has seen; sent = received + lost + occupancy. Progress: wait-free. [any]
    ChannelStatistics statistics() const noexcept { return ring_ ? ring_->statistics() : ChannelStatistics{}; }

private:
    friend LossyChannel<T> makeLossyChannel<T>(std::size_t);
    explicit LossySender(std::shared_ptr<detail::LossyRing<T>> ring) noexcept : ring_(std::move(ring)) {}
    std::shared_ptr<detail::LossyRing<T>> ring_;
};

/// The receiving end of a lossy channel: move-only, used by one thread at a time. Its destruction closes the
/// channel. An end without a channel, made so or moved from, is a closed one that is empty.
template <class T>
class LossyReceiver {
public:
    LossyReceiver() noexcept = default;
    LossyReceiver(LossyReceiver&&) noexcept = default;
    LossyReceiver& operator=(LossyReceiver&& other) noexcept {
        if (this != &other) {
            close();
            ring_ = std::move(other.ring_);
        }
        return *this;
    }
    ~LossyReceiver() { close(); }

    /// Effects: copies the oldest item that is whole into `value`. Returns: done; empty (also when the sender
    /// overwrote everything faster than one item could be copied, 64 times in a row); or closed: nothing will
    /// ever come. Progress: wait-free. [audio] [any, one thread at a time]
    ChannelResult tryReceive(T& value) noexcept {
        Words words;
        const auto result = ring_ ? ring_->pop(words) : ChannelResult::closed;
        if (result)
            std::memcpy(static_cast<void*>(&value), words.data(), sizeof(T));
        return result;
    }
    /// Returns: the oldest item, or empty or closed. Progress: wait-free. [audio] [any, one thread at a time]
    [[nodiscard]] tl::expected<T, ChannelResult> tryReceive() noexcept {
        Words words;
        const auto result = ring_ ? ring_->pop(words) : ChannelResult::closed;
        return valueOf(result, words);
    }
    /// Effects: as tryReceive, and waits for an item until `deadline`. Returns: done, closed, timeout, or empty
    /// when it was not to wait. Progress: blocking. [any but audio, one thread at a time]
    ChannelResult receive(T& value, Deadline deadline) {
        Words words;
        const auto result = await(words, deadline);
        if (result)
            std::memcpy(static_cast<void*>(&value), words.data(), sizeof(T));
        return result;
    }
    /// Returns: the item that `receive(value, deadline)` would have given, or why there is none.
    /// Progress: blocking. [any but audio, one thread at a time]
    [[nodiscard]] tl::expected<T, ChannelResult> receive(Deadline deadline) {
        Words words;
        const auto result = await(words, deadline);
        return valueOf(result, words);
    }
    /// Returns: the number of the item received last, counted from 1 as they were sent; 0 before the first.
    /// Progress: wait-free. [any, one thread at a time]
    std::uint64_t sequence() const noexcept { return ring_ ? ring_->sequence() : 0; }
    /// Returns: how many items before the one received last were overwritten; the others were all received.
    /// Progress: wait-free. [any]
    std::uint64_t lost() const noexcept { return ring_ ? ring_->lost() : 0; }
    /// Returns: a range of copies of what is inside now, at most. Progress: wait-free a step.
    /// [audio] [any, one thread at a time]
    [[nodiscard]] detail::ReceiveDrain<LossyReceiver> drain() noexcept { return {*this, occupancy()}; }
    /// Effects: iteration receives, and waits for each item, until the channel is closed and empty.
    /// Progress: blocking. [any but audio, one thread at a time]
    detail::ReceiveIterator<LossyReceiver> begin() { return detail::ReceiveIterator<LossyReceiver>(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }

    /// Effects: the sender's items go nowhere from now on; what is inside can still be received.
    /// Progress: wait-free. [any, one thread at a time]
    void close() noexcept {
        if (ring_)
            ring_->close();
    }
    /// Returns: whether one of the ends closed or is gone; items may still be inside. Progress: wait-free.
    /// [any]
    bool closed() const noexcept { return !ring_ || ring_->closed(); }
    /// Returns: items inside now. Progress: wait-free. [any]
    std::size_t occupancy() const noexcept { return ring_ ? ring_->occupancy() : 0; }
    /// Returns: how many items it keeps. Progress: wait-free. [any]
    std::size_t capacity() const noexcept { return ring_ ? ring_->capacity() : 0; }
    /// Returns: what the channel has seen; sent = received + lost + occupancy. Progress: wait-free. [any]
    ChannelStatistics statistics() const noexcept { return ring_ ? ring_->statistics() : ChannelStatistics{}; }
    /// Returns: what waitAny waits for until tryReceive would not answer empty. Requires: the channel outlives
    /// it. Errors: Failure(closed) for an end without a channel. Progress: wait-free. [any but audio]
    WaitSource readable() const {
        if (!ring_)
            detail::failWithoutChannel();
        return WaitSource(ring_->readable, ring_.get(), [](const void* ring) noexcept {
            return static_cast<const detail::LossyRing<T>*>(ring)->isReadable();
        });
    }

private:
    using Words = typename detail::LossyRing<T>::Words;
    struct Bytes {
        std::array<std::byte, sizeof(T)> bytes;
    };
    friend LossyChannel<T> makeLossyChannel<T>(std::size_t);
    explicit LossyReceiver(std::shared_ptr<detail::LossyRing<T>> ring) noexcept : ring_(std::move(ring)) {}

    static tl::expected<T, ChannelResult> valueOf(ChannelResult result, const Words& words) noexcept {
        if (!result)
            return tl::unexpected<ChannelResult>(result);
        Bytes bytes;
        std::memcpy(&bytes, words.data(), sizeof(T));
        return std::bit_cast<T>(bytes);
    }
    ChannelResult await(Words& words, Deadline deadline) {
        if (!ring_)
            return ChannelResult::closed;
        return detail::waitWhile(ChannelResult::empty, ring_->readable, ring_->receiveWaits, deadline,
                                 [&] { return ring_->pop(words, std::memory_order_seq_cst); });
    }

    std::shared_ptr<detail::LossyRing<T>> ring_;
};

/// The two ends of a bounded channel that never refuses: when it is full, the oldest item is lost, and counted.
/// For meters and traces out of the audio thread, where the sender must never wait or fail and the newest items
/// matter most.
///
/// Example:
///     auto [sender, receiver] = makeLossyChannel<float>(2);
///     for (const float level : {0.1f, 0.2f, 0.3f})
///         sender.send(level);
///     float level = 0;
///     expect(receiver.tryReceive(level) && level == 0.2f);
///     expect(receiver.sequence() == 2 && receiver.lost() == 1);
template <class T>
struct LossyChannel {
    LossySender<T> sender;
    LossyReceiver<T> receiver;
};

/// Effects: makes the channel and allocates its ring once. `capacity` is rounded up to a power of two.
/// Errors: Failure(invalidArgument) for capacity 0 or above 2^30; std::bad_alloc. Progress: blocking. [control]
template <class T>
LossyChannel<T> makeLossyChannel(std::size_t capacity) {
    detail::checkCapacity(capacity);
    auto ring = std::make_shared<detail::LossyRing<T>>(std::bit_ceil(capacity));
    return {LossySender<T>(ring), LossyReceiver<T>(ring)};
}
/// A capacity is a whole number of items.
template <class T, class Number>
requires(std::floating_point<Number> || std::same_as<Number, bool>) LossyChannel<T> makeLossyChannel(Number)
= delete;

} // namespace rondo::concurrency
