// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/graph/detail/event_buffer.h>
#include <span>

namespace rondo::graph::detail {

/// The event ports of one node as a run of it sees them.
struct EventPorts {
    std::span<const audio::UmpEvent>* inputs = nullptr;
    EventBuffer* outputs = nullptr;
    std::uint32_t lost = 0;       ///< events that no room was found for
    std::uint32_t disordered = 0; ///< events that came out of order or beyond the block

    /// Effects: as ProcessContext::sendEvent, from a piece of `count` frames that begins at `offset`.
    void send(audio::UmpEvent event, std::uint32_t port, std::uint32_t offset, std::uint32_t count) noexcept {
        auto& output = outputs[port];
        const bool beyond = event.frame >= count;
        event.frame = offset + (beyond ? count - 1 : event.frame);
        disordered += beyond || (!output.empty() && output.events().back().frame > event.frame) ? 1u : 0u;
        lost += output.insert(event) ? 0u : 1u;
    }
};

} // namespace rondo::graph::detail
