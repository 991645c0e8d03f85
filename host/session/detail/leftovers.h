// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>

namespace rondo::host::detail {

/// Removes the temporary files that programs which died left beside `file` while they wrote it.
void removeLeftovers(const std::filesystem::path& file);

} // namespace rondo::host::detail
