// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/nodes/stream_path.h>

namespace rondo::nodes {

/// What the sender of a stream says beside its samples: where it has jumped to, and where it ends although it
/// may go on from elsewhere. The newest one counts. Sent before the first frame that it is about. Frames are
/// counted over all that are sent.
struct StreamMark {
    static constexpr std::uint64_t unknown = StreamPath::never;
    StreamPath
        path; ///< goes on at its first frame; those between `leaveAt` and it are not to be played any more
    std::uint64_t endFrame = unknown; ///< how many frames have been sent when the end is reached
    /// Whose predecessor fits before the path's first frame: it goes on without a fade. A player that has come
    /// further goes on with a fade. 0: in any case.
    std::uint64_t leaveAt = 0;
    StreamPath before; ///< what is played until then
};

} // namespace rondo::nodes
