// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <rondo/base/clock.h>
#include <rondo/base/error.h>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/histogram.h>
#include <string>

namespace rondo::concurrency::detail {

/// Waits until `attempt()` answers something else than `obstacle` (full or empty), and counts how long. Whether
/// that or timeout is the result depends on what the caller asked for, not on how long the attempt took.
template <class Attempt>
ChannelResult waitWhile(ChannelResult obstacle, WaitList& list, Histogram& waits, Deadline deadline,
                        Attempt attempt) {
    ChannelResult result = attempt();
    if (result != obstacle || deadline == Deadline::immediately())
        return result;
    const auto begin = base::monotonicNanoseconds();
    const bool ended = waitUntil(list, deadline, [&] {
        result = attempt();
        return result != obstacle;
    });
    waits.record(std::chrono::nanoseconds(base::monotonicNanoseconds() - begin));
    return ended ? result : ChannelResult::timeout;
}

inline void checkCapacity(std::size_t capacity) {
    if (capacity == 0 || capacity > (std::size_t{1} << 30))
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A channel's capacity must lie between 1 and 2^30 items, and " +
                                 std::to_string(capacity) + " was asked for; choose one inside."});
}
[[noreturn]] inline void failWithoutChannel() {
    throw base::Failure({base::ErrorCode::closed,
                         "Only an end that has a channel can be waited for, and this one was never given one "
                         "or has been moved from; wait for the end that it was moved to."});
}

} // namespace rondo::concurrency::detail
