// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/nodes/stream_mark.h>

namespace rondo::session::detail {

/// Frames that were sent and follow each other as a path says.
struct SentFrames {
    nodes::StreamPath path;
    std::uint64_t end = 0;
};

/// Where a stream is that has sent `sent` frames, of which the player has taken `heard`.
struct SentStream {
    nodes::StreamMark mark;      ///< the newest
    std::uint64_t beforeEnd = 0; ///< how far the frames reach that the mark says are played before it
    std::uint64_t heard = 0;
    std::uint64_t sent = 0;

    /// Nothing is heard yet of where it goes, and nothing more of what was before.
    bool jumping() const noexcept { return heard < mark.path.firstFrame && heard >= mark.leaveAt; }
    /// What is heard.
    SentFrames sounding() const noexcept {
        return heard < mark.path.firstFrame ? SentFrames{mark.before, beforeEnd} : SentFrames{mark.path, sent};
    }
};

/// How a stream goes over to another loop: what was sent is right up to a frame, and from there on it is sent
/// anew.
struct LoopChange {
    std::uint64_t leaveAt = 0; ///< as in StreamMark
    std::int64_t position = 0; ///< what comes then
};

/// Returns: how to go over to what `path` says of loops.
LoopChange changeOfLoop(const SentStream& stream, const nodes::StreamPath& path) noexcept;

} // namespace rondo::session::detail
