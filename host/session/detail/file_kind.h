// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <filesystem>
#include <host/session/detail/object_reading.h>
#include <rondo/base/result.h>
#include <string_view>

namespace rondo::host::detail {

/// A file of ours: an object that names itself "format" and has a "version".
struct FileKind {
    std::string_view format;
    std::int64_t version;    ///< the highest that this release knows
    std::string_view called; ///< in sentences: "session"
};

/// Throws base::Failure for what is no such file, or one of a newer release.
void checkKind(const ObjectReading& object, const FileKind& kind);

/// Refuses to replace such a file of a newer release. Any other file is the caller's to replace.
base::Result<void> checkReplaced(const std::filesystem::path& path, const FileKind& kind);

} // namespace rondo::host::detail
