// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <host/hosting/plugin_description.h>
#include <string>
#include <vector>

namespace rondo::hosting {

/// Tells whether a file, or anything inside of a bundle, is still what it was.
struct FileStamp {
    std::int64_t modified = 0; ///< nanoseconds; of a bundle the newest
    std::uint64_t size = 0;    ///< bytes; of a bundle the sum

    bool operator==(const FileStamp&) const = default;
};

/// Something that may hold plugins: a LADSPA library, an LV2 or VST3 bundle.
struct PluginFile {
    PluginFormat format = PluginFormat::lv2;
    std::filesystem::path path;
    FileStamp stamp;
};

/// What was found under some folders.
struct FoundFiles {
    std::vector<PluginFile> files; ///< each once, sorted by path
    std::string notice;            ///< one sentence about folders that cannot be looked into; else empty
};

/// A folder to look in for one format; or one library or bundle itself.
struct SearchFolder {
    PluginFormat format = PluginFormat::lv2;
    std::filesystem::path path;
};

/// How to read a variable of the environment; empty when it is not set.
using Environment = std::function<std::string(const char*)>;

/// Returns: LV2_PATH, LADSPA_PATH and VST3_PATH, where one is empty the folders that are usual for its format.
/// [control]
std::vector<SearchFolder> usualFolders(const Environment& environment);
/// Returns: the process's own. [control]
Environment processEnvironment();
/// Returns: the folder of Rondo's files of a kind, by the XDG base directories: where `variable` says, else in
/// `usual` of the home. [control]
std::filesystem::path ownFolder(const Environment& environment, const char* variable, const char* usual);

/// Returns: what may hold plugins under the folders; of these, one that is not there is none. Progress:
/// blocking. [control]
FoundFiles findPluginFiles(const std::vector<SearchFolder>& folders);

/// Returns: the stamp of what is at a path; zeros when there is nothing. Progress: blocking. [control]
FileStamp stampOf(const std::filesystem::path& path);

} // namespace rondo::hosting
