// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <chrono>
#include <filesystem>
#include <host/hosting/plugin_description.h>
#include <host/hosting/plugin_file.h>
#include <optional>
#include <rondo/base/result.h>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace rondo::host {

/// What `rondo scan` was asked for.
struct ScanRequest {
    std::vector<hosting::SearchFolder> folders; ///< beside the usual ones
    std::filesystem::path cache;                ///< the folder of the cache; empty: the usual one
    unsigned children = 0;                      ///< 0: as many as there are cores
    std::chrono::milliseconds patience{20'000};
    bool retry = false;
    bool json = false;
    bool quiet = false;
};

/// What `rondo list` was asked for.
struct ListRequest {
    std::vector<std::string> words;
    std::optional<hosting::PluginFormat> format;
    std::filesystem::path cache;
    std::string mark;   ///< a plugin that becomes a favourite; empty: none
    std::string unmark; ///< one that is none any more
    bool favourites = false;
    bool quarantined = false;
    bool json = false;
};

/// What `rondo info` and `rondo presets` were asked for.
struct InspectRequest {
    std::string plugin;
    std::filesystem::path cache;
    std::chrono::milliseconds patience{20'000};
    bool json = false;
};

/// What the commands for plugins were asked for.
struct PluginRequests {
    enum class Command { none, scan, list, info, presets };
    Command command = Command::none;
    ScanRequest scan;
    ListRequest list;
    InspectRequest inspect;
};

/// The pages of the commands for plugins in the command line.
class PluginPages {
public:
    /// Effects: adds the commands. The pages must outlive `app`'s parsing. [control]
    void describe(CLI::App& app, const std::string& exitCodes);
    /// Returns: the command that was given; null when it is another one. [control]
    CLI::App* parsed() const;
    /// Returns: what was asked for. Errors: invalidArgument with one sentence. [control]
    base::Result<PluginRequests> read();

private:
    base::Result<void> readFolders();
    base::Result<void> readNumbers();

    CLI::App* scan_ = nullptr;
    CLI::App* list_ = nullptr;
    CLI::App* info_ = nullptr;
    CLI::App* presets_ = nullptr;
    PluginRequests requests_;
    std::vector<std::string> lv2_, ladspa_, vst3_;
    std::string format_, children_, scanPatience_, infoPatience_;
};

} // namespace rondo::host
