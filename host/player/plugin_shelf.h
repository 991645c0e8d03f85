// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <host/hosting/favourites.h>
#include <host/hosting/plugin_cache.h>
#include <host/hosting/plugin_scan.h>
#include <host/hosting/plugin_search.h>
#include <host/session/hosted_plugin.h>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <span>
#include <string>
#include <vector>

namespace rondo::host {

/// Where a scan of the shelf is, and how the last one ended.
struct ShelfScan {
    bool running = false;
    hosting::ScanProgress progress = {};
    std::optional<hosting::ScanSummary> last = {}; ///< the one that ended last in this run
    std::string trouble = {};                      ///< why that one failed, in a sentence
};

/// The plugins of this machine as people choose them: what scans have found, favourites, quarantine. Scans run
/// on a thread of their own and in child processes; what they find is there when `attend` has looked.
class PluginShelf {
public:
    struct Options {
        hosting::Environment environment;            ///< for folders and variables
        std::filesystem::path cacheFolder = {};      ///< empty: the usual one
        std::filesystem::path favouritesFolder = {}; ///< empty: the usual one
        std::vector<std::string> workerCommand;      ///< as WorkerOptions::command
        std::chrono::milliseconds patience{20'000};
    };

    /// Effects: reads cache and favourites. Files that cannot be used are told by `takeNotices`. Progress:
    /// blocking. [control]
    explicit PluginShelf(Options options);
    /// Effects: stops a scan; no child is left. [control]
    ~PluginShelf();
    PluginShelf(const PluginShelf&) = delete;
    PluginShelf& operator=(const PluginShelf&) = delete;

    /// Returns: the plugins that fit, sorted by name. [control]
    std::vector<hosting::LocatedPlugin> find(const hosting::PluginQuery& query) const;
    /// Returns: the plugin of an insert on this machine. Errors: it is not there, in quarantine, or nothing was
    /// scanned yet, in a sentence that says what to do. [control]
    base::Result<hosting::LocatedPlugin> locate(const HostedPlugin& plugin) const;
    /// Effects: gives the plugin its state in a child process, so that one that crashes or hangs there does no
    /// harm; nothing without a `workerCommand`, nor when the state is known to do none. Errors: that it did, or
    /// `locate`'s. Progress: blocking, seconds at most. [control]
    base::Result<void> tryState(const HostedPlugin& plugin) const;
    /// Effects: these states, which the plugins have given themselves, are not tried from now on, here and in
    /// other processes of this user. [control]
    void trustStates(std::span<const HostedPlugin> plugins) const;
    /// Returns: what did not load, with reasons. [control]
    std::vector<hosting::QuarantinedPlugin> quarantine() const;
    /// Returns: whether any scan has ever filled the cache. [control]
    bool scannedBefore() const noexcept;

    bool isFavourite(const std::string& identifier) const;
    /// Effects: saves the favourites. Errors: as saveFavourites; then it is as it was. [control]
    base::Result<void> setFavourite(const std::string& identifier, bool favourite);
    const hosting::Favourites& favourites() const noexcept;

    /// Effects: scans in the background, what is in quarantine again too with `retry`; nothing while one runs.
    /// [control]
    void startScan(bool retry = false);
    /// Effects: tries the file of a plugin in quarantine again in the background, and touches no other; nothing
    /// while a scan runs. [control]
    void retry(const hosting::QuarantinedPlugin& plugin);
    /// Effects: asks the scan to stop; what it found is kept. [control]
    void stopScan() noexcept;
    /// Returns: where it was when `attend` looked. [control]
    const ShelfScan& scan() const noexcept;
    /// Effects: takes over what a scan has found; for a timer. Returns: whether other plugins are known now.
    /// [control]
    bool attend();
    /// Returns: another number when plugins, quarantine or favourites are others. [control]
    std::uint64_t revision() const noexcept;
    /// Returns: what people have to be told since the last call, a sentence each. [control]
    std::vector<std::string> takeNotices();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace rondo::host
