// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <host/session/insert.h>
#include <rondo/base/result.h>
#include <string>
#include <string_view>

namespace rondo::host {

/// Returns: what a preset's text holds: a plugin with its state, or a node with its parameters; never an
/// UnknownInsert. README.md beside this header has the format. Errors: as `readSession`. Progress: blocking,
/// linear. [control] [worker]
base::Result<InsertContent> readPreset(std::string_view text, std::string_view source);

/// Returns: a preset as text, from which `readPreset` makes the same one. Requires: it is no UnknownInsert, and
/// `check` has nothing against it. Progress: blocking, linear. [control] [worker]
std::string writePreset(const InsertContent& preset);

/// Returns: what a file holds. Errors: as `loadSession`. Progress: blocking. [control] [worker]
base::Result<InsertContent> loadPreset(const std::filesystem::path& path);

/// Effects: makes a folder for presets where there is none. Errors: refused, with what the system says.
/// Progress: blocking. [control] [worker]
base::Result<void> makePresetFolder(const std::filesystem::path& folder);

/// Effects: makes the file's folder, and writes the file as `saveSession` does. Errors: as `saveSession` and
/// `makePresetFolder`. Progress: blocking. [control] [worker]
base::Result<void> savePreset(const InsertContent& preset, const std::filesystem::path& path);

} // namespace rondo::host
