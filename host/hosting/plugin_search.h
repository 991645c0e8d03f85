// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/hosting/favourites.h>
#include <host/hosting/plugin_cache.h>
#include <optional>
#include <rondo/base/result.h>
#include <string>
#include <vector>

namespace rondo::hosting {

/// What to look for among the plugins of a cache.
struct PluginQuery {
    std::vector<std::string> words; ///< each must occur in the name, the vendor, the format or the category
    std::optional<PluginFormat> format;
    std::optional<Favourites> among; ///< only these
};

/// A plugin and the file that it is in.
struct LocatedPlugin {
    PluginDescription plugin;
    std::filesystem::path path;
};

/// Returns: the plugins that fit, sorted by name; one that is in several files once for each. [control]
std::vector<LocatedPlugin> find(const PluginCache& cache, const PluginQuery& query);

/// Returns: the plugin with that identifier or that name, in capitals or not, or else the only one whose name
/// contains it. Errors: none or several, with a sentence that names some. [control]
base::Result<LocatedPlugin> findOne(const PluginCache& cache, const std::string& wanted);

} // namespace rondo::hosting
