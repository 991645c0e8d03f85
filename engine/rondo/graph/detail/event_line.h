// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/detail/event_buffer.h>

namespace rondo::graph::detail {

/// The events on an edge that arrives late, so that they keep pace with samples whose latency is compensated.
/// It belongs to the edge, not to a schedule, so that what waits in it outlives a swap. Events of one edge
/// never overtake each other, even where its delay shrinks. All calls but the constructor: bounded by what it
/// holds, [audio].
class EventLine {
public:
    explicit EventLine(std::uint32_t capacity) : waiting_(capacity) {}

    /// Returns: whether nothing waits.
    bool empty() const noexcept { return waiting_.empty(); }
    /// Effects: takes the events of a block of `frames` frames and merges into `to` those that are due in it,
    /// each `delay` frames after its own. Returns: for how many there was no room.
    std::uint32_t process(std::span<const audio::UmpEvent> events, std::uint32_t frames, std::uint32_t delay,
                          EventBuffer& to) noexcept {
        std::uint32_t lost = 0;
        for (const auto& event : events)
            lost += waiting_.append({event.frame + delay, event.message}) ? 0u : 1u;
        lost += to.merge(waiting_.before(frames));
        waiting_.advance(frames);
        return lost;
    }

private:
    EventBuffer waiting_;
};

} // namespace rondo::graph::detail
