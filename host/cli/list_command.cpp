// SPDX-License-Identifier: GPL-3.0-only
#include "list_command.h"

#include "json_text.h"
#include "summary.h"
#include "text_table.h"
#include <cstdio>
#include <host/hosting/favourites.h>
#include <host/hosting/plugin_json.h>
#include <host/hosting/plugin_search.h>

namespace rondo::host {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using Json = nlohmann::ordered_json;

void print(const Json& json) { std::fputs(jsonText(json).c_str(), stdout); }

Result<void> mark(const hosting::PluginCache& cache, const ListRequest& request, Console& console) {
    const auto file = hosting::favouritesFile(hosting::processEnvironment());
    auto favourites = hosting::loadFavourites(file);
    if (!favourites)
        return tl::unexpected(favourites.error());
    if (!request.mark.empty()) {
        const auto found = hosting::findOne(cache, request.mark);
        if (!found)
            return tl::unexpected(found.error());
        favourites->insert(found->plugin.identifier);
        console.say("'" + found->plugin.name + "' is a favourite.");
    }
    if (!request.unmark.empty()) {
        // One that is not installed any more can be given by its identifier.
        const auto found = hosting::findOne(cache, request.unmark);
        const auto identifier = found ? found->plugin.identifier : request.unmark;
        if (favourites->erase(identifier) == 0)
            return fail(ErrorCode::notFound, "A favourite was expected, and '" + request.unmark +
                                                 "' is none; see 'rondo list --favourites'.");
        console.say("'" + identifier + "' is no favourite any more.");
    }
    return hosting::saveFavourites(*favourites, file);
}

void listQuarantine(const hosting::PluginCache& cache, const ListRequest& request) {
    auto json = Json::array();
    std::string text;
    for (const auto& [path, record] : cache.files)
        for (const auto& entry : record.quarantine) {
            if (request.format && *request.format != record.format)
                continue;
            json.push_back({{"format", hosting::name(record.format)},
                            {"path", path.string()},
                            {"identifier", entry.identifier},
                            {"reason", entry.reason}});
            text += std::string(hosting::name(record.format)) + "  " +
                    (entry.identifier.empty() ? path.string() : entry.identifier) + " " + entry.reason + "\n";
        }
    if (request.json)
        print(json);
    else
        std::fputs(text.empty() ? "Nothing is in quarantine.\n" : text.c_str(), stdout);
}

void listFound(const std::vector<hosting::LocatedPlugin>& found, const hosting::Favourites& favourites,
               bool asJson) {
    auto json = Json::array();
    std::vector<TableRow> rows{{"", "name", "format", "in", "out", "category", "vendor", "identifier"}};
    for (const auto& [plugin, path] : found) {
        const bool liked = favourites.contains(plugin.identifier);
        auto entry = hosting::toJson(plugin);
        entry["favourite"] = liked;
        entry["path"] = path.string();
        json.push_back(std::move(entry));
        rows.push_back({liked ? "*" : "", cut(plugin.name), hosting::name(plugin.format),
                        std::to_string(plugin.inputs), std::to_string(plugin.outputs), cut(plugin.category),
                        cut(plugin.vendor), plugin.identifier});
    }
    if (asJson)
        print(json);
    else if (found.empty())
        std::fputs("No plugin fits.\n", stdout);
    else
        std::fputs((table(rows, {3, 4}) + counted(found.size(), "plugin") + "\n").c_str(), stdout);
}

} // namespace

Result<hosting::PluginCache> scannedPlugins(const std::filesystem::path& folder) {
    const auto file = hosting::cacheFile(hosting::processEnvironment(), folder);
    auto loaded = hosting::loadCache(file);
    if (!loaded.notice.empty())
        return fail(ErrorCode::damaged, loaded.notice);
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return fail(ErrorCode::notFound, "The result of a scan was expected in '" + file.string() +
                                             "', and there is none; run 'rondo scan'.");
    return std::move(loaded.cache);
}

Result<void> listPlugins(const ListRequest& request, Console& console) {
    const auto cache = scannedPlugins(request.cache);
    if (!cache)
        return tl::unexpected(cache.error());
    if (!request.mark.empty() || !request.unmark.empty())
        return mark(*cache, request, console);
    if (request.quarantined) {
        listQuarantine(*cache, request);
        return {};
    }
    auto favourites = hosting::loadFavourites(hosting::favouritesFile(hosting::processEnvironment()));
    if (!favourites && request.favourites)
        return tl::unexpected(favourites.error());
    if (!favourites)
        console.complain(favourites.error().text);
    hosting::PluginQuery query{request.words, request.format, std::nullopt};
    const auto liked = favourites.value_or(hosting::Favourites{});
    if (request.favourites)
        query.among = liked;
    listFound(hosting::find(*cache, query), liked, request.json);
    return {};
}

} // namespace rondo::host
