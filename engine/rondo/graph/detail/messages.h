// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/audio/parameter_event.h>
#include <rondo/graph/schedule.h>

namespace rondo::graph::detail {

/// Control to audio: a parameter event for its frame, or for the next block's first.
struct SentEvent {
    audio::ParameterEvent event;
    bool scheduled = false;
};

/// Control to audio: a schedule and the number of the newest commit in it.
struct PublishedSchedule {
    Schedule schedule;
    std::uint64_t commit = 0;
};

/// Audio to control: from `frame` on, all commits up to `commit` are heard. At most one is made between two
/// commits.
struct Adoption {
    std::uint64_t commit = 0;
    std::int64_t frame = 0;
};

} // namespace rondo::graph::detail
