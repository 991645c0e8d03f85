// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <optional>
#include <rondo/base/units.h>
#include <string>

namespace rondo::host {

/// Where a session's transport is.
struct TransportStatus {
    bool playing = false;                     ///< meant to play; false again when it has played to its end
    bool ended = false;                       ///< stands at its end
    base::Seconds position = {};              ///< in the source; for live input since the start
    std::optional<base::Seconds> length = {}; ///< of all files; nothing: live input, no source, not known
    std::uint64_t underruns = 0;              ///< times that a file came too late
    bool capturing = false;
    base::Seconds captured = {}; ///< written by the capture that runs, or ran last
    std::string trouble = {};    ///< why there is no source, in a sentence; empty: all is well
};

} // namespace rondo::host
