// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <rondo/graph/detail/node_histogram.h>
#include <rondo/graph/detail/timing_ring.h>
#include <rondo/graph/node_id.h>

namespace rondo::graph::detail {

/// What one thread that runs steps calls: the audio thread, or one worker of it. Times are nanoseconds of
/// FlightRecorder::now. All calls: wait-free; one thread at a time. [audio]
class TimingLane {
public:
    explicit TimingLane(std::size_t capacity) : ring_(capacity) {}

    /// Effects: one node has run by itself; it counts in `times`, which nobody else records in meanwhile.
    void nodeRan(NodeId node, NodeHistogram& times, std::int64_t begin, std::int64_t end) noexcept {
        times.recordAlone(end - begin);
        note(TimingKind::node, node.value, begin, end);
    }
    /// Effects: the sources of an input port of `node` have been summed.
    void sumRan(NodeId node, std::int64_t begin, std::int64_t end) noexcept {
        note(TimingKind::sum, node.value, begin, end);
    }
    /// Effects: `steps` steps, of which the first belongs to `first`, have run one after another. Steps inside
    /// may have been told of by themselves before.
    void spanRan(NodeId first, std::uint32_t steps, std::int64_t begin, std::int64_t end) noexcept {
        note(TimingKind::span, first.value, begin, end, steps);
    }
    void note(TimingKind kind, std::uint64_t number, std::int64_t begin, std::int64_t end,
              std::uint32_t count = 0) noexcept {
        const auto duration = std::clamp<std::int64_t>(end - begin, 0, TimingRecord::longest);
        ring_.push({begin, number, static_cast<std::uint32_t>(duration), count, kind});
    }

    const TimingRing<>& ring() const noexcept { return ring_; }

private:
    TimingRing<> ring_;
};

} // namespace rondo::graph::detail
