// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::task {

/// What there is to know about an open file.
struct FileStatus {
    std::uint64_t size = 0; ///< bytes
    bool removed = false;   ///< whether no folder names it any more; it lasts as long as it is open
};

} // namespace rondo::task
