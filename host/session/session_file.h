// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <filesystem>
#include <host/session/session_document.h>
#include <rondo/base/result.h>
#include <string>
#include <string_view>

namespace rondo::host {

/// What a session file holds.
struct SessionFile {
    SessionDocument document;
    std::uint64_t revision = 0; ///< grows with every edit; tells which is newer, a session or its journal
};

/// Returns: what a session's text holds; README.md beside this header has the format. Fields that this release
/// does not know are kept. `folder`: what relative paths begin at, absolute. Errors: damaged for what is no
/// session, unsupported for one of a newer release or one that is too large, invalidArgument for what is out of
/// range; one sentence that begins with `source` and the place as line and column or as a JSON pointer.
/// Progress: blocking, linear. [control] [worker]
///
/// Example:
///
///     const auto read = readSession(R"({"format": "rondo-session", "version": 1, "name": "First"})", "the
///     text", "/"); REQUIRE(read); CHECK(read->document.name == "First");
base::Result<SessionFile> readSession(std::string_view text, std::string_view source,
                                      const std::filesystem::path& folder);

/// Returns: the session as text, from which `readSession` with the same folder makes the same one. Paths below
/// `folder`, or at most two folders above it, become relative. Requires: `check` has nothing against the
/// document. Progress: blocking, linear. [control] [worker]
std::string writeSession(const SessionFile& session, const std::filesystem::path& folder);

/// Returns: what a file holds. Errors: as `readSession`, and notFound, refused or unsupported for a file that
/// is missing, forbidden or no ordinary file. Progress: blocking. [control] [worker]
base::Result<SessionFile> loadSession(const std::filesystem::path& path);

/// Effects: writes the file, which stands under its name whole or not at all, and keeps the permissions of the
/// one that it replaces; a symbolic link stays one. Errors: as `check`; unsupported when it would replace a
/// session of a newer release; what the system says: in one sentence, and then the old file is as it was.
/// Progress: blocking. [control] [worker]
base::Result<void> saveSession(const SessionFile& session, const std::filesystem::path& path);

} // namespace rondo::host
