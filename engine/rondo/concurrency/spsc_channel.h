// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <memory>
#include <rondo/base/error.h>
#include <rondo/concurrency/detail/channel_wait.h>
#include <rondo/concurrency/detail/spsc_ring.h>
#include <rondo/concurrency/spsc_receiver.h>
#include <rondo/concurrency/spsc_sender.h>

namespace rondo::concurrency {

/// The two ends of a bounded first-in-first-out channel for one sending and one receiving thread; see
/// makeSpscChannel. The wait-free ways in and out belong to the audio thread, the waiting ones to everybody
/// else, and they can be mixed freely.
///
/// Example:
///     auto [sender, receiver] = makeSpscChannel<float>(512);
///     auto region = sender.writeRegion(100); // filled in place, sent at once
///     for (std::size_t index = 0; index < region.size(); ++index)
///         region[index] = static_cast<float>(index);
///     sender.commit(region.size());
///     float sum = 0;
///     for (const float value : receiver.drain())
///         sum += value;
///     expect(sum == 4950.0f && receiver.occupancy() == 0);
///     expect(sender.statistics().received == 100);
template <class T>
struct SpscChannel {
    SpscSender<T> sender;
    SpscReceiver<T> receiver;
};

/// Effects: makes the channel, allocates its ring once and touches its pages. `capacity` is rounded up to a
/// power of two. Errors: Failure(invalidArgument) for capacity 0 or above 2^30; std::bad_alloc.
/// Progress: blocking. [control]
template <class T>
SpscChannel<T> makeSpscChannel(std::size_t capacity) {
    detail::checkCapacity(capacity);
    auto ring = std::make_shared<detail::SpscRing<T>>(std::bit_ceil(capacity));
    return {SpscSender<T>(ring), SpscReceiver<T>(ring)};
}
/// A capacity is a whole number of items.
template <class T, class Number>
requires(std::floating_point<Number> || std::same_as<Number, bool>) SpscChannel<T> makeSpscChannel(Number)
= delete;

} // namespace rondo::concurrency
