// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

namespace rondo::nodes {

/// What the sender of a stream says beside its samples: where it has jumped to, and where it ends although it
/// may go on from elsewhere. The newest one counts. Sent before the first frame that it is about.
struct StreamMark {
    static constexpr std::uint64_t unknown = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t firstFrame = 0;     ///< of all that are sent; those before it are not to be played any more
    std::int64_t position = 0;        ///< where that frame is in what is streamed
    std::uint64_t endFrame = unknown; ///< how many frames have been sent when the end is reached
};

} // namespace rondo::nodes
