// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/channel_statistics.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/channel_wait.h>
#include <rondo/concurrency/detail/receive_iterator.h>
#include <rondo/concurrency/detail/spsc_drain.h>
#include <rondo/concurrency/detail/spsc_ring.h>
#include <rondo/concurrency/spsc_region.h>
#include <rondo/concurrency/wait_source.h>
#include <span>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

namespace rondo::concurrency {

/// The receiving end: move-only, used by one thread at a time. Its destruction closes the channel and destroys
/// what is inside, at once and on this thread; only what a sender is sending at that very moment, and all of it
/// when a callback destroys this end, waits for the end of the sender. An end without a channel, made so or
/// moved from, is a closed one that is empty. Destroyed off the audio thread, because the last end frees the
/// ring.
///
/// Example:
///     #include <rondo/concurrency/spsc_channel.h>
///     auto [sender, receiver] = makeSpscChannel<int>(4);
///     std::thread producer([end = std::move(sender)]() mutable {
///         for (int number = 1; number <= 100; ++number)
///             expect(end.send(number, Deadline::never()));
///     });
///     int sum = 0;
///     for (const int number : receiver) // until the sender is gone and all is taken
///         sum += number;
///     producer.join();
///     expect(sum == 5050 && receiver.tryReceive(sum) == ChannelResult::closed);
template <class T>
class SpscReceiver {
public:
    SpscReceiver() noexcept = default;
    SpscReceiver(SpscReceiver&&) noexcept = default;
    SpscReceiver& operator=(SpscReceiver&& other) noexcept {
        if (this != &other) {
            leave();
            ring_ = std::move(other.ring_);
        }
        return *this;
    }
    ~SpscReceiver() { leave(); }

