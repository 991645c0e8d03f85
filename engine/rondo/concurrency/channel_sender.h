// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/concurrency/detail/channel_state.h>
#include <rondo/concurrency/wait_source.h>
#include <span>

namespace rondo::concurrency {

/// The sending end of a channel with any number of senders: MpscSender, MpmcSender, RendezvousSender. A copy is
/// one more sender and costs two counts, no memory; a sender may be used by several threads at once. When the
/// last one is gone, the channel is closed. A sender without a channel, made so or moved from, is a closed one.
///
/// Example:
///     #include <rondo/concurrency/mpmc_queue.h>
///     auto [sender, receiver] = makeMpmcQueue<int>(2);
///     MpmcSender<int> second = sender;
///     expect(sender.trySend(1) && second.trySend(2));
///     expect(sender.trySend(3) == ChannelResult::full);
///     expect(sender.send(3, Deadline::in(std::chrono::milliseconds(1))) == ChannelResult::timeout);
///     receiver.close();
///     expect(second.trySend(3) == ChannelResult::closed);
template <class Core>
class ChannelSender {
public:
    using Value = typename Core::Value;
    static constexpr bool copies = std::is_nothrow_copy_constructible_v<Value>;

    ChannelSender() noexcept = default;
    ChannelSender(const ChannelSender& other) noexcept : state_(other.state_) {
        if (state_)
            state_->senders.fetch_add(1, std::memory_order_relaxed);
    }
    ChannelSender(ChannelSender&&) noexcept = default;
    ChannelSender& operator=(ChannelSender other) noexcept {
        state_.swap(other.state_);
        return *this;
    }
    /// Effects: the last sender closes the channel; what was sent can still be received. [any but audio]
    ~ChannelSender() {
        if (state_ && state_->senders.fetch_sub(1, std::memory_order_acq_rel) == 1)
            state_->core.close();
    }

    /// Effects: sends `value`; when it cannot, `value` is the caller's as it was. Returns: done, full or
    /// closed. Progress: lock-free, and no system call inside a callback; on a rendezvous channel a short lock.
    /// [any; rendezvous: any but audio]
    ChannelResult trySend(Value&& value) const noexcept {
        return state_ ? state_->core.trySend(std::move(value)) : ChannelResult::closed;
    }
    ChannelResult trySend(const Value& value) const noexcept requires copies {
        return state_ ? state_->core.trySend(value) : ChannelResult::closed;
    }
    /// Effects: sends `value`, waiting for room until `deadline`; when it cannot, `value` is the caller's as it
    /// was. Returns: done, timeout, closed, or full when the deadline had passed before. Progress: blocking.
    /// [any but audio]
    ChannelResult send(Value&& value, Deadline deadline) const {
        return state_ ? state_->core.send(std::move(value), deadline) : ChannelResult::closed;
    }
    ChannelResult send(const Value& value, Deadline deadline) const requires copies {
        return state_ ? state_->core.send(value, deadline) : ChannelResult::closed;
    }
    /// Effects: moves the first of `values` into the channel, in order, waiting for room until `deadline`.
    /// Returns: how many; fewer than asked for after the deadline or the closing. Progress: blocking.
    /// [any but audio]
    std::size_t sendSome(std::span<Value> values, Deadline deadline) const {
        std::size_t count = 0;
        while (count < values.size() && send(std::move(values[count]), deadline))
            ++count;
        return count;
    }

    /// Effects: closes the channel for all: nothing can be sent any more, what is inside can still be received,
    /// and everybody who waits on either side wakes. Progress: blocking. [any but audio]
    void close() const noexcept {
        if (state_)
            state_->core.close();
    }
    /// Returns: whether the channel is closed: by `close`, or because one side is gone. Progress: wait-free.
    /// [any]
    bool closed() const noexcept { return !state_ || state_->core.closed(); }
    /// Returns: items inside, with those just being sent. Progress: wait-free. [any]
    std::size_t occupancy() const noexcept { return state_ ? state_->core.occupancy() : 0; }
    /// Returns: how many items fit. Progress: wait-free. [any]
    std::size_t capacity() const noexcept { return state_ ? state_->core.capacity() : 0; }
    /// Returns: what the channel has seen so far. Progress: wait-free. [any]
    ChannelStatistics statistics() const noexcept {
        return state_ ? state_->core.statistics() : ChannelStatistics{};
    }
    /// Returns: what waitAny waits for until `trySend` would not say full. Requires: the channel outlives it.
    /// Errors: Failure(closed) for an end without a channel. Progress: wait-free. [any but audio]
    WaitSource writable() const {
        if (!state_)
            detail::failWithoutChannel();
        return {state_->core.writableList(), &state_->core,
                [](const void* core) noexcept { return static_cast<const Core*>(core)->writable(); }};
    }

private:
    template <class>
    friend struct detail::ChannelState;
    explicit ChannelSender(std::shared_ptr<detail::ChannelState<Core>> state) noexcept
        : state_(std::move(state)) {}
    std::shared_ptr<detail::ChannelState<Core>> state_;
};

} // namespace rondo::concurrency
