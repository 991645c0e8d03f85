// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

namespace rondo::graph::detail {

/// Decides from block to block whether a schedule is run by several threads: it is tried when the measured work
/// is large enough, and kept only while it is measured to be faster. Times are nanoseconds of one clock. All
/// calls: wait-free, [audio].
class ParallelChoice {
public:
    struct Verdict {
        bool parallel = false;
        bool timed = false;    ///< `measured` is to be called after the run
        bool expected = false; ///< workers are to be ready for the next block
    };

    /// Returns: how to run the next piece of `frames` frames, of a schedule with `items` work items, 0 when it
    /// has no parallel plan.
    Verdict choose(std::uint32_t items, std::uint32_t frames, std::int64_t now) noexcept;
    /// Effects: notes how long the piece took, and, when it was parallel, the sum of its items' times.
    void measured(std::int64_t wall, std::int64_t busy) noexcept;

    static constexpr std::int64_t smallestBlock = 10'000; ///< less work is done before a worker has joined in
    static constexpr std::int64_t smallestItem = 400; ///< an item costs some 50 ns more to share than to run
    static constexpr double worthIt = 0.9; ///< of the serial time: what a parallel run may take at most
    static constexpr std::int64_t arrival =
        120'000'000; ///< in which every worker has noticed that it is needed
    static constexpr std::int64_t shortestPause = 1'000'000'000;
    static constexpr std::int64_t longestPause = 64'000'000'000;

private:
    enum class State : std::uint8_t { serial, calling, trying, parallel };

    /// The median of sixteen samples, and of the sixteen after those: preempted blocks do not show in it.
    class Median {
    public:
        /// Returns: whether there is a new median.
        bool add(double sample) noexcept;
        void clear() noexcept { *this = {}; }
        bool known() const noexcept { return known_; }
        double value() const noexcept { return value_; }

    private:
        std::array<double, 16> samples_{};
        std::uint32_t count_ = 0;
        double value_ = 0;
        bool known_ = false;
    };

    bool worthTrying(std::uint32_t items, std::uint32_t frames) const noexcept;
    void giveUp() noexcept;

    State state_ = State::serial;
    Median serial_;   ///< nanoseconds a frame on one thread
    Median together_; ///< nanoseconds a frame on several
    std::uint64_t pieces_ = 0;
    std::uint32_t frames_ = 1;
    std::int64_t now_ = 0;
    std::int64_t until_ = 0; ///< serial: no try before then; calling: workers have come by then
    std::int64_t pause_ = shortestPause;
};

} // namespace rondo::graph::detail
