// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fstream>
#include <host/hosting/favourites.h>
#include <support/temporary_folder.h>

using namespace rondo::hosting;
using rondo::test::TemporaryFolder;

TEST_CASE("Favourites that were saved are loaded, and none are where there is no file") {
    const TemporaryFolder folder;
    const auto file = folder / "rondo/favourites.json";
    const auto none = loadFavourites(file);
    REQUIRE(none);
    CHECK(none->empty());
    REQUIRE(saveFavourites({"urn:one", "ladspa:1:two"}, file));
    const auto loaded = loadFavourites(file);
    REQUIRE(loaded);
    CHECK(*loaded == Favourites{"urn:one", "ladspa:1:two"});
}

TEST_CASE("Favourites that are damaged or newer are an error, so that nobody saves over them") {
    const TemporaryFolder folder;
    const auto file = folder / "favourites.json";
    for (const auto* text : {"", "{", "[]", R"({"format": "rondo favourites", "version": 1})",
                             R"({"format": "rondo favourites", "version": 1, "plugins": [7]})",
                             R"({"format": "rondo favourites", "version": 2, "plugins": []})"}) {
        std::ofstream(file) << text;
        const auto loaded = loadFavourites(file);
        CAPTURE(text);
        REQUIRE_FALSE(loaded);
        CHECK(loaded.error().text.find("it is left as it is") != std::string::npos);
    }
}
