// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <chrono>
#include <functional>
#include <host/hosting/plugin_cache.h>
#include <rondo/base/result.h>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::hosting {

/// How plugins are loaded in child processes.
struct WorkerOptions {
    /// A program and its arguments that end up in runWorker(): `rondo` with workerCommand.
    std::vector<std::string> command;
    /// How long a plugin may take without any progress before its process is killed.
    std::chrono::milliseconds patience{20'000};
};

struct ScanOptions {
    WorkerOptions worker;
    std::vector<SearchFolder> folders;
    unsigned children = 1; ///< processes at a time
    bool retry = false;    ///< try what is in quarantine again
};

/// Where a scan is.
struct ScanProgress {
    std::size_t done = 0;  ///< files examined
    std::size_t total = 0; ///< files to examine
    std::size_t plugins = 0;
    std::string current; ///< what was begun last
};

/// A plugin in quarantine and where it is.
struct QuarantinedPlugin {
    std::filesystem::path path;
    PluginFormat format = PluginFormat::lv2;
    Quarantined plugin;
};

struct ScanSummary {
    std::size_t files = 0;     ///< in the folders
    std::size_t unchanged = 0; ///< of these, not examined again
    std::size_t plugins = 0;   ///< that can be used, in the folders
    std::size_t vanished = 0;  ///< files of the cache that do not exist any more
    bool stopped = false;      ///< before everything was examined
    double seconds = 0;
    std::vector<QuarantinedPlugin> quarantine;
    std::string notice; ///< one sentence about folders that cannot be looked into; else empty
};

/// What a scan asks of its caller, on the caller's thread.
struct ScanWatch {
    /// Called often. Returns: whether to go on.
    std::function<bool(const ScanProgress&)> goOn;
    /// Called now and then when there is something new, and at the end.
    std::function<base::Result<void>(const PluginCache&)> save;
};

/// Effects: brings the cache up to date with the folders. What has changed is examined in child processes, one
/// that crashes or hangs puts the plugin that it was at into quarantine, and the rest goes on in a new one. No
/// child is left when it returns. Errors: no child could be started at all, or what `save` said; what was found
/// until then is in the cache. Progress: blocking. [control]
base::Result<ScanSummary> scan(PluginCache& cache, const ScanOptions& options, const ScanWatch& watch);

/// Effects: loads one plugin in a child process. Returns: everything that it says. Errors: why not, in a
/// sentence: it crashed, hung, or is not there. Progress: blocking. [control]
base::Result<PluginDetails> inspect(const PluginDescription& plugin, const std::filesystem::path& file,
                                    const WorkerOptions& options, const std::function<bool()>& goOn);

/// Effects: loads one plugin in a child process, gives it a state, which may be anything, and plays a block.
/// Errors: as `inspect`: whoever gives it to the plugin in this process may crash or hang as the child did.
/// Progress: blocking. [control]
base::Result<void> tryState(const PluginDescription& plugin, const std::filesystem::path& file,
                            std::string_view state, const WorkerOptions& options);

} // namespace rondo::hosting
