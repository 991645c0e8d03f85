// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/audio/parameter_event.h>
#include <rondo/audio/ump_message.h>

namespace rondo::graph::detail {

/// Control to audio: an event for its frame, or for the next block's first.
struct SentEvent {
    audio::ParameterEvent event; ///< of a message: its frame, its node, and the event input as `parameter`
    bool scheduled = false;
    std::uint64_t commit = 0; ///< the newest one when it was sent
    audio::UmpMessage message{};
    bool isMessage = false;
};

} // namespace rondo::graph::detail
