// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "console.h"
#include "plugin_pages.h"
#include <host/hosting/plugin_cache.h>
#include <rondo/base/result.h>

namespace rondo::host {

/// Effects: prints what scans have found, or marks a favourite. Errors: what went wrong, in a sentence.
/// [control]
base::Result<void> listPlugins(const ListRequest& request, Console& console);

/// Returns: what scans have found. Errors: there has been none, or its file cannot be used, with a sentence.
/// [control]
base::Result<hosting::PluginCache> scannedPlugins(const std::filesystem::path& folder);

} // namespace rondo::host
