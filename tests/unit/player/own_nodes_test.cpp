// SPDX-License-Identifier: MIT
#include <host/player/own_nodes.h>

#include <doctest/doctest.h>
#include <set>

using namespace rondo;

TEST_CASE("every node of Rondo's own for a chain is two channels wide and has parameters people can read") {
    std::set<std::string> types;
    for (const auto& type : host::ownNodeTypes()) {
        CAPTURE(type.type);
        CHECK(types.insert(type.type).second);
        CHECK_FALSE(type.name.empty());
        CHECK_FALSE(type.summary.empty());
        CHECK_FALSE(type.parameters.empty());
        const auto node = host::makeOwnNode({type.type});
        REQUIRE(node);
        const auto description = (*node)->describe();
        REQUIRE(description.inputs.size() == 1);
        REQUIRE(description.outputs.size() == 1);
        CHECK(description.inputs[0].width == 2);
        CHECK(description.outputs[0].width == 2);
        CHECK(graph::canBypass(description));
    }
    CHECK(types.contains("strip"));
    CHECK(types.contains("filter"));
}

TEST_CASE("a node begins with what the session says, and with its type's values otherwise") {
    host::OwnNode node{"filter"};
    const auto* type = host::findOwnNode("filter");
    REQUIRE(type != nullptr);
    const auto& cutoff = type->parameters.front();
    REQUIRE(cutoff.name == "cutoff");
    CHECK(host::valueOf(node, cutoff) == doctest::Approx(double{cutoff.initial}));
    node.parameters.emplace_back("cutoff", 800);
    CHECK(host::valueOf(node, cutoff) == 800);
}

TEST_CASE("what a session says and does not fit is refused with a sentence") {
    CHECK(host::makeOwnNode({"time machine"}).error().text.find("time machine") != std::string::npos);
    CHECK_FALSE(host::makeOwnNode({"filter", {{"response", std::string("sideways")}}}));
    CHECK_FALSE(host::makeOwnNode({"filter", {{"width", 1e9}}}));
    CHECK_FALSE(host::makeOwnNode({"filter", {}, {{"cutoff", -1e300}}}));
    CHECK_FALSE(host::makeOwnNode({"strip", {{"anything", true}}}));
}

TEST_CASE("a node of another width than the chain is refused") {
    const auto narrow = host::makeOwnNode({"gain", {{"width", 1.0}}});
    REQUIRE_FALSE(narrow);
    CHECK(narrow.error().text.find("two channels") != std::string::npos);
}
