// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <functional>
#include <host/player/plugin_shelf.h>
#include <host/player/session_player.h>
#include <host/session/history.h>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/task/pool.h>

namespace rondo::host {

/// Returns: whether a path is a session's, by its ending. [any]
bool isSessionFile(const std::filesystem::path& path);

/// A session that a command plays and does not edit: it opens beside the window that may have it open.
class SessionStage {
public:
    using OpenDevice = std::function<base::Result<std::unique_ptr<device::AudioDevice>>(device::StreamRequest)>;

    /// Effects: reads the session and the plugins that scans have found; what is missing is told by the player.
    /// `cache`: the folder of the scans' cache; empty: the usual one. Errors: as loadSession. [control]
    base::Result<void> load(const std::filesystem::path& session, const std::filesystem::path& cache);
    /// Effects: makes the player. Requires: `load` has gone well. [control]
    SessionPlayer& start(OpenDevice openDevice, bool offline);
    History& history() noexcept { return *history_; }
    SessionPlayer& player() noexcept { return *player_; }
    /// Effects: gives plugins their messages, and the player its time; for a loop. [control]
    void attend();

private:
    task::Pool pool_{{.workers = 1, .name = "session"}};
    std::optional<hosting::PluginLoader> loader_; ///< none without plugins, so that nothing of it starts
    std::optional<PluginShelf> shelf_;
    std::optional<History> history_;
    std::unique_ptr<SessionPlayer> player_; // goes first
};

} // namespace rondo::host
