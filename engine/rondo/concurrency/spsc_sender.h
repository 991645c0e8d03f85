// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/channel_statistics.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/channel_wait.h>
#include <rondo/concurrency/detail/spsc_ring.h>
#include <rondo/concurrency/spsc_region.h>
#include <rondo/concurrency/wait_source.h>
#include <span>
#include <type_traits>
#include <utility>

namespace rondo::concurrency {

/// The sending end: move-only, used by one thread at a time. Its destruction closes the channel; what was sent
/// can still be received. An end without a channel, made so or moved from, is a closed one that takes nothing.
/// Destroyed off the audio thread, because the last end frees the ring.
///
/// Example:
///     #include <rondo/concurrency/spsc_channel.h>
///     auto [sender, receiver] = makeSpscChannel<std::string>(1);
///     expect(sender.trySend("first"));
///     std::string second = "second";
///     expect(sender.trySend(std::move(second)) == ChannelResult::full && second == "second");
///     receiver.close();
///     expect(sender.trySend(std::move(second)) == ChannelResult::closed && second == "second");
template <class T>
class SpscSender {
public:
    SpscSender() noexcept = default;
    SpscSender(SpscSender&&) noexcept = default;
    SpscSender& operator=(SpscSender&& other) noexcept {
        if (this != &other) {
            close();
            ring_ = std::move(other.ring_);
        }
        return *this;
    }
    ~SpscSender() { close(); }

    /// Effects: sends `value`, if there is room; else leaves it as it was. Outside a callback it wakes a
    /// receiver that sleeps; one that is just falling asleep may look up to 16 ms later.
    /// Returns: done, full or closed. Progress: wait-free. [audio] [any, one thread at a time]
    ChannelResult trySend(T&& value) noexcept { return trySendAny(std::move(value)); }
    ChannelResult trySend(const T& value) noexcept requires std::is_nothrow_copy_constructible_v<T> {
        return trySendAny(value);
    }
    /// Effects: as trySend, and waits for room until `deadline`; wakes the receiver for certain.
    /// Returns: done, closed, timeout, or full when it was not to wait. Progress: blocking.
    /// [any but audio, one thread at a time]
    ChannelResult send(T&& value, Deadline deadline) { return sendAny(std::move(value), deadline); }
    ChannelResult send(const T& value, Deadline deadline) requires std::is_nothrow_copy_constructible_v<T> {
        return sendAny(value, deadline);
    }
    /// Effects: sends the first items of `values` that there is room for, with one publication.
    /// Returns: how many. Progress: wait-free, linear in the count. [audio] [any, one thread at a time]
    [[nodiscard]] std::size_t
    send(std::span<const T> values) noexcept requires std::is_trivially_copyable_v<T> {
        const auto count = ring_ ? ring_->pushSome(values) : 0;
        if (count < values.size() && ring_)
            ring_->countRefused();
        return count;
    }
    /// Returns: up to `wanted` free slots, to be filled in place and then sent by `commit`; none when it is
    /// closed. They hold no value yet, only their bytes. Any other way of sending takes them back.
    /// Progress: wait-free. [audio] [any, one thread at a time]
    [[nodiscard]] SpscRegion<T>
    writeRegion(std::size_t wanted) noexcept requires std::is_trivially_copyable_v<T> {
        return ring_ ? ring_->writeRegion(wanted) : SpscRegion<T>{};
    }
    /// Effects: sends the first `count` slots of the region, with one publication; the others can follow in
    /// later commits. More than the region has is all of it. Progress: wait-free.
    /// [audio] [any, one thread at a time]
    void commit(std::size_t count) noexcept requires std::is_trivially_copyable_v<T> {
        if (ring_)
            ring_->commit(count);
    }
    /// Effects: nothing can be sent any more; the receiver gets what was sent, then `closed`. Wakes both sides,
    /// unless inside a callback. Progress: wait-free beside that. [any, one thread at a time]
    void close() noexcept {
        if (ring_)
            ring_->close();
    }
    /// Returns: whether one of the ends closed or is gone, so that nothing more can be sent.
    /// Progress: wait-free. [any]
    bool closed() const noexcept { return !ring_ || ring_->closed(); }
    /// Returns: items in the channel, exact for neither side while the other works. Progress: wait-free. [any]
    std::size_t occupancy() const noexcept { return ring_ ? ring_->occupancy() : 0; }
    /// Returns: how many items fit. Progress: wait-free. [any]
    std::size_t capacity() const noexcept { return ring_ ? ring_->capacity() : 0; }
    /// Returns: what the channel has seen. Progress: wait-free. [any]
    ChannelStatistics statistics() const noexcept { return ring_ ? ring_->statistics() : ChannelStatistics{}; }
    /// Returns: what waitAny waits for until trySend would not answer full. Requires: the channel outlives it.
    /// Errors: Failure(closed) for an end without a channel. Progress: wait-free. [any but audio]
    WaitSource writable() const {
        if (!ring_)
            detail::failWithoutChannel();
        return WaitSource(ring_->writable, ring_.get(), [](const void* ring) noexcept {
            return static_cast<const detail::SpscRing<T>*>(ring)->isWritable();
        });
    }

private:
    friend SpscChannel<T> makeSpscChannel<T>(std::size_t);
    explicit SpscSender(std::shared_ptr<detail::SpscRing<T>> ring) noexcept : ring_(std::move(ring)) {}

    template <class U>
    ChannelResult trySendAny(U&& value) noexcept {
        if (!ring_)
            return ChannelResult::closed;
        const auto result = ring_->template push<detail::Quick>(std::forward<U>(value));
        if (result == ChannelResult::full)
            ring_->countRefused();
        return result;
    }
    template <class U>
    ChannelResult sendAny(U&& value, Deadline deadline) {
        if (!ring_)
            return ChannelResult::closed;
        const auto result =
            detail::waitWhile(ChannelResult::full, ring_->writable, ring_->sendWaits, deadline,
                              [&] { return ring_->template push<detail::Certain>(std::forward<U>(value)); });
        if (result == ChannelResult::full || result == ChannelResult::timeout)
            ring_->countRefused();
        return result;
    }

    std::shared_ptr<detail::SpscRing<T>> ring_;
};

} // namespace rondo::concurrency
