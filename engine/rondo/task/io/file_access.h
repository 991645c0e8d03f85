// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::task {

/// What a File may do, and what must be there.
enum class FileAccess : std::uint8_t {
    read,    ///< an existing file, not to be written
    update,  ///< an existing file
    create,  ///< a new one; there must be none
    replace, ///< a new one, in the place of what is there
};

} // namespace rondo::task
