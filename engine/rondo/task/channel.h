// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/channel_receiver.h>
#include <rondo/task/channel_sender.h>
#include <rondo/task/detail/channel_core.h>

namespace rondo::task {

/// The two ends of a channel.
template <class T>
struct Channel {
    ChannelSender<T> sender;
    ChannelReceiver<T> receiver;
};

/// Effects: makes a channel that holds `capacity` items beside those that waiting senders bring; with 0 each
/// item goes from hand to hand. Items arrive in the order in which they were sent, and receivers get them in
/// the order in which they came. Requires: T moves without throwing. Returns: its ends. Errors: std::bad_alloc.
/// Progress: blocking (allocates). [any but audio]
///
/// Example:
///     #include <rondo/task/pool.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 1});
///     const int sum = pool.run([]() -> Task<int> {
///         auto [sender, receiver] = makeChannel<int>(0);
///         auto source = spawn([sender = std::move(sender)]() mutable -> Task<> {
///             for (int number = 1; number <= 3; ++number)
///                 co_await sender.send(number);
///             sender.close();
///         });
///         int total = 0;
///         while (const auto number = co_await receiver.receive())
///             total += *number;
///         co_await source;
///         co_return total;
///     });
///     expect(sum == 6);
template <class T>
Channel<T> makeChannel(std::size_t capacity) {
    auto core = std::make_shared<detail::ChannelCore<T>>(capacity);
    return {ChannelSender<T>(core), ChannelReceiver<T>(core)};
}

} // namespace rondo::task
