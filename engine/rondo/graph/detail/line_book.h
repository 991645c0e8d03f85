// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/detail/delay_line.h>
#include <rondo/graph/detail/event_line.h>
#include <rondo/graph/detail/graph_model.h>
#include <unordered_map>
#include <vector>

namespace rondo::graph::detail {

struct EdgeHash {
    std::size_t operator()(const Edge& edge) const noexcept {
        std::uint64_t mixed = edge.source.value * 0x9e3779b97f4a7c15u + edge.destination.value;
        mixed = (mixed ^ (mixed >> 29)) * 0xbf58476d1ce4e5b9u + edge.sourcePort * 131u + edge.destinationPort;
        return mixed ^ (mixed >> 32);
    }
};

/// Which delay line belongs to which edge. It holds none of them: the schedules do. Control side.
class LineBook {
public:
    explicit LineBook(std::uint32_t maximumFrames, std::uint32_t portEvents = 1)
        : maximumFrames_(maximumFrames), portEvents_(portEvents) {}

    /// Returns: the line of `edge` when one is alive and long enough for `delay`, else a new one. A new line of
    /// an edge that `isHeard` already starts without delay and fades to it; one of a new edge starts delayed.
    std::shared_ptr<DelayLine> line(const Edge& edge, std::uint32_t width, std::uint32_t delay, bool isHeard);
    /// Effects: edges that do not play yet get lines of their own, although edges with the same ends may have
    /// had some: what those heard is not their past.
    void forget(const std::vector<Edge>& fresh);
    /// Returns: whether the edge has a line that a schedule still holds and that delays.
    bool has(const Edge& edge) const;
    /// Returns: the line of a feedback edge, whose two ends read and write apart from each other.
    std::shared_ptr<DelayLine> feedbackLine(const Edge& edge, std::uint32_t width, std::uint32_t delay);
    /// Returns: the line of an event edge that is delayed or was, so that events may wait in it; null for
    /// another one.
    std::shared_ptr<EventLine> eventLine(const Edge& edge, bool delayed);
    /// Returns: whether no edge has a line.
    bool empty() const noexcept { return lines_.empty() && eventLines_.empty(); }
    /// Effects: forgets lines that no schedule holds any more.
    void forgetUnused();

private:
    std::uint32_t maximumFrames_;
    std::uint32_t portEvents_;
    using Lines = std::unordered_map<Edge, std::weak_ptr<DelayLine>, EdgeHash>;
    std::shared_ptr<DelayLine> take(Lines& lines, const Edge& edge, std::uint32_t width, std::uint32_t delay,
                                    std::uint32_t start) const;
    Lines lines_;
    Lines feedback_;
    std::unordered_map<Edge, std::weak_ptr<EventLine>, EdgeHash> eventLines_;
};

} // namespace rondo::graph::detail
