// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <rondo/graph/detail/event_line.h>
#include <rondo/graph/detail/node_events.h>
#include <span>
#include <vector>

namespace rondo::graph {
class Node;
}

namespace rondo::graph::detail {

/// One event edge as a schedule runs it.
struct EventSource {
    const EventBuffer* buffer = nullptr;
    const std::uint8_t* silent = nullptr; ///< whether the buffer counts as empty, whatever it holds
    std::shared_ptr<EventLine> line;      ///< null: the edge is not delayed
    std::uint32_t frames = 0;             ///< by which it is
    std::uint32_t input = 0;
};

/// What a step of a node with event ports has beside its samples. Among the step's ports, that tell who may
/// sleep, are the sources of its event inputs behind its inputs, and its event outputs behind its outputs.
struct EventStep {
    Node* node = nullptr;
    NodeEvents* ports = nullptr;
    std::vector<EventSource> sources; ///< in the order in which they are merged
    std::uint32_t inputCount = 0;     ///< with samples
    std::uint32_t outputCount = 0;
    std::vector<std::span<const audio::UmpEvent>> views; ///< the runner's: what the node sees of each input
    std::vector<std::span<audio::UmpEvent>> rest;        ///< the runner's: what comes in later pieces

    /// Returns: whether an event from outside or on a delayed edge waits. [audio]
    bool waits() const noexcept {
        return std::ranges::any_of(ports->outside, [](const auto& buffer) { return !buffer.empty(); }) ||
               std::ranges::any_of(sources,
                                   [](const auto& source) { return source.line && !source.line->empty(); });
    }
};

} // namespace rondo::graph::detail
