// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/hosting/plugin_description.h>
#include <nlohmann/json.hpp>

namespace rondo::hosting {

/// Returns: a plugin as the cache, a worker and `--json` have it; host/cli/README.md lists the names. [control]
nlohmann::ordered_json toJson(const PluginDescription& description);
nlohmann::ordered_json toJson(const PluginDetails& details);

} // namespace rondo::hosting
