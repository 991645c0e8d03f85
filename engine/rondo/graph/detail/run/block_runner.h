// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/detail/due_events.h>
#include <rondo/graph/detail/run/step_runner.h>
#include <rondo/graph/flight_recorder.h>
#include <rondo/graph/graph_options.h>

namespace rondo::graph::detail {

/// How many of the workers that were asked for can help on this machine. Progress: blocking. [control]
std::uint32_t helpfulWorkers(const GraphOptions& options);

/// Runs schedules: on the calling thread, or together with workers where that is faster. The samples are the
/// same.
class BlockRunner {
public:
    /// Effects: starts the workers that `options` ask for and that can help. Requires: `counts` and `recorder`
    /// outlive it. Errors: std::bad_alloc, std::system_error. [control]
    BlockRunner(const GraphOptions& options, SharedCounts& counts, FlightRecorder& recorder);
    /// Effects: ends the workers. [control]
    ~BlockRunner();
    BlockRunner(const BlockRunner&) = delete;
    BlockRunner& operator=(const BlockRunner&) = delete;

    /// Effects: a block of `frames` frames begins, of which `run` gets the pieces. Progress: wait-free. [audio]
    void begin(std::uint32_t frames) noexcept;
    /// Effects: runs every step that does not sleep. Requires: the piece is no longer than the schedule's
    /// buffers and its longest piece. Progress: bounded, as ParallelRunner::run is. [audio]
    void run(Schedule& schedule, const BlockJob& job, DueEvents& due) noexcept;

private:
    class Team;
    SharedCounts& counts_;
    FlightRecorder& recorder_;
    std::unique_ptr<Team> team_; ///< null without workers
};

} // namespace rondo::graph::detail
