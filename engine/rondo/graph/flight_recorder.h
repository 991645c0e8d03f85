// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <rondo/base/cache_line.h>
#include <rondo/base/tick_clock.h>
#include <rondo/concurrency/block_closures.h>
#include <rondo/graph/detail/closure_book.h>
#include <rondo/graph/detail/span_plan.h>
#include <rondo/graph/detail/timing_lane.h>
#include <rondo/graph/flight_report.h>
#include <rondo/graph/publication.h>
#include <vector>

namespace rondo::graph {

/// How closely a graph times itself.
enum class Measuring : std::uint8_t {
    off,       ///< no reading of a clock; missed deadlines pass unseen
    blocks,    ///< blocks, closures and edits: two readings a block
    sampled,   ///< and runs of steps, and a changing few nodes by themselves, for 1 % of the block's time
    everyNode, ///< and each node in each block: some 25 ns a node
};

/// What is fixed for the life of a flight recorder.
struct FlightRecorderOptions {
    double rate = 48000;           ///< frames a second
    std::uint32_t lanes = 1;       ///< threads that run steps: the audio thread and its workers
    std::uint32_t records = 65536; ///< what each of them keeps, 32 bytes each; rounded up to a power of two
};

/// Keeps the last seconds of block, node, closure and edit timings, always on.
///
/// Whose data: each thread that runs steps owns a lane, and the control thread one for commits; a lane is a
/// ring of TimingRecords. Who writes: that thread alone, without a lock, an allocation or a system call. Who
/// reads: any other thread by `snapshot`, without taking anything away; what is overwritten meanwhile is left
/// out and counted. Who frees: the two halves of a graph share the recorder, and the last to go frees it, off
/// the audio thread. A missed deadline only counts on the audio thread; `collect` on the control side sees the
/// count, takes the snapshot, names the culprit and leaves writing a file (`saveTrace`) to its caller. Block,
/// closures, adoptions and misses lie in lane 0, the audio thread's. A node's histogram lies with the node and
/// is recorded by whoever runs it.
class FlightRecorder {
public:
    /// Effects: allocates the rings and touches all their memory; measures the clock's rate. Errors:
    /// Failure(invalidArgument) for a rate that is not positive, for other than 1 to 64 lanes or 1 to 2^24
    /// records. Progress: blocking. [control]
    explicit FlightRecorder(const FlightRecorderOptions& options);

    /// Effects: from the next block on. Progress: wait-free. [any]
    void setMeasuring(Measuring measuring) noexcept { measuring_.store(measuring, std::memory_order_relaxed); }
    /// Returns: what was set; at first `sampled`. Progress: wait-free. [any]
    Measuring measuring() const noexcept { return measuring_.load(std::memory_order_relaxed); }
    /// Returns: how many blocks ended after their deadline. Progress: wait-free. [any]
    std::uint64_t misses() const noexcept { return misses_.load(std::memory_order_acquire); }

    /// Effects: none on the writers. Returns: all that the rings hold. Progress: blocking. [any but audio]
    FlightSnapshot snapshot() const;
    /// Effects: judges the deadlines missed since the last call. `nodes` says what they are called and how long
    /// they usually take. `device` are the device's counts of late blocks so far, if there is a device that
    /// tells whose fault they were: misses of a time in which only the system's count rose are laid outside.
    /// Returns: the newest misses, at most `mostReports`, and the snapshot that shows them; nothing when there
    /// was none. Progress: blocking; a few loads when there was none. [control]
    std::optional<FlightReport> collect(const NodeLookup& nodes, const LateCounts& device = {});
    static constexpr std::size_t mostReports = 16;

    /// Effects: a commit took so long on the control thread; number 0 when it was refused. Times are of `now`.
    /// Progress: wait-free. [control]
    void edited(Publication publication, std::int64_t begin, std::int64_t end) noexcept;
    /// Returns: nanoseconds on the recorder's clock. Progress: wait-free. [any]
    std::int64_t now() const noexcept { return clock_.nanoseconds(); }

    // What runs blocks calls these, all on the audio thread and wait-free; times are of `now`. An engine that
    // runs closures before the graph opens the block, and the graph's own begin and end inside it count for
    // nothing.

    /// Effects: a block begins, `late` nanoseconds after it was due if the caller knows; its deadline is a
    /// block's time after that. Calls nest; the outermost counts. [audio]
    void beginBlock(std::int64_t streamFrame, std::uint32_t frames, std::int64_t now,
                    std::int64_t late = 0) noexcept;
    /// Effects: the block ends; after its deadline that is a miss. [audio]
    void endBlock(std::int64_t now) noexcept;
    /// Effects: the closures of the open block have just ended. [audio]
    void closuresRan(const concurrency::BlockClosures& closures, std::int64_t now) noexcept;
    /// Effects: a schedule of so many steps plays from now on. [audio]
    void adopted(Publication publication, std::uint32_t steps, std::int64_t now) noexcept;
    /// Returns: which steps of the open block are to be timed; workers may read it while they run that block.
    /// [audio]
    const detail::SpanPlan& plan() const noexcept { return plan_; }
    /// Returns: where thread `number` of those that run steps tells its timings; 0 is the audio thread. [audio]
    detail::TimingLane& lane(std::uint32_t number = 0) noexcept { return *lanes_[number]; }

private:
    bool recording() const noexcept { return depth_ != 0 && active_ != Measuring::off; }

    const FlightRecorderOptions options_;
    const base::TickClock clock_;
    std::vector<std::unique_ptr<detail::TimingLane>> lanes_; ///< the last is the control thread's
    detail::ClosureBook closures_;
    std::atomic<Measuring> measuring_{Measuring::sampled};

    // Of the control thread alone.
    std::uint64_t missesSeen_ = 0;
    LateCounts deviceSeen_;

    // Of the audio thread alone.
    alignas(base::cacheLine) std::atomic<std::uint64_t> misses_{0};
    Measuring active_ = Measuring::off; ///< of the open block
    std::uint32_t depth_ = 0;
    std::uint32_t frames_ = 0;
    std::int64_t streamFrame_ = 0;
    std::int64_t begin_ = 0;
    std::int64_t late_ = 0;
    detail::SpanPlan plan_;
    detail::StrideChoice stride_;
};

} // namespace rondo::graph
