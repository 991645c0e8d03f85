// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace rondo::session::detail {

/// A path as it stands in a sentence.
inline std::string quoted(const std::filesystem::path& path) {
    return std::string(1, '\'').append(path.string()).append(1, '\'');
}

} // namespace rondo::session::detail
