// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <host/hosting/hosted_plugin.h>
#include <host/hosting/plugin_search.h>
#include <host/session/insert.h>
#include <rondo/base/result.h>

namespace rondo::host {

/// Returns: a plugin of this machine as sessions and presets name it. [any]
HostedPlugin contentOf(const hosting::LocatedPlugin& plugin);

/// Returns: what a preset's file holds. Errors: as `loadPreset`; invalidArgument for one of another plugin or
/// node than `wanted` is. Progress: blocking. [control]
base::Result<InsertContent> loadPresetOf(const InsertContent& wanted, const std::filesystem::path& file);

/// Effects: the plugin takes over the state that it has in a preset of that file, if there is one. Requires:
/// the state was tried in a child process. Errors: as HostedPlugin::setState; invalidArgument when nothing
/// comes of it. Progress: as HostedPlugin::setState. [control]
base::Result<void> takeState(hosting::HostedPlugin& plugin, const HostedPlugin& preset,
                             const std::filesystem::path& file);

} // namespace rondo::host
