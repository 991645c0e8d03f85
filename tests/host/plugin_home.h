// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <support/temporary_folder.h>
#include <vector>

namespace rondo::test {

/// A home of its own with the given LADSPA libraries and no other plugins; programs that are started inherit
/// it.
class PluginHome {
public:
    explicit PluginHome(const std::vector<std::string>& libraries);
    PluginHome(const PluginHome&) = delete;
    PluginHome& operator=(const PluginHome&) = delete;
    ~PluginHome();

    void add(const std::string& library) const;
    const std::filesystem::path& path() const { return folder_.path(); }
    std::filesystem::path cache() const { return folder_ / "cache/rondo/plugins.json"; }
    std::filesystem::path library(const std::string& name) const {
        return folder_ / ("ladspa/" + name + ".so");
    }
    /// Whether every temporary file is gone again.
    bool leftNothing() const { return std::filesystem::is_empty(folder_ / "temporary"); }

private:
    TemporaryFolder folder_;
};

/// Effects: `rondo scan --json` and more. Returns: what it printed.
nlohmann::json scan(const std::vector<std::string>& more = {});
/// Effects: `rondo list --json` and more. Returns: what it printed.
nlohmann::json list(const std::vector<std::string>& more = {});

} // namespace rondo::test
