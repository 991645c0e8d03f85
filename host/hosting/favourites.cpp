// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/favourites.h>

#include <host/hosting/detail/plugin_json.h>

namespace rondo::hosting {
namespace {

constexpr detail::OwnFile favouritesKind{"rondo favourites", 1, "The list of favourites",
                                         "it is left as it is: mend it, or move it away and mark them again"};

} // namespace

std::filesystem::path favouritesFile(const Environment& environment, const std::filesystem::path& folder) {
    return (folder.empty() ? ownFolder(environment, "XDG_CONFIG_HOME", ".config") : folder) / "favourites.json";
}

base::Result<Favourites> loadFavourites(const std::filesystem::path& file) {
    const auto json = detail::readOwnFile(file, favouritesKind);
    if (!json)
        return tl::unexpected(json.error());
    Favourites favourites;
    if (json->is_null())
        return favourites;
    bool complete = json->contains("plugins") && (*json)["plugins"].is_array();
    if (complete)
        for (const auto& identifier : (*json)["plugins"]) {
            complete = complete && identifier.is_string();
            if (complete)
                favourites.insert(identifier.get<std::string>());
        }
    if (!complete)
        return base::fail(base::ErrorCode::damaged,
                          std::string(favouritesKind.called) + " '" + file.string() +
                              "' is damaged: a list of identifiers was expected under 'plugins'; " +
                              favouritesKind.wayOut + ".");
    return favourites;
}

base::Result<void> saveFavourites(const Favourites& favourites, const std::filesystem::path& file) {
    return detail::writeOwnFile({{"plugins", favourites}}, file, favouritesKind);
}

} // namespace rondo::hosting
