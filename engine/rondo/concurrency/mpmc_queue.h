// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/channel_receiver.h>
#include <rondo/concurrency/channel_sender.h>
#include <rondo/concurrency/detail/mpmc_core.h>

namespace rondo::concurrency {

/// Copyable; see ChannelSender.
template <class T>
using MpmcSender = ChannelSender<detail::MpmcCore<T>>;
/// Copyable; see ChannelReceiver. Each item goes to one receiver.
template <class T>
using MpmcReceiver = ChannelReceiver<detail::MpmcCore<T>>;

/// The two ends of a bounded queue between any number of senders and receivers; see makeMpmcQueue. First in,
/// first out.
///
/// `try…` operations are lock-free but for one thing: an item that a stopped sender is just putting in hides
/// the items behind it, and a place that a stopped receiver is just emptying counts as full, until that thread
/// goes on. They never wait for it. Where that matters, in a callback, take an MpscChannel. What was on its way
/// in when the queue closed can still be received; when no receiver is left, it dies with the last end.
///
/// Example:
///     auto queue = makeMpmcQueue<int>(3); // any capacity, as asked for
///     std::vector<int> items{1, 2, 3, 4};
///     expect(queue.sender.sendSome(items, Deadline::immediately()) == 3);
///     expect(queue.receiver.receiveSome(items, Deadline::immediately()) == 3 && items[2] == 3);
///     queue.sender.close();
///     expect(queue.receiver.receive(items[0], Deadline::never()) == ChannelResult::closed);
template <class T>
struct MpmcQueue {
    MpmcSender<T> sender;
    MpmcReceiver<T> receiver;
};

/// Effects: makes a queue with room for exactly `capacity` items and allocates all it will ever need: for each
/// item its size and 8 bytes more. Errors: Failure(invalidArgument) for capacity 0 and for more than 2^30 items
/// or than memory can have; std::bad_alloc. Progress: blocking. [control]
template <class T>
MpmcQueue<T> makeMpmcQueue(std::size_t capacity) {
    auto ends = detail::ChannelState<detail::MpmcCore<T>>::makeEnds(capacity);
    return {std::move(ends.first), std::move(ends.second)};
}

} // namespace rondo::concurrency
