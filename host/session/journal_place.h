// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace rondo::host {

/// Where the journal of a session lies, and the lock that keeps two programs from writing it.
struct JournalPlace {
    std::filesystem::path file;
    std::filesystem::path lock;

    /// Returns: beside the session's file, where a symbolic link leads: ".NAME.journal". [any]
    static JournalPlace beside(const std::filesystem::path& session);
    /// Returns: in the state folder, for a session in a folder that cannot be written to. [any]
    static JournalPlace away(const std::filesystem::path& session, const std::filesystem::path& stateFolder);
    /// Returns: in the state folder, for the session without a name of a number. [any]
    static JournalPlace untitled(unsigned number, const std::filesystem::path& stateFolder);
    /// Returns: the journals of sessions without a name that a crash left: those that no program holds.
    /// Progress: blocking. [control]
    static std::vector<JournalPlace> leftUntitled(const std::filesystem::path& stateFolder);
};

/// Returns: the user's folder for the program's state: rondo under XDG_STATE_HOME or ~/.local/state; nothing
/// where neither is known. [control]
std::optional<std::filesystem::path> stateFolder();

} // namespace rondo::host
