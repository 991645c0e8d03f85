// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::graph {

/// What a TimingRecord tells of, and what its `number` and `count` then mean.
enum class TimingKind : std::uint8_t {
    block,     ///< a whole block; number: its first stream frame, count: its frames
    lateStart, ///< how long before a block its begin was due; number: the block's first stream frame
    closures, ///< all closures of a block; number: the longest one, see FlightRecorder::closuresRan; count: how
              ///< many
    node,     ///< one node; number: its id
    sum,      ///< the sum at an input port; number: the id of the node that it feeds
    span,     ///< steps timed together; number: the id of the first one's node, count: how many
    adoption, ///< an instant: an edit took effect; number: its Publication
    miss, ///< a deadline, and how much later the block ended; number: the block's first stream frame, count:
          ///< how many misses there were with this one
    edit, ///< a commit on the control thread; number: its Publication, 0 when it was refused
};

/// One entry of a flight recorder.
struct TimingRecord {
    static constexpr std::int64_t longest = 0xffffffff; ///< ns; what took longer counts as this
    static constexpr std::uint32_t most = 0xffffff;     ///< what counts more counts as this

    std::int64_t begin = 0; ///< nanoseconds of the recorder's clock
    std::uint64_t number = 0;
    std::uint32_t duration = 0; ///< nanoseconds
    std::uint32_t count = 0;    ///< at most `most`
    TimingKind kind = TimingKind::block;

    /// Returns: when it ended. Progress: wait-free. [any]
    std::int64_t end() const noexcept { return begin + duration; }
    friend bool operator==(const TimingRecord&, const TimingRecord&) = default;
};

} // namespace rondo::graph
