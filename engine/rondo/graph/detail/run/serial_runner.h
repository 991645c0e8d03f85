// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/graph/detail/due_events.h>
#include <rondo/graph/detail/run/step_runner.h>
#include <rondo/graph/flight_recorder.h>

namespace rondo::graph::detail {

/// Effects: runs every step that does not sleep on the calling thread, in the schedule's order, and times what
/// the recorder's plan says. Requires: the block is no longer than the schedule's buffers and its longest
/// piece. Progress: bounded. [audio]
void runSerially(Schedule& schedule, const BlockJob& job, DueEvents& events, SharedCounts& counts,
                 FlightRecorder& recorder) noexcept;

} // namespace rondo::graph::detail
