// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <rondo/base/result.h>
#include <span>
#include <string_view>

namespace rondo::session {

/// Effects: writes a file, which appears under its name when it is complete and not before; one that stood
/// there is replaced and its permissions are kept, unless it is one of `inputs`. Errors: what stands in the
/// way, in a sentence; then nothing has changed. Progress: blocking. [control]
base::Result<void> saveText(std::string_view text, const std::filesystem::path& path,
                            std::span<const std::filesystem::path> inputs = {});

} // namespace rondo::session
