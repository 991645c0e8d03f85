// SPDX-License-Identifier: MIT
// Our own plugin, seen by our own host in two formats.
#include "expect.h"
#include "plugin_home.h"
#include "program.h"
#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

using namespace rondo::test;
using nlohmann::json;

namespace {

std::string folderOf(const char* bundle) { return std::filesystem::path(bundle).parent_path().string(); }

json shown(const std::string& identifier) {
    const auto end = runRondo({"info", identifier, "--json"});
    checkSuccess(end);
    return json::parse(end.output);
}

std::set<std::string> parametersOf(const json& plugin) {
    std::set<std::string> names;
    for (const auto& parameter : plugin["parameters"])
        names.insert(parameter["name"].get<std::string>());
    return names;
}

} // namespace

TEST_CASE("The strip is found as VST3 and as LV2, without a display, and tells the same parameters") {
    const PluginHome home({});
    const auto summary = scan({"--vst3", folderOf(RONDO_STRIP_VST3), "--lv2", folderOf(RONDO_STRIP_LV2)});
    INFO(summary.dump());
    CHECK(summary["quarantine"].empty());
    const auto vst3 = list({"--format", "vst3", "strip"});
    const auto lv2 = list({"--format", "lv2", "strip"});
    REQUIRE(vst3.size() == 1);
    REQUIRE(lv2.size() == 1);
    CHECK(lv2[0]["identifier"] == RONDO_STRIP_LV2_URI);
    for (const auto& plugin : {vst3[0], lv2[0]}) {
        CHECK(plugin["name"] == "Rondo Strip");
        CHECK(plugin["inputs"] == 2);
        CHECK(plugin["outputs"] == 2);
        const auto details = shown(plugin["identifier"]);
        CHECK(details["hasEditor"] == true);
        CHECK(details["buses"].size() == 2);
        const auto names = parametersOf(details);
        for (const auto* name : {"Trim", "Pan", "Width", "Mute"})
            CHECK(names.contains(name));
    }
    CHECK(home.leftNothing());
    CHECK(scan()["plugins"] == 0); // not in the folders any more, and not forgotten
    CHECK(list().size() == 2);
}
