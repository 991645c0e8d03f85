// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <host/hosting/plugin_file.h>
#include <map>
#include <rondo/base/result.h>
#include <string>
#include <vector>

namespace rondo::hosting {

/// A plugin, or a whole file, that is not tried again until its file changes or somebody asks for it.
struct Quarantined {
    std::string identifier; ///< empty: the file could not even be opened
    std::string reason;     ///< completes "It is in quarantine because it …"

    bool operator==(const Quarantined&) const = default;
};

/// What a scan knows of a file.
struct FileRecord {
    PluginFormat format = PluginFormat::lv2;
    FileStamp stamp;
    std::vector<PluginDescription> plugins;
    std::vector<Quarantined> quarantine;

    bool operator==(const FileRecord&) const = default;
};

/// What was found by earlier scans. A value: no locks, one thread at a time.
struct PluginCache {
    std::map<std::filesystem::path, FileRecord> files;
};

/// A cache as it was read, or an empty one with the reason.
struct LoadedCache {
    PluginCache cache;
    std::string notice; ///< one sentence when a file stood there that cannot be used; else empty
};

/// Returns: the cache's file in `folder`, or where it belongs when that is empty ($XDG_CACHE_HOME/rondo,
/// ~/.cache/rondo). [control]
std::filesystem::path cacheFile(const Environment& environment, const std::filesystem::path& folder = {});

/// Returns: what the file holds; an empty cache where there is none, or one that is damaged or newer. Never
/// fails: a scan makes everything anew. Progress: blocking. [control]
LoadedCache loadCache(const std::filesystem::path& file);

/// Effects: replaces the file as a whole, or not at all; makes its folder. Errors: what stands in the way.
/// Progress: blocking. [control]
base::Result<void> saveCache(const PluginCache& cache, const std::filesystem::path& file);

} // namespace rondo::hosting
