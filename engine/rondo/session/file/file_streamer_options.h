// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::session {

/// How a FileStreamer reads.
struct FileStreamerOptions {
    std::uint32_t readers =
        4; ///< tasks that read at the same time, 1 to 64: how much the disk has to do at once
    double secondsAhead = 2.0; ///< of sound in each stream, 0.25 to 60
    double speed = 1.0;        ///< how many times as fast as it sounds it may be played, 0.1 to 1000
};

/// How one stream ends.
struct FileStreamOptions {
    /// Whether it can go on from elsewhere after its end. Then the end is told by a mark, and the channel is
    /// open for as long as the FileStream lives.
    bool staysOpen = false;
};

} // namespace rondo::session
