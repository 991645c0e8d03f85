// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <rondo/concurrency/mpmc_queue.h>
#include <rondo/concurrency/sealing_key.h>
#include <string>
#include <utility>

namespace rondo::concurrency {

/// How an operation on a sealed queue ended: as on any channel, or refused because of the handle. True when it
/// was done; otherwise a value that was to be sent is untouched.
class [[nodiscard]] SealedResult {
public:
    enum State : std::uint8_t { done, full, empty, closed, timeout, forged, notOwner };

    constexpr SealedResult(State state) noexcept : state_(state) {} // NOLINT: a state is a result
    constexpr SealedResult(ChannelResult result) noexcept           // NOLINT: and so is a channel's
        : state_(static_cast<State>(result.state())) {}
    constexpr explicit operator bool() const noexcept { return state_ == done; }
    constexpr State state() const noexcept { return state_; }
    friend constexpr bool operator==(SealedResult, SealedResult) = default;
    /// Returns: the state's name, for messages; static lifetime. Progress: wait-free. [any]
    constexpr const char* name() const noexcept {
        return state_ == forged     ? "forged"
               : state_ == notOwner ? "not_owner"
                                    : ChannelResult(static_cast<ChannelResult::State>(state_)).name();
    }

private:
    State state_;
};
static_assert(SealedResult(ChannelResult::done).state() == SealedResult::done &&
              SealedResult(ChannelResult::timeout).state() == SealedResult::timeout);

namespace detail {

template <class T>
struct KeptQueue {
    MpmcQueue<T> ends;
};

} // namespace detail

/// A handle of a queue that SealedQueues keeps. `Rights::send` sends, `Rights::receive` receives,
/// `Rights::close` closes and destroys.
template <class T, Rights upTo = Rights::all>
using SealedQueue = Sealed<detail::KeptQueue<T>, upTo>;

/// Keeps bounded queues for parties that do not trust each other's mistakes: who makes a queue gets its handle
/// with every right, and hands on less. Each operation asks the handle; one whose type lacks the right does not
/// compile, one whose bits lack it is refused and counted. Any thread may use it at any time, its end excepted.
///
/// Example:
///     SealedQueues<int> queues("meters");
///     const SealedQueue<int> handle = *queues.make(16);
///     const SealedQueue<int, Rights::receive> forTheWindow = handle;
///     expect(queues.trySend(handle, 3));
///     int level = 0;
///     expect(queues.tryReceive(forTheWindow, level) && level == 3);
///     // queues.trySend(forTheWindow, 4) does not compile; by run-time rights it is refused:
///     expect(queues.trySend(handle.narrowed(Rights::receive), 4) == SealedResult::notOwner);
template <class T>
class SealedQueues {
public:
    /// Effects: makes room for `count` queues; `name` stands in errors. Errors: Failure(invalidArgument) for a
    /// count outside 1 to 65536; std::bad_alloc. Progress: blocking. [control]
    explicit SealedQueues(std::string name, std::size_t count = 64) : key_(std::move(name), count) {}

    /// Effects: makes a queue of `capacity` items. Returns: its handle. Errors: full when there are `count`
    /// queues; Failure(invalidArgument) for capacity 0 or above 2^30; std::bad_alloc. Progress: blocking.
    /// [control]
    base::Result<SealedQueue<T>> make(std::size_t capacity) {
        return key_.sealMade([capacity] { return detail::KeptQueue<T>{makeMpmcQueue<T>(capacity)}; });
    }

    /// Effects: sends `value`; when it cannot, `value` is the caller's as it was. Returns: done, full, closed,
    /// forged, notOwner. Progress: lock-free. [any]
    template <Rights held>
    requires(held.includes(Rights::send)) SealedResult trySend(const SealedQueue<T, held>& handle, T&& value) {
        return with(handle, Rights::send, [&](auto& queue) { return queue.sender.trySend(std::move(value)); });
    }
    template <Rights held>
    requires(held.includes(Rights::send) && MpmcSender<T>::copies) SealedResult
        trySend(const SealedQueue<T, held>& handle, const T& value) {
        return with(handle, Rights::send, [&](auto& queue) { return queue.sender.trySend(value); });
    }
    /// Effects: as `trySend`, waiting for room until `deadline`. Returns: also timeout. Progress: blocking.
    /// [any but audio]
    template <Rights held>
    requires(held.includes(Rights::send)) SealedResult
        send(const SealedQueue<T, held>& handle, T&& value, Deadline deadline) {
        return with(handle, Rights::send,
                    [&](auto& queue) { return queue.sender.send(std::move(value), deadline); });
    }
    template <Rights held>
    requires(held.includes(Rights::send) && MpmcSender<T>::copies) SealedResult
        send(const SealedQueue<T, held>& handle, const T& value, Deadline deadline) {
        return with(handle, Rights::send, [&](auto& queue) { return queue.sender.send(value, deadline); });
    }

