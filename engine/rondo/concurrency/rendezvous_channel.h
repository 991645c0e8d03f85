// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/channel_receiver.h>
#include <rondo/concurrency/channel_sender.h>
#include <rondo/concurrency/detail/rendezvous_core.h>

namespace rondo::concurrency {

/// Copyable; see ChannelSender.
template <class T>
using RendezvousSender = ChannelSender<detail::RendezvousCore<T>>;
/// Copyable; see ChannelReceiver.
template <class T>
using RendezvousReceiver = ChannelReceiver<detail::RendezvousCore<T>>;

/// The two ends of a channel without any room: `send` returns when a receiver has taken the value, and not
/// before. Whoever waits longest meets first, on both sides. Not for a callback: a short lock guards the two
/// lines of waiters.
///
/// `trySend` is `full` unless a receiver waits in `receive`, `tryReceive` is `empty` unless a sender waits in
/// `send`; so two that only try never meet, nor do two that wait for `writable` and `readable`. The later of
/// the two moves the value straight from the sender's place to the receiver's, once.
///
/// Example:
///     auto [sender, receiver] = makeRendezvousChannel<std::string>();
///     expect(sender.trySend("nobody waits") == ChannelResult::full);
///     std::thread other([&end = receiver] { expect(end.receive(Deadline::never()).value() == "here"); });
///     expect(sender.send("here", Deadline::never()));
///     other.join();
template <class T>
struct RendezvousChannel {
    RendezvousSender<T> sender;
    RendezvousReceiver<T> receiver;
};

/// Effects: makes a channel of capacity 0. Errors: std::bad_alloc. Progress: blocking. [control]
template <class T>
RendezvousChannel<T> makeRendezvousChannel() {
    auto ends = detail::ChannelState<detail::RendezvousCore<T>>::makeEnds();
    return {std::move(ends.first), std::move(ends.second)};
}

} // namespace rondo::concurrency
