// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <rondo/base/result.h>
#include <string>

namespace rondo::host::detail {

/// What an ordinary file of at most `limit` bytes holds; `what` names it in the sentences: "session".
base::Result<std::string> readText(const std::filesystem::path& path, std::string_view what, std::size_t limit);

/// The folder that the file lies in, where a symbolic link leads: absolute, without "." and "..".
std::filesystem::path folderOf(const std::filesystem::path& path);

} // namespace rondo::host::detail
