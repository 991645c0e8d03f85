// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <host/hosting/plugin_file.h>
#include <rondo/base/result.h>
#include <set>
#include <string>

namespace rondo::hosting {

/// The identifiers of the plugins that somebody likes. Kept apart from the cache, which may be thrown away.
using Favourites = std::set<std::string>;

/// Returns: their file in `folder`, or where it belongs when that is empty ($XDG_CONFIG_HOME/rondo,
/// ~/.config/rondo). [control]
std::filesystem::path favouritesFile(const Environment& environment, const std::filesystem::path& folder = {});

/// Returns: what the file holds; nothing where there is none. Errors: damaged, newer or unreadable, with one
/// sentence; nobody may save over it then. Progress: blocking. [control]
base::Result<Favourites> loadFavourites(const std::filesystem::path& file);

/// Effects: replaces the file as a whole, or not at all. Errors: what stands in the way. Progress: blocking.
/// [control]
base::Result<void> saveFavourites(const Favourites& favourites, const std::filesystem::path& file);

} // namespace rondo::hosting
