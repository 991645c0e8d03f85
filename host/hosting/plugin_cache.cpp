// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/plugin_cache.h>

#include <host/hosting/detail/plugin_json.h>

namespace rondo::hosting {
namespace {

namespace fs = std::filesystem;
using detail::Json;

constexpr detail::OwnFile cacheKind{"rondo plugin cache", 1, "The plugin cache", "a fresh scan replaces it"};

Json toJson(const fs::path& path, const FileRecord& record) {
    Json json{{"format", name(record.format)}, {"path", path.string()},    {"modified", record.stamp.modified},
              {"size", record.stamp.size},     {"plugins", Json::array()}, {"quarantine", Json::array()}};
    for (const auto& plugin : record.plugins)
        json["plugins"].push_back(hosting::toJson(plugin));
    for (const auto& quarantined : record.quarantine)
        json["quarantine"].push_back({{"identifier", quarantined.identifier}, {"reason", quarantined.reason}});
    return json;
}

bool readRecord(const Json& json, FileRecord& record) {
    const auto format = formatOf(detail::textAt(json, "format").value_or(""));
    const auto size = detail::numberAt(json, "size");
    const bool complete = format && size && json.contains("modified") && json["modified"].is_number_integer() &&
                          json.contains("plugins") && json["plugins"].is_array() &&
                          json.contains("quarantine") && json["quarantine"].is_array();
    if (!complete)
        return false;
    record.format = *format;
    record.stamp = {json["modified"].get<std::int64_t>(), *size};
    for (const auto& plugin : json["plugins"]) {
        auto description = detail::descriptionFrom(plugin);
        if (!description)
            return false;
        record.plugins.push_back(std::move(*description));
    }
    for (const auto& quarantined : json["quarantine"]) {
        const auto identifier = detail::textAt(quarantined, "identifier");
        const auto reason = detail::textAt(quarantined, "reason");
        if (!identifier || !reason)
            return false;
        record.quarantine.push_back({*identifier, *reason});
    }
    return true;
}

} // namespace

fs::path cacheFile(const Environment& environment, const fs::path& folder) {
    return (folder.empty() ? ownFolder(environment, "XDG_CACHE_HOME", ".cache") : folder) / "plugins.json";
}

LoadedCache loadCache(const fs::path& file) {
    LoadedCache loaded;
    const auto json = detail::readOwnFile(file, cacheKind);
    if (!json)
        return {{}, json.error().text};
    if (json->is_null())
        return loaded;
    bool complete = json->contains("files") && (*json)["files"].is_array();
    if (complete)
        for (const auto& entry : (*json)["files"]) {
            FileRecord record;
            const auto path = detail::textAt(entry, "path");
            complete = complete && path && path->starts_with('/') && readRecord(entry, record);
            if (!complete)
                break;
            loaded.cache.files.insert_or_assign(fs::path(*path), std::move(record));
        }
    if (!complete)
        return {{},
                std::string(cacheKind.called) + " '" + file.string() +
                    "' is damaged: an entry is not what a scan writes; " + cacheKind.wayOut + "."};
    return loaded;
}

base::Result<void> saveCache(const PluginCache& cache, const fs::path& file) {
    Json json{{"files", Json::array()}};
    for (const auto& [path, record] : cache.files)
        json["files"].push_back(toJson(path, record));
    return detail::writeOwnFile(json, file, cacheKind);
}

} // namespace rondo::hosting
