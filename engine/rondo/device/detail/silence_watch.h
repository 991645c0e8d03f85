// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

namespace rondo::device::detail {

/// Judges from regular looks at a stream's callback count whether the stream still lives. Silence is counted in
/// looks, not read from a clock: while the whole process stands still (a debugger, a suspended machine) nothing
/// looks, and a stream that merely stood still with it is not called dead.
class SilenceWatch {
public:
    static constexpr std::chrono::milliseconds interval{20};
    static constexpr std::chrono::milliseconds shortestSilence{100};
    static constexpr int silentPeriods = 8;
    static constexpr std::chrono::milliseconds longestSilence{2000};

    enum class Verdict {
        alive,
        doubtful, ///< no callback for max(100 ms, 8 periods): ask the device
        dead,     ///< no callback for 2 s or longer, whatever the device says
    };

    explicit SilenceWatch(std::chrono::nanoseconds period) noexcept;
    /// Effects: one look, `interval` after the last one; `callbacks` counts callbacks since the start.
    Verdict look(std::uint64_t callbacks) noexcept;

private:
    std::int64_t doubtfulAfter_;
    std::int64_t deadAfter_;
    std::uint64_t seen_ = 0;
    std::int64_t silentLooks_ = 0;
};

} // namespace rondo::device::detail
