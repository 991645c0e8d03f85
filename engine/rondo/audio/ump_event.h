// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/audio/ump_message.h>

namespace rondo::audio {

/// A message at a frame, which counts from the start of the block that it comes with.
struct UmpEvent {
    std::uint32_t frame = 0;
    UmpMessage message;
    friend constexpr bool operator==(const UmpEvent&, const UmpEvent&) noexcept = default;
};

} // namespace rondo::audio