    /// Effects: moves the oldest item into `value`. Outside a callback it wakes a sender that sleeps; one that
    /// is just falling asleep may look up to 16 ms later. Returns: done; empty; or closed: nothing will ever
    /// come. Progress: wait-free. [audio] [any, one thread at a time]
    ChannelResult tryReceive(T& value) noexcept requires std::is_nothrow_move_assignable_v<T> {
        return ring_ ? ring_->template pop<detail::Quick>(value) : ChannelResult::closed;
    }
    /// Returns: the oldest item, or empty or closed. Progress: wait-free. [audio] [any, one thread at a time]
    [[nodiscard]] tl::expected<T, ChannelResult> tryReceive() noexcept {
        return take<detail::Quick>(front() != nullptr ? ChannelResult::done : whyEmpty());
    }
    /// Effects: as tryReceive, and waits for an item until `deadline`; wakes the sender for certain.
    /// Returns: done, closed, timeout, or empty when it was not to wait. Progress: blocking.
    /// [any but audio, one thread at a time]
    ChannelResult receive(T& value, Deadline deadline) requires std::is_nothrow_move_assignable_v<T> {
        const auto result = await(deadline);
        return result ? ring_->template pop<detail::Certain>(value) : result;
    }
    /// Returns: the item that `receive(value, deadline)` would have given, or why there is none.
    /// Progress: blocking. [any but audio, one thread at a time]
    [[nodiscard]] tl::expected<T, ChannelResult> receive(Deadline deadline) {
        return take<detail::Certain>(await(deadline));
    }
    /// Effects: moves the oldest items into `values`, with one publication.
    /// Returns: how many. Progress: wait-free, linear in the count. [audio] [any, one thread at a time]
    [[nodiscard]] std::size_t receive(std::span<T> values) noexcept requires std::is_trivially_copyable_v<T> {
        return ring_ ? ring_->popSome(values) : 0;
    }
    /// Returns: all items that are there, in place; valid until they are consumed. Progress: wait-free.
    /// [audio] [any, one thread at a time]
    [[nodiscard]] SpscRegion<T> readRegion() noexcept requires std::is_trivially_copyable_v<T> {
        return ring_ ? ring_->readRegion() : SpscRegion<T>{};
    }
    /// Effects: drops the oldest `count` items of what `readRegion` gave; more than that is all of it.
    /// Progress: wait-free. [audio] [any, one thread at a time]
    void consume(std::size_t count) noexcept requires std::is_trivially_copyable_v<T> {
        if (ring_)
            ring_->consume(count);
    }
    /// Returns: the oldest item in place, or null; valid until `popFront`. Progress: wait-free.
    /// [audio] [any, one thread at a time]
    [[nodiscard]] T* front() noexcept { return ring_ ? ring_->template front<detail::Quick>() : nullptr; }
    /// Effects: destroys the item that `front` returned. Requires: `front()` was not null. Progress: wait-free.
    /// [audio] [any, one thread at a time]
    void popFront() noexcept { ring_->template popFront<detail::Quick>(); }
    /// Returns: a range of what is inside now, at most; what comes later stays for the next one. Each item is
    /// seen in place and is gone when the loop goes on or is left. Progress: wait-free a step.
    /// [audio] [any, one thread at a time]
    [[nodiscard]] detail::SpscDrain<T> drain() noexcept { return detail::SpscDrain<T>(ring_.get()); }
    /// Effects: iteration receives, and waits for each item, until the channel is closed and empty. An item
    /// that the loop was left at has been received. Progress: blocking. [any but audio, one thread at a time]
    detail::ReceiveIterator<SpscReceiver> begin() { return detail::ReceiveIterator<SpscReceiver>(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }

    /// Effects: the sender's next attempt answers closed and keeps its value; what is inside can still be
    /// received. Wakes both sides, unless inside a callback. Progress: wait-free beside that.
    /// [any, one thread at a time]
    void close() noexcept {
        if (ring_)
            ring_->close();
    }
    /// Returns: whether one of the ends closed or is gone; what was sent may still be inside.
    /// Progress: wait-free. [any]
    bool closed() const noexcept { return !ring_ || ring_->closed(); }
    /// Returns: items in the channel, exact for neither side while the other works. Progress: wait-free. [any]
    std::size_t occupancy() const noexcept { return ring_ ? ring_->occupancy() : 0; }
    /// Returns: how many items fit. Progress: wait-free. [any]
    std::size_t capacity() const noexcept { return ring_ ? ring_->capacity() : 0; }
    /// Returns: what the channel has seen. Progress: wait-free. [any]
    ChannelStatistics statistics() const noexcept { return ring_ ? ring_->statistics() : ChannelStatistics{}; }
    /// Returns: what waitAny waits for until tryReceive would not answer empty. Requires: the channel outlives
    /// it. Errors: Failure(closed) for an end without a channel. Progress: wait-free. [any but audio]
    WaitSource readable() const {
        if (!ring_)
            detail::failWithoutChannel();
        return WaitSource(ring_->readable, ring_.get(), [](const void* ring) noexcept {
            return static_cast<const detail::SpscRing<T>*>(ring)->isReadable();
        });
    }

private:
    friend SpscChannel<T> makeSpscChannel<T>(std::size_t);
    explicit SpscReceiver(std::shared_ptr<detail::SpscRing<T>> ring) noexcept : ring_(std::move(ring)) {}

    ChannelResult whyEmpty() const noexcept { return ring_ ? ring_->whyEmpty() : ChannelResult::closed; }
    ChannelResult await(Deadline deadline) {
        if (!ring_)
            return ChannelResult::closed;
        return detail::waitWhile(ChannelResult::empty, ring_->readable, ring_->receiveWaits, deadline, [&] {
            return ring_->template front<detail::Certain>() != nullptr ? ChannelResult::done
                                                                       : ring_->whyEmpty();
        });
    }
    template <class Order>
    tl::expected<T, ChannelResult> take(ChannelResult found) noexcept {
        if (!found)
            return tl::unexpected<ChannelResult>(found);
        tl::expected<T, ChannelResult> taken(std::move(*ring_->template front<Order>()));
        ring_->template popFront<Order>();
        return taken;
    }
    void leave() noexcept {
        if (ring_) {
            ring_->close();
            ring_->discard();
        }
        ring_.reset();
    }

    std::shared_ptr<detail::SpscRing<T>> ring_;
};

} // namespace rondo::concurrency
