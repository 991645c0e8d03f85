// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <host/hosting/plugin_description.h>
#include <host/hosting/plugin_json.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <rondo/base/result.h>
#include <string>

namespace rondo::hosting::detail {

using Json = nlohmann::ordered_json;

/// Whatever a plugin put into its texts: one line of valid UTF-8.
std::string written(const Json& json);

/// Returns: nothing when a field is missing or is not what it should be.
std::optional<PluginDescription> descriptionFrom(const Json& json);
std::optional<PluginDetails> detailsFrom(const Json& json);

/// Returns: the text at a name; nothing when there is none.
std::optional<std::string> textAt(const Json& json, const char* name);
/// Returns: the whole number from 0 on at a name; nothing when there is none.
std::optional<std::uint64_t> numberAt(const Json& json, const char* name);

/// A file of ours: an object that names itself "format" and has a "version".
struct OwnFile {
    const char* format;
    unsigned version;
    const char* called; ///< "The plugin cache"
    const char* wayOut; ///< "a fresh scan replaces it"
};
/// Returns: the object; null where there is no file. Errors: notFound never; damaged, unsupported (newer) or
/// refused with one sentence.
base::Result<Json> readOwnFile(const std::filesystem::path& file, const OwnFile& kind);
/// Effects: makes the folder and writes the file as a whole or not at all.
base::Result<void> writeOwnFile(const Json& content, const std::filesystem::path& file, const OwnFile& kind);

} // namespace rondo::hosting::detail
