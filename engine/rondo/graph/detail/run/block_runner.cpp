// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/run/block_runner.h>

#include <algorithm>
#include <rondo/base/tick_clock.h>
#include <rondo/concurrency/realtime_thread.h>
#include <rondo/graph/detail/run/block_forecast.h>
#include <rondo/graph/detail/run/parallel_choice.h>
#include <rondo/graph/detail/run/parallel_runner.h>
#include <rondo/graph/detail/run/parallel_workers.h>
#include <rondo/graph/detail/run/serial_runner.h>
#include <thread>

namespace rondo::graph::detail {

std::uint32_t helpfulWorkers(const GraphOptions& options) {
    if (options.workerUse == WorkerUse::always)
        return options.workers;
    return std::min(options.workers, std::max(std::thread::hardware_concurrency(), 1u) - 1);
}

/// What there is only when there are workers.
class BlockRunner::Team {
public:
    Team(const GraphOptions& options, std::uint32_t workers, SharedCounts& counts, FlightRecorder& recorder)
        : counts_(counts), recorder_(recorder), rate_(options.rate),
          always_(options.workerUse == WorkerUse::always), runner_(clock_),
          workers_(runner_, forecast_, clock_, counts, workers, options.workerPriority) {
        if (always_)
            forecast_.expectNext(clock_.nanoseconds(), 0, -1);
    }

    void begin(std::uint32_t frames) noexcept {
        began_ = clock_.nanoseconds();
        period_ = static_cast<std::int64_t>(frames * 1e9 / rate_);
    }

    void run(Schedule& schedule, const BlockJob& job, DueEvents& due) noexcept {
        const auto* const plan = schedule.parallel();
        const auto start = clock_.nanoseconds();
        const auto items = plan != nullptr ? static_cast<std::uint32_t>(plan->items.size()) : 0;
        const auto verdict = always_ ? ParallelChoice::Verdict{items > 0, false, items > 0}
                                     : choice_.choose(items, job.output.frameCount(), start);
        if (verdict.expected)
            forecast_.expectNext(began_, period_, concurrency::currentCpu());
        else
            forecast_.expectNothing();
        if (verdict.parallel) {
            add(counts_.blocksShared, 1);
            runner_.run(schedule, job, due, counts_, verdict.timed);
        } else {
            runSerially(schedule, job, due, counts_, recorder_);
        }
        if (verdict.timed)
            choice_.measured(clock_.nanoseconds() - start, runner_.busyNanoseconds());
    }

private:
    SharedCounts& counts_;
    FlightRecorder& recorder_;
    const double rate_;
    const bool always_;
    const base::TickClock clock_;
    std::int64_t began_ = 0;
    std::int64_t period_ = 0;
    ParallelChoice choice_;
    BlockForecast forecast_;
    ParallelRunner runner_;
    ParallelWorkers workers_; ///< last, so that all that they use is there as long as they are
};

BlockRunner::BlockRunner(const GraphOptions& options, SharedCounts& counts, FlightRecorder& recorder)
    : counts_(counts), recorder_(recorder) {
    if (const auto workers = helpfulWorkers(options); workers > 0)
        team_ = std::make_unique<Team>(options, workers, counts, recorder);
}

BlockRunner::~BlockRunner() = default;

void BlockRunner::begin(std::uint32_t frames) noexcept {
    if (team_)
        team_->begin(frames);
}

void BlockRunner::run(Schedule& schedule, const BlockJob& job, DueEvents& due) noexcept {
    if (team_)
        team_->run(schedule, job, due);
    else
        runSerially(schedule, job, due, counts_, recorder_);
}

} // namespace rondo::graph::detail
