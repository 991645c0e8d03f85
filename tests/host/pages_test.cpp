// SPDX-License-Identifier: MIT
#include "expect.h"
#include "program.h"
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace rondo::test;

TEST_CASE("Every help page has examples and exit codes") {
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--help"},
                                                      {"window", "--help"},
                                                      {"play", "--help"},
                                                      {"render", "--help"},
                                                      {"peaks", "--help"},
                                                      {"devices", "-h"},
                                                      {"graph", "--help"},
                                                      {"scan", "--help"},
                                                      {"list", "--help"},
                                                      {"info", "--help"},
                                                      {"presets", "--help"}}) {
        const auto page = runRondo(arguments);
        checkSuccess(page);
        CHECK(page.errors.empty());
        CHECK(page.output.find("Exit codes:") != std::string::npos);
        if (arguments.front() != "devices")
            CHECK(page.output.find("Examples:") != std::string::npos);
    }
    CHECK(runRondo({"--version"}).output.starts_with("rondo "));
}

TEST_CASE("The list of devices has the virtual one, as a table and as JSON") {
    const auto table = runRondo({"devices"});
    checkSuccess(table);
    CHECK(table.output.find("virtual") != std::string::npos);
    const auto list = runRondo({"devices", "--json"});
    checkSuccess(list);
    const auto json = nlohmann::json::parse(list.output);
    REQUIRE(!json.empty());
    CHECK(json.back()["name"] == "virtual");
    CHECK(json.back()["api"] == "Rondo");
    CHECK(list.errors.empty());
}
