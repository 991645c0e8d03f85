// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <rondo/concurrency/histogram.h>

namespace rondo::concurrency {

/// What a channel has seen so far; read while it runs, without disturbing it. Each figure is exact, together
/// they are not of one instant, unless a channel's own header says otherwise.
///
/// Example:
///     ChannelStatistics seen; // what an end's statistics() might return
///     seen.sent = 10;
///     seen.received = 7;
///     seen.lost = 1;
///     expect(seen.sent - seen.received - seen.lost == 2); // on their way
///     expect(seen.receiveWaits.total() == 0);             // no receive ever had to wait
struct ChannelStatistics {
    std::size_t capacity = 0;     ///< items that fit
    std::size_t occupancy = 0;    ///< items inside now
    std::size_t highWater = 0;    ///< most items inside at once, as seen by the receiver when it looked
    std::uint64_t sent = 0;       ///< items that went in
    std::uint64_t received = 0;   ///< items that came out
    std::uint64_t refused = 0;    ///< attempts to send that found it full; the value stayed with its sender
    std::uint64_t lost = 0;       ///< items overwritten or destroyed unreceived
    HistogramCounts sendWaits;    ///< how long blocking sends waited for room
    HistogramCounts receiveWaits; ///< how long blocking receives waited for an item
};

} // namespace rondo::concurrency
