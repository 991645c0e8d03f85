// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <rondo/base/tick_clock.h>
#include <rondo/graph/detail/run/block_forecast.h>
#include <rondo/graph/detail/run/parallel_runner.h>
#include <thread>
#include <vector>

namespace rondo::graph::detail {

/// Threads that help a runner. Started and joined on the control side; the audio thread never waits for them,
/// wakes them or takes their lock.
class ParallelWorkers {
public:
    /// Effects: starts `count` threads; with `priority`, each asks for SCHED_FIFO, and those that are refused
    /// are counted. Requires: what it is given outlives it. Errors: std::system_error. [control]
    ParallelWorkers(ParallelRunner& runner, const BlockForecast& forecast, const base::TickClock& clock,
                    SharedCounts& counts, std::uint32_t count, std::optional<int> priority);
    /// Effects: ends and joins the threads; a sleeping one is woken. Requires: no run is on. [control]
    ~ParallelWorkers();
    ParallelWorkers(const ParallelWorkers&) = delete;
    ParallelWorkers& operator=(const ParallelWorkers&) = delete;

private:
    void stop() noexcept;
    void live(std::uint32_t index, std::optional<int> priority) noexcept;
    std::int64_t work() noexcept;

    ParallelRunner& runner_;
    const BlockForecast& forecast_;
    const base::TickClock& clock_;
    SharedCounts& counts_;
    std::mutex mutex_; ///< of `stopping_`; the audio thread never takes it
    std::condition_variable stop_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace rondo::graph::detail
