// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <rondo/base/cache_line.h>
#include <rondo/base/error.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/pause.h>
#include <span>
#include <type_traits>
#include <utility>

namespace rondo::concurrency {

template <class T>
class SpscSender;
template <class T>
class SpscReceiver;

/// The two ends of a channel; see makeSpscChannel.
template <class T>
struct SpscChannel {
    SpscSender<T> sender;
    SpscReceiver<T> receiver;
};

/// Effects: makes a bounded first-in-first-out channel for one sending and one receiving thread, allocates its
/// ring once and touches its pages. `capacity` is rounded up to a power of two. Errors:
/// Failure(invalidArgument) for capacity 0 or above 2^30; std::bad_alloc. Progress: blocking. [control]
template <class T>
SpscChannel<T> makeSpscChannel(std::size_t capacity);

namespace detail {

/// Positions count items from the start and wrap with their type; the slot is the position modulo the capacity.
/// Each side keeps its own position and its last sight of the other's on its own cache line and reads the
/// other's line only when the last sight says full or empty.
template <class T>
class SpscRing {
public:
    static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_destructible_v<T>,
                  "items cross the audio thread: moving and destroying them must not throw");

    explicit SpscRing(std::size_t capacity) : mask_(capacity - 1), slots_(std::make_unique<Slot[]>(capacity)) {}
    ~SpscRing() {
        for (auto position = read_.load(std::memory_order_acquire);
             position != write_.load(std::memory_order_acquire); ++position)
            std::destroy_at(slot(position));
    }
    SpscRing(const SpscRing&) = delete;
    SpscRing& operator=(const SpscRing&) = delete;

    std::size_t capacity() const noexcept { return mask_ + 1; }

    template <class U>
    bool push(U&& value) noexcept {
        const auto position = writeOwn_;
        if (position - readSeen_ > mask_) {
            readSeen_ = read_.load(std::memory_order_acquire);
            if (position - readSeen_ > mask_)
                return false;
        }
        std::construct_at(slot(position), std::forward<U>(value));
        writeOwn_ = position + 1;
        write_.store(position + 1, std::memory_order_release);
        return true;
    }

    std::size_t pushSome(std::span<const T> values) noexcept requires std::is_trivially_copyable_v<T> {
        const auto position = writeOwn_;
        auto room = capacity() - (position - readSeen_);
        if (room < values.size()) {
            readSeen_ = read_.load(std::memory_order_acquire);
            room = capacity() - (position - readSeen_);
        }
        const auto count = room < values.size() ? room : values.size();
        for (std::size_t index = 0; index < count; ++index)
            std::construct_at(slot(position + index), values[index]);
        writeOwn_ = position + count;
        write_.store(position + count, std::memory_order_release);
        return count;
    }

    bool pop(T& value) noexcept {
        T* item = front();
        if (item == nullptr)
            return false;
        value = std::move(*item);
        popFront();
        return true;
    }

    std::size_t popSome(std::span<T> values) noexcept requires std::is_trivially_copyable_v<T> {
        const auto position = readOwn_;
        auto ready = writeSeen_ - position;
        if (ready < values.size()) {
            writeSeen_ = write_.load(std::memory_order_acquire);
            ready = writeSeen_ - position;
        }
        const auto count = ready < values.size() ? ready : values.size();
        for (std::size_t index = 0; index < count; ++index)
            values[index] = *slot(position + index);
        readOwn_ = position + count;
        read_.store(position + count, std::memory_order_release);
        return count;
    }

    T* front() noexcept {
        if (readOwn_ == writeSeen_) {
            if (looksInARow_ == stream)
                letSenderGetAhead();
            writeSeen_ = write_.load(std::memory_order_acquire);
            if (readOwn_ == writeSeen_) {
                looksInARow_ = 0;
                return nullptr;
            }
            looksInARow_ += looksInARow_ < stream ? 1 : 0;
        }
        return slot(readOwn_);
    }

    void popFront() noexcept {
        std::destroy_at(slot(readOwn_));
        ++readOwn_;
        read_.store(readOwn_, std::memory_order_release);
    }

    std::size_t occupancy() const noexcept {
        const auto read = read_.load(std::memory_order_acquire);
        const auto written = write_.load(std::memory_order_acquire) - read;
        return written > capacity() ? capacity() : written;
    }

    void leave() noexcept { left_.store(true, std::memory_order_release); }
    bool peerLeft() const noexcept { return left_.load(std::memory_order_acquire); }

private:
    // When so many looks at the sender's line in a row found something, both sides stream and are in step: each
    // look then takes the line away from the sender for a single item. Some 0.2 us of patience bring dozens.
    static constexpr std::uint32_t stream = 8;
    static void letSenderGetAhead() noexcept {
        for (int turn = 0; turn < 4; ++turn)
            pause();
    }

    struct Slot {
        alignas(T) std::byte bytes[sizeof(T)];
    };
    T* slot(std::size_t position) noexcept {
        return std::launder(reinterpret_cast<T*>(slots_[position & mask_].bytes));
    }

