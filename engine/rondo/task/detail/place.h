// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>
#include <string>

namespace rondo::task::detail {

/// "file:line", for messages.
inline std::string place(const std::source_location& where) {
    return std::string(where.file_name()) + ":" + std::to_string(where.line());
}

} // namespace rondo::task::detail
