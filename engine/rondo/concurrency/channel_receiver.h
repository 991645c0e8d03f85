// SPDX-License-Identifier: MIT
#pragma once

#include <iterator>
#include <memory>
#include <optional>
#include <rondo/concurrency/detail/channel_state.h>
#include <rondo/concurrency/detail/receive_drain.h>
#include <rondo/concurrency/detail/receive_iterator.h>
#include <rondo/concurrency/wait_source.h>
#include <span>
#include <tl/expected.hpp>

namespace rondo::concurrency {

/// The receiving end of a channel with any number of senders: MpscReceiver, MpmcReceiver, RendezvousReceiver.
/// Where a channel has one receiver, it is move-only and one thread's at a time; otherwise a copy is one more
/// receiver, and one receiver may be used by several threads at once. When the last one is gone, the channel is
/// closed and what is inside is destroyed, on that thread. A receiver without a channel, made so or moved from,
/// is a closed one.
///
/// Example:
///     #include <rondo/concurrency/mpsc_channel.h>
///     auto [sender, receiver] = makeMpscChannel<std::string>(4);
///     expect(sender.trySend("one") && sender.trySend("two") && sender.trySend("three"));
///     expect(receiver.tryReceive().value() == "one");
///     std::string got;
///     expect(receiver.receive(got, Deadline::never()) && got == "two");
///     sender.close();
///     for (std::string& text : receiver) // until closed and empty
///         expect(text == "three");
///     expect(receiver.tryReceive(got) == ChannelResult::closed);
template <class Core>
class ChannelReceiver {
public:
    using Value = typename Core::Value;
    static constexpr bool assigns = std::is_nothrow_move_assignable_v<Value>;
    using Received = tl::expected<Value, ChannelResult>; ///< the item, or empty, closed, timeout

    ChannelReceiver() noexcept = default;
    ChannelReceiver(const ChannelReceiver& other) noexcept requires Core::manyReceivers : state_(other.state_) {
        if (state_)
            state_->receivers.fetch_add(1, std::memory_order_relaxed);
    }
    ChannelReceiver(const ChannelReceiver&) requires(!Core::manyReceivers) = delete;
    ChannelReceiver(ChannelReceiver&&) noexcept = default;
    ChannelReceiver& operator=(ChannelReceiver other) noexcept {
        state_.swap(other.state_);
        return *this;
    }
    /// Effects: the last receiver closes the channel; who waits to send gets its value back, and what is inside
    /// is destroyed here. [any but audio]
    ~ChannelReceiver() {
        if (state_ && state_->receivers.fetch_sub(1, std::memory_order_acq_rel) == 1)
            state_->core.abandon();
    }

    /// Effects: moves the oldest item into `value`. Returns: done, empty or closed. Progress: MPSC: wait-free;
    /// MPMC: lock-free; no system call inside a callback; rendezvous: a short lock. [any; rendezvous: any but
    /// audio]
    ChannelResult tryReceive(Value& value) noexcept requires assigns {
        return state_ ? state_->core.tryReceive(assigning(value)) : ChannelResult::closed;
    }
    /// The same for a type that cannot be made empty or assigned to.
    [[nodiscard]] Received tryReceive() noexcept {
        std::optional<Value> item;
        return answer(state_ ? state_->core.tryReceive(filling(item)) : ChannelResult::closed, item);
    }
    /// Effects: moves the oldest item into `value`, waiting for one until `deadline`. Returns: done, timeout,
    /// closed, or empty when the deadline had passed before. Progress: blocking. [any but audio]
    ChannelResult receive(Value& value, Deadline deadline) requires assigns {
        return state_ ? state_->core.receive(assigning(value), deadline) : ChannelResult::closed;
    }
    /// The same for a type that cannot be made empty or assigned to.
    [[nodiscard]] Received receive(Deadline deadline) {
        std::optional<Value> item;
        return answer(state_ ? state_->core.receive(filling(item), deadline) : ChannelResult::closed, item);
    }
    /// Effects: moves the oldest items into `values`, in order, waiting until it is full or until `deadline`.
    /// Returns: how many; fewer than asked for after the deadline or the end. Progress: blocking.
    /// [any but audio]
    std::size_t receiveSome(std::span<Value> values, Deadline deadline) requires assigns {
        std::size_t count = 0;
        while (count < values.size() && receive(values[count], deadline))
            ++count;
        return count;
    }
    /// Returns: a range of what is inside now, at most, so that senders cannot hold a callback in the loop;
    /// each item is taken as the loop comes to it. Must not outlive the receiver. Progress: as `tryReceive`.
    /// [any; rendezvous: any but audio]
    [[nodiscard]] detail::ReceiveDrain<ChannelReceiver> drain() noexcept {
        return {*this, capacity() > 0 ? occupancy() : static_cast<std::size_t>(-1)};
    }
    /// Effects: iteration receives, and waits for each item, until the channel is closed and empty. An item
    /// that the loop was left at has been received. Progress: blocking. [any but audio]
    detail::ReceiveIterator<ChannelReceiver> begin() { return detail::ReceiveIterator<ChannelReceiver>(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }
    /// Effects: destroys what is inside, here. Returns: how many items. Progress: as `tryReceive`, times that
    /// number. [any but audio]
    std::size_t reset() noexcept requires requires(Core& core) { core.discard(1); }
    { return state_ ? state_->core.discard(capacity()) : 0; }

    /// Effects: closes the channel for all: nothing can be sent any more, what is inside can still be received,
    /// and everybody who waits on either side wakes. Progress: blocking. [any but audio]
    void close() const noexcept {
        if (state_)
            state_->core.close();
    }
    /// Returns: whether the channel is closed: by `close`, or because one side is gone; items may still be
    /// inside. Progress: wait-free. [any]
    bool closed() const noexcept { return !state_ || state_->core.closed(); }
    /// Returns: items inside, with those just being sent. Progress: wait-free. [any]
    std::size_t occupancy() const noexcept { return state_ ? state_->core.occupancy() : 0; }
    /// Returns: how many items fit. Progress: wait-free. [any]
    std::size_t capacity() const noexcept { return state_ ? state_->core.capacity() : 0; }
    /// Returns: what the channel has seen so far. Progress: wait-free. [any]
    ChannelStatistics statistics() const noexcept {
        return state_ ? state_->core.statistics() : ChannelStatistics{};
    }
    /// Returns: what waitAny waits for until `tryReceive` would not say empty. Requires: the channel outlives
    /// it. Errors: Failure(closed) for an end without a channel. Progress: wait-free. [any but audio]
    WaitSource readable() const {
        if (!state_)
            detail::failWithoutChannel();
        return {state_->core.readableList(), &state_->core,
                [](const void* core) noexcept { return static_cast<const Core*>(core)->readable(); }};
    }

private:
    template <class>
    friend struct detail::ChannelState;
    explicit ChannelReceiver(std::shared_ptr<detail::ChannelState<Core>> state) noexcept
        : state_(std::move(state)) {}

    static auto assigning(Value& value) noexcept {
        return [&value](Value&& item) noexcept { value = std::move(item); };
    }
    static auto filling(std::optional<Value>& place) noexcept {
        return [&place](Value&& item) noexcept { place.emplace(std::move(item)); };
    }
    static Received answer(ChannelResult result, std::optional<Value>& item) noexcept {
        if (!result)
            return tl::unexpected<ChannelResult>(result);
        return Received(std::move(*item));
    }

    std::shared_ptr<detail::ChannelState<Core>> state_;
};

} // namespace rondo::concurrency
