// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::session {

/// The part of a pass that a FileStream plays again and again, in frames at the stream's rate.
struct StreamLoop {
    static constexpr std::int64_t leastFrames = 64;
    std::int64_t first = 0; ///< from 0 on, below `end`; follows the last one
    std::int64_t end = 0;   ///< past the last one; behind the files' end it is their end

    bool operator==(const StreamLoop&) const = default;
};

} // namespace rondo::session