    const std::size_t mask_;
    const std::unique_ptr<Slot[]> slots_;
    Atomic<bool> left_{false};
    alignas(base::cacheLine) Atomic<std::size_t> write_{0};
    alignas(base::cacheLine) std::size_t writeOwn_ = 0;
    std::size_t readSeen_ = 0;
    alignas(base::cacheLine) Atomic<std::size_t> read_{0};
    alignas(base::cacheLine) std::size_t readOwn_ = 0;
    std::size_t writeSeen_ = 0;
    std::uint32_t looksInARow_ = 0;
};

} // namespace detail

/// The sending end: move-only, used by one thread at a time. Its destruction closes the channel; what was sent
/// can still be received. An end without a channel, made so or moved from, is a closed one that takes nothing.
template <class T>
class SpscSender {
public:
    SpscSender() noexcept = default;
    SpscSender(SpscSender&&) noexcept = default;
    SpscSender& operator=(SpscSender&& other) noexcept {
        if (this != &other) {
            leave();
            ring_ = std::move(other.ring_);
        }
        return *this;
    }
    ~SpscSender() { leave(); }

    /// Effects: moves `value` into the channel; when the channel is full, `value` is left as it was.
    /// Returns: whether it was sent. Progress: wait-free. [any, one thread at a time]
    [[nodiscard]] bool trySend(T&& value) noexcept { return ring_ && ring_->push(std::move(value)); }
    [[nodiscard]] bool trySend(const T& value) noexcept requires std::is_nothrow_copy_constructible_v<T> {
        return ring_ && ring_->push(value);
    }
    /// Effects: sends the first items of `values` that there is room for, with one publication.
    /// Returns: how many. Progress: wait-free, linear in the count. [any, one thread at a time]
    [[nodiscard]] std::size_t
    send(std::span<const T> values) noexcept requires std::is_trivially_copyable_v<T> {
        return ring_ ? ring_->pushSome(values) : 0;
    }
    /// Returns: items in the channel, exact for neither side while the other works. Progress: wait-free. [any]
    std::size_t occupancy() const noexcept { return ring_ ? ring_->occupancy() : 0; }
    /// Returns: how many items fit. Progress: wait-free. [any]
    std::size_t capacity() const noexcept { return ring_ ? ring_->capacity() : 0; }
    /// Returns: whether the receiver is gone, so that nothing sent will ever arrive. Progress: wait-free. [any]
    bool closed() const noexcept { return !ring_ || ring_->peerLeft(); }

private:
    friend SpscChannel<T> makeSpscChannel<T>(std::size_t);
    explicit SpscSender(std::shared_ptr<detail::SpscRing<T>> ring) noexcept : ring_(std::move(ring)) {}
    void leave() noexcept {
        if (ring_)
            ring_->leave();
        ring_.reset();
    }
    std::shared_ptr<detail::SpscRing<T>> ring_;
};

/// The receiving end: move-only, used by one thread at a time. Items left when both ends are gone are destroyed
/// by the end that goes last. An end without a channel, made so or moved from, is a closed one that is empty.
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

    /// Effects: moves the oldest item into `value`. Returns: whether there was one. Progress: wait-free.
    /// [any, one thread at a time]
    [[nodiscard]] bool tryReceive(T& value) noexcept requires std::is_nothrow_move_assignable_v<T> {
        return ring_ && ring_->pop(value);
    }
    /// Effects: moves the oldest items into `values`, with one publication.
    /// Returns: how many. Progress: wait-free, linear in the count. [any, one thread at a time]
    [[nodiscard]] std::size_t receive(std::span<T> values) noexcept requires std::is_trivially_copyable_v<T> {
        return ring_ ? ring_->popSome(values) : 0;
    }
    /// Returns: the oldest item in place, or null; valid until `popFront`. Progress: wait-free.
    /// [any, one thread at a time]
    [[nodiscard]] T* front() noexcept { return ring_ ? ring_->front() : nullptr; }
    /// Effects: destroys the item that `front` returned. Requires: `front()` was not null. Progress: wait-free.
    /// [any, one thread at a time]
    void popFront() noexcept { ring_->popFront(); }
    /// Returns: items in the channel, exact for neither side while the other works. Progress: wait-free. [any]
    std::size_t occupancy() const noexcept { return ring_ ? ring_->occupancy() : 0; }
    /// Returns: how many items fit. Progress: wait-free. [any]
    std::size_t capacity() const noexcept { return ring_ ? ring_->capacity() : 0; }
    /// Returns: whether the sender is gone; what it sent may still be inside. Progress: wait-free. [any]
    bool closed() const noexcept { return !ring_ || ring_->peerLeft(); }

private:
    friend SpscChannel<T> makeSpscChannel<T>(std::size_t);
    explicit SpscReceiver(std::shared_ptr<detail::SpscRing<T>> ring) noexcept : ring_(std::move(ring)) {}
    void leave() noexcept {
        if (ring_)
            ring_->leave();
        ring_.reset();
    }
    std::shared_ptr<detail::SpscRing<T>> ring_;
};

template <class T>
SpscChannel<T> makeSpscChannel(std::size_t capacity) {
    if (capacity == 0 || capacity > (std::size_t{1} << 30))
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A channel's capacity must lie between 1 and 2^30 items, and " +
                                 std::to_string(capacity) + " was asked for; choose one inside."});
    auto ring = std::make_shared<detail::SpscRing<T>>(std::bit_ceil(capacity));
    return {SpscSender<T>(ring), SpscReceiver<T>(ring)};
}

} // namespace rondo::concurrency