    /// Effects: moves the oldest item into `value`. Returns: done, empty, closed (and empty), forged, notOwner.
    /// Progress: lock-free. [any]
    template <Rights held>
    requires(held.includes(Rights::receive)) SealedResult
        tryReceive(const SealedQueue<T, held>& handle, T& value) {
        return with(handle, Rights::receive, [&](auto& queue) { return queue.receiver.tryReceive(value); });
    }
    /// Effects: as `tryReceive`, waiting for an item until `deadline`. Returns: also timeout. Progress:
    /// blocking. [any but audio]
    template <Rights held>
    requires(held.includes(Rights::receive)) SealedResult
        receive(const SealedQueue<T, held>& handle, T& value, Deadline deadline) {
        return with(handle, Rights::receive,
                    [&](auto& queue) { return queue.receiver.receive(value, deadline); });
    }
    /// The same for a type that cannot be made empty or assigned to.
    template <Rights held>
    requires(held.includes(Rights::receive)) tl::expected<T, SealedResult> receive(
        const SealedQueue<T, held>& handle, Deadline deadline) {
        std::optional<T> item;
        const SealedResult result = with(handle, Rights::receive, [&](auto& queue) {
            auto received = queue.receiver.receive(deadline);
            if (!received)
                return received.error();
            item.emplace(std::move(*received));
            return ChannelResult(ChannelResult::done);
        });
        if (!result)
            return tl::unexpected<SealedResult>(result);
        return std::move(*item);
    }

    /// Effects: nothing can be sent any more, what is inside can still be received, and everybody who waits on
    /// either side wakes. Returns: done, forged, notOwner. Progress: blocking. [any but audio]
    template <Rights held>
    requires(held.includes(Rights::close)) SealedResult close(const SealedQueue<T, held>& handle) {
        return with(handle, Rights::close, [](auto& queue) {
            queue.sender.close();
            return ChannelResult(ChannelResult::done);
        });
    }
    /// Effects: closes, and makes every handle of the queue stale. What is inside is destroyed, here, or by the
    /// last who is in an operation on it. Returns: done, forged, notOwner. Progress: blocking. [any but audio]
    template <Rights held>
    requires(held.includes(Rights::close)) SealedResult destroy(const SealedQueue<T, held>& handle) {
        if (const auto closed = close(handle); !closed)
            return closed;
        return key_.tryRevoke(handle) == SealRefusal::none ? SealedResult::done : SealedResult::forged;
    }

    /// Returns: items inside, with those just being sent; none for a refused handle. Asks for no right.
    /// Progress: wait-free. [any]
    template <Rights held>
    std::size_t occupancy(const SealedQueue<T, held>& handle) noexcept {
        const auto opened = key_.tryOpen(handle);
        return opened ? opened->ends.sender.occupancy() : 0;
    }
    /// Returns: nothing when an operation that needs `needed` would not be refused; otherwise what stands
    /// against it, in a sentence. A refusal is counted. Progress: lock-free. [any but audio]
    template <Rights held>
    base::Result<void> check(const SealedQueue<T, held>& handle, Rights needed) {
        if (auto opened = key_.open(handle, needed); !opened)
            return tl::unexpected<base::Error>(std::move(opened.error()));
        return {};
    }
    /// Returns: how many queues there are, and how many handles were refused. Progress: wait-free. [any]
    SealingStatistics statistics() const noexcept { return key_.statistics(); }

private:
    template <Rights held, class Operation>
    SealedResult with(const SealedQueue<T, held>& handle, Rights needed, Operation operation) {
        const auto opened = key_.tryOpen(handle, needed);
        if (!opened)
            return opened.refusal() == SealRefusal::missingRight ? SealedResult::notOwner
                                                                 : SealedResult::forged;
        return operation(opened->ends);
    }

    SealingKey<detail::KeptQueue<T>> key_;
};

} // namespace rondo::concurrency
