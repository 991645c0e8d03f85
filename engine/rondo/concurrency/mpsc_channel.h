// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/channel_receiver.h>
#include <rondo/concurrency/channel_sender.h>
#include <rondo/concurrency/detail/mpsc_core.h>

namespace rondo::concurrency {

/// Copyable; see ChannelSender. `trySend` is lock-free: it repeats itself only when another sender got on.
template <class T>
using MpscSender = ChannelSender<detail::MpscCore<T>>;
/// Move-only, one thread's at a time; see ChannelReceiver. `tryReceive` is wait-free: `capacity` steps at most,
/// one on average, and never a wait for a sender that stands still half-way: the items of all others arrive.
template <class T>
using MpscReceiver = ChannelReceiver<detail::MpscCore<T>>;

/// The two ends of a bounded channel from any number of senders to one receiver; see makeMpscChannel. First in,
/// first out for each sender, and for two sends of which one ended before the other began.
///
/// Both ends may be used in an audio callback with their `try…` operations: no allocation, lock or system call.
/// A sender that stands still between claiming its place and having filled it keeps that one place of the
/// capacity until it goes on. An item that is being sent while the channel closes goes back to its sender; what
/// is inside when the receiver goes is destroyed there, once.
///
/// Example:
///     auto [sender, receiver] = makeMpscChannel<int>(16);
///     std::thread other([second = sender] { expect(second.send(1, Deadline::never())); });
///     expect(sender.trySend(2));
///     other.join();
///     int sum = 0;
///     for (const int item : receiver.drain())
///         sum += item;
///     expect(sum == 3);
template <class T>
struct MpscChannel {
    MpscSender<T> sender;
    MpscReceiver<T> receiver;
};

/// Effects: makes a channel with room for exactly `capacity` items and allocates all it will ever need: for
/// each item its size and 8 to 16 bytes more. Errors: Failure(invalidArgument) for capacity 0 and for more than
/// 2^30 items or than memory can have; std::bad_alloc. Progress: blocking. [control]
template <class T>
MpscChannel<T> makeMpscChannel(std::size_t capacity) {
    auto ends = detail::ChannelState<detail::MpscCore<T>>::makeEnds(capacity);
    return {std::move(ends.first), std::move(ends.second)};
}

} // namespace rondo::concurrency
