// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <host/hosting/plugin_search.h>

using namespace rondo::hosting;

namespace {

PluginCache three() {
    PluginCache cache;
    cache.files["/a.lv2"] = {PluginFormat::lv2,
                             {},
                             {{PluginFormat::lv2, "urn:room", "Big Room", "Anna", "", "Reverb", 2, 2, false},
                              {PluginFormat::lv2, "urn:hall", "big Hall", "Bert", "", "Reverb", 2, 2, false}},
                             {{"urn:bad", "was ended by SIGSEGV (Segmentation fault)"}}};
    cache.files["/b.so"] = {PluginFormat::ladspa,
                            {},
                            {{PluginFormat::ladspa, "ladspa:1:g", "Gate", "Anna", "", "Effect", 1, 1, false}},
                            {}};
    cache.files["/copy.lv2"] = {
        PluginFormat::lv2,
        {},
        {{PluginFormat::lv2, "urn:room", "Big Room", "Anna", "", "Reverb", 2, 2, false}},
        {}};
    return cache;
}

std::vector<std::string> namesOf(const PluginQuery& query) {
    std::vector<std::string> names;
    for (const auto& located : find(three(), query))
        names.push_back(located.plugin.name);
    return names;
}

} // namespace

TEST_CASE("Every word must occur somewhere, in capitals or not") {
    CHECK(namesOf({}) == std::vector<std::string>{"big Hall", "Big Room", "Big Room", "Gate"});
    CHECK(namesOf({{"ANNA", "reverb"}, {}, {}}) == std::vector<std::string>{"Big Room", "Big Room"});
    CHECK(namesOf({{"ladspa"}, {}, {}}) == std::vector<std::string>{"Gate"});
    CHECK(namesOf({{"anna", "bert"}, {}, {}}).empty());
    CHECK(namesOf({{}, PluginFormat::ladspa, {}}) == std::vector<std::string>{"Gate"});
    CHECK(namesOf({{}, {}, Favourites{"urn:hall"}}) == std::vector<std::string>{"big Hall"});
}

TEST_CASE("One plugin is named by its identifier, its name or a part that no other has") {
    for (const auto* wanted : {"urn:hall", "BIG HALL", "hall"}) {
        const auto found = findOne(three(), wanted);
        CAPTURE(wanted);
        REQUIRE(found);
        CHECK(found->plugin.identifier == "urn:hall");
    }
    CHECK(findOne(three(), "big room")); // twice, and the same
    const auto several = findOne(three(), "big");
    REQUIRE_FALSE(several);
    CHECK(several.error().text.find("names 2") != std::string::npos);
    CHECK(several.error().text.find("'urn:hall'") != std::string::npos);
    for (const auto* nobody : {"nobody", ""})
        CHECK_FALSE(findOne(three(), nobody));
    CHECK(findOne(three(), "urn:bad").error().text.find("SIGSEGV") != std::string::npos);
}
