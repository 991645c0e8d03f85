// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/audio/audio_block.h>
#include <rondo/graph/detail/due_events.h>
#include <rondo/graph/schedule.h>

namespace rondo::graph::detail {

/// One block's work for a whole schedule.
struct BlockJob {
    audio::ConstAudioBlock input;
    audio::AudioBlock output;
    std::int64_t streamFrame = 0;
};

/// Effects: runs every step on the calling thread, in the schedule's order. Requires: the block is no longer
/// than the schedule's buffers. Progress: bounded. [audio]
void runSerially(const Schedule& schedule, const BlockJob& job, DueEvents& events) noexcept;

} // namespace rondo::graph::detail
