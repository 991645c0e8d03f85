// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

namespace rondo::graph::detail {

/// Which steps of a block are timed by themselves and which together. A span is `stride` steps that follow each
/// other; spans begin at the same steps in every block, so that a span's time can be compared with its usual
/// one. In each fourth span one step is timed by itself as well, in every block another one.
struct SpanPlan {
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    static constexpr std::uint32_t spansPerSingle = 4;

    std::uint32_t stride = 0; ///< a power of two; 0: no step is timed; 1: each by itself
    std::uint64_t turn = 0;   ///< counts blocks

    /// Returns: which step of span number `span` is timed by itself, counted from the span's first, or none.
    std::uint32_t single(std::uint32_t span) const noexcept {
        if ((span + turn) % spansPerSingle != 0)
            return none;
        return static_cast<std::uint32_t>(turn / spansPerSingle & (stride - 1));
    }
};

/// Chooses the stride: as small as `share` of the time that the steps take allows, and so large that a block
/// makes no more than `mostSpans` spans. The quickest of some blocks counts, because whatever else the machine
/// does only adds.
class StrideChoice {
public:
    static constexpr double share = 0.01;
    /// What timing a span costs, in nanoseconds: a reading of the clock and a record, and a fourth of two
    /// readings, a record and a histogram. `tests/bench/flight_cost` measures it.
    static constexpr double cost = 25;
    static constexpr std::uint32_t window = 64; ///< blocks

    explicit StrideChoice(std::uint32_t mostSpans) noexcept : mostSpans_(std::max(mostSpans, 1u)) {}

    std::uint32_t stride() const noexcept { return stride_; }
    /// Effects: another number of steps from now on.
    void restart(std::uint32_t steps) noexcept {
        steps_ = std::max(steps, 1u);
        blocks_ = 0;
        quickest_ = longest;
        stride_ = std::max(stride_, atLeast());
    }
    /// Effects: a block took so many nanoseconds.
    void blockTook(std::int64_t time) noexcept {
        quickest_ = std::min(quickest_, std::max<std::int64_t>(time, 1));
        if (++blocks_ < window)
            return;
        const double step = static_cast<double>(quickest_) / steps_;
        const auto wanted =
            std::max(static_cast<std::uint32_t>(std::min(cost / (share * step) + 1, 1e6)), atLeast());
        // Between one and four times what is wanted: a stride that changes has no usual times yet.
        if (stride_ < wanted || stride_ >= 4 * std::uint64_t{wanted} || wanted == 1)
            stride_ = std::bit_ceil(wanted);
        blocks_ = 0;
        quickest_ = longest;
    }

private:
    static constexpr auto longest = std::numeric_limits<std::int64_t>::max();
    std::uint32_t atLeast() const noexcept { return std::bit_ceil((steps_ + mostSpans_ - 1) / mostSpans_); }

    const std::uint32_t mostSpans_;
    std::uint32_t stride_ = 256;
    std::uint32_t steps_ = 1;
    std::uint32_t blocks_ = 0;
    std::int64_t quickest_ = longest;
};

} // namespace rondo::graph::detail
