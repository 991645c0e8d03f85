// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <rondo/device/audio_device.h>

namespace rondo::device::detail {

/// Times the callbacks of one stream. One thread at a time calls begin, end and finish, wait-free; anybody
/// reads.
///
/// Work is timed by the wall clock, because reading a thread's own processor time is a system call. So a block
/// over `ourShare` may be one that the system took the processor from. A thread that may make system calls
/// settles that afterwards: `review` compares the time inside callbacks with the processor time that the
/// callback thread got, and moves such blocks from ours to theirs when what it did not get covers all they had
/// too much.
///
/// Everything is judged a cycle: what the device asked for at one moment, mostly one callback. A cycle is
/// judged when the next one begins. Its start is compared with a grid of periods that the earliest starts
/// define; the grid starts anew after each late cycle, so one stall is counted once.
class StreamMeter {
public:
    static constexpr double ourShare = 0.7;

    /// Effects: forgets everything. Requires: no callback runs. [control]
    void reset(double rate) noexcept;
    /// Effects: a callback of `frames` frames starts; `continued` when it belongs to the cycle of the last one.
    void begin(std::int64_t now, std::uint32_t frames, bool continued) noexcept;
    /// Effects: the callback has ended.
    void end(std::int64_t now) noexcept;
    /// Effects: judges the last cycle. Requires: no callback runs. [control]
    void finish() noexcept;
    void addOverruns(std::uint64_t count) noexcept { add(overruns_, count); }
    void addUnderruns(std::uint64_t count) noexcept { add(underruns_, count); }
    /// Effects: reviews the blocks since the last review. `threadTime` returns the processor time of the
    /// callback thread in nanoseconds, negative when unknown; nothing is reviewed then, nor when a callback
    /// runs meanwhile. Progress: wait-free beside `threadTime`. [any but inside a callback, one thread at a
    /// time]
    template <class ThreadTime>
    void review(ThreadTime threadTime) noexcept {
        const Sample before = sample();
        const std::int64_t time = before.quiet ? threadTime() : -1;
        if (time >= 0 && begins_.load() == before.begins)
            settle(before, time);
    }
    /// [any]
    StreamStatistics read() const noexcept;

private:
    // Shares of the period from 2^-12 to 2^4, 16 steps an octave: a percentile is at most 6.25 % too high.
    static constexpr int lowestOctave = -12;
    static constexpr int octaves = 16;
    static constexpr int stepsPerOctave = 16;
    static constexpr std::size_t buckets = std::size_t{octaves} * std::size_t{stepsPerOctave};
    using Counter = std::atomic<std::uint64_t>;

    struct Sample {
        std::uint64_t begins = 0;
        std::uint64_t ours = 0;
        double own = 0;
        double excess = 0;
        bool quiet = false; ///< no callback ran
    };
    Sample sample() const noexcept;
    void settle(const Sample& now, std::int64_t threadTime) noexcept;

    static void add(Counter& counter, std::uint64_t count) noexcept {
        counter.store(counter.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
    }
    static std::size_t bucketOf(double share) noexcept;
    static double upperEnd(std::size_t bucket) noexcept;
    bool judge() noexcept;
    void average() noexcept;
    double percentile(double share) const noexcept;

    // Of the audio thread alone.
    double nanosecondsPerFrame_ = 0;
    double expected_ = 0; ///< when the current cycle should have started
    double start_ = 0;
    double lateness_ = 0;
    double own_ = 0;
    double period_ = 0;
    std::int64_t callbackStart_ = 0;
    double secondOwn_ = 0;
    double secondPeriods_ = 0;
    bool fullSecond_ = false;
    bool anchored_ = false;

    // Of the reviewing thread alone.
    Sample reviewed_;
    std::int64_t reviewedTime_ = -1;

    // Read together by `sample`: nothing between equal begins and ends is written. Sequentially consistent.
    Counter begins_{0}, ends_{0};
    std::atomic<double> ownTotal_{0};   ///< nanoseconds inside callbacks
    std::atomic<double> excess_{0};     ///< of these, what judged cycles of ours had beyond our share
    std::atomic<double> openExcess_{0}; ///< the same of the cycle that is not judged yet

    Counter absolved_{0};
    Counter blocks_{0}, frames_{0}, overruns_{0}, underruns_{0}, lateOurs_{0}, lateTheirs_{0};
    std::atomic<double> load_{0}, peak_{0};
    std::array<Counter, buckets> shares_{};
};

} // namespace rondo::device::detail
