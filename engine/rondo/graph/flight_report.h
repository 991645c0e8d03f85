// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <rondo/concurrency/histogram.h>
#include <rondo/graph/node_id.h>
#include <rondo/graph/timing_record.h>
#include <string>
#include <vector>

namespace rondo::graph {

/// A copy of what a flight recorder held.
struct FlightSnapshot {
    struct Lane {
        std::string name; ///< "audio", "worker 1", "control"
        std::vector<TimingRecord>
            records; ///< in the order in which they were noted: what lies inside comes first
    };
    std::vector<Lane> lanes; ///< the first is the audio thread's
    std::vector<std::string>
        closures;                  ///< names, by the number in the lower half of a closures record's `number`
    double rate = 48000;           ///< frames a second
    std::uint64_t overwritten = 0; ///< records left out because they were overwritten while they were read
};

/// A closures record's number: the name's in the lower half, the longest closure's nanoseconds in the upper.
constexpr std::uint32_t closureNumber(std::uint64_t number) noexcept {
    return static_cast<std::uint32_t>(number);
}
constexpr std::uint32_t closureTime(std::uint64_t number) noexcept {
    return static_cast<std::uint32_t>(number >> 32);
}

/// What the control side knows of a node.
struct NodeTimes {
    std::string name;                   ///< as a report shows it
    concurrency::HistogramCounts times; ///< of all its runs that were timed
};
/// Finds a node by its id; also for one that is gone it returns a name to show.
using NodeLookup = std::function<NodeTimes(NodeId)>;

/// How many late blocks a device has counted, by whose fault they were.
struct LateCounts {
    std::uint64_t ours = 0;
    std::uint64_t theirs = 0;
};

/// Where a missed block lost its time.
enum class Blame : std::uint8_t {
    node,     ///< one node took longer than it usually does
    span,     ///< one run of steps did, and which of them is not known
    closures, ///< the closures before the block
    outside,  ///< no step and no closure: the system ran something else, or the block was called late
    whole,    ///< nothing stands out: the graph as a whole takes too long
    unknown,  ///< the nodes of that block were not timed
};

/// A block that missed its deadline, and why.
struct Miss {
    std::uint64_t number = 0; ///< counts the misses of the recorder from 1
    std::int64_t streamFrame = 0;
    std::uint32_t frames = 0;
    std::int64_t begin = 0; ///< nanoseconds of the recorder's clock, as all times here
    std::int64_t duration = 0;
    std::int64_t deadline = 0;
    std::int64_t late = 0; ///< by how much the block ended after it, at least 1
    Blame blame = Blame::unknown;
    TimingRecord culprit;   ///< of a node, a span or closures
    std::int64_t usual = 0; ///< how long the culprit usually takes at most; 0 when unknown
    std::string name;       ///< of the culprit
    /// Returns: all of it in two sentences. Progress: blocking. [any but audio]
    std::string text() const;
};

/// Missed blocks and what happened around them.
struct FlightReport {
    FlightSnapshot snapshot;
    std::vector<Miss> misses; ///< the newest
    std::uint64_t count = 0;  ///< how many there were since the last report
};

/// Returns: the newest misses in a snapshot, at most `most`, of those whose numbers are above `since`, the
/// oldest first, each with its culprit: of closures, nodes, spans and what lies outside the one that exceeds
/// its own usual time by most. The usual time is a node's median, and a span's median in the snapshot. Ranked
/// by the excess and not by the ratio, because a node of 20 ns that once took a microsecond costs no deadline.
/// Progress: blocking. [any but audio]
std::vector<Miss> judgeMisses(const FlightSnapshot& snapshot, const NodeLookup& nodes, std::uint64_t since = 0,
                              std::size_t most = 16);

} // namespace rondo::graph
