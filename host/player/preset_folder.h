// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <host/hosting/plugin_file.h>
#include <host/session/insert.h>
#include <rondo/base/result.h>
#include <string>
#include <vector>

namespace rondo::host {

/// Where people's presets are: below one folder a folder for each plugin and each of Rondo's nodes.
class PresetFolder {
public:
    static constexpr std::size_t most = 500; ///< presets of one folder that are listed
    static constexpr const char* ending = ".json";

    /// Effects: none. The folder is $XDG_DATA_HOME/rondo/presets, or ~/.local/share/rondo/presets. [control]
    explicit PresetFolder(const hosting::Environment& environment);

    /// Returns: the folder of what is the same plugin or node as `content`, which need not be there. [any]
    std::filesystem::path of(const InsertContent& content) const;
    /// Returns: the presets in it, sorted by name. Errors: refused when it cannot be read. Progress: blocking.
    /// [control]
    base::Result<std::vector<std::filesystem::path>> list(const InsertContent& content) const;
    /// Returns: the file that a preset of that name has, or the file that `preset` is: one with a folder or the
    /// ending is a file. Errors: notFound. Progress: blocking. [control]
    base::Result<std::filesystem::path> find(const InsertContent& content, const std::string& preset) const;

private:
    std::filesystem::path root_;
};

} // namespace rondo::host
