// SPDX-License-Identifier: MIT
#include "plugin_stage.h"

#include <algorithm>
#include <cmath>
#include <host/session/session_file.h>

using namespace rondo;

namespace {

/// A stage whose plugins are the three of tests/host/ladspa/unruly.cpp.
struct UnrulyStage : test::PluginStage {
    UnrulyStage() : PluginStage(hosting::PluginFormat::ladspa, RONDO_UNRULY_PLUGINS) {}
    host::InsertId add(const std::string& label, const std::string& name) {
        return PluginStage::add("ladspa:" + label, name);
    }
    void setGain(host::InsertId insert, double gain) {
        REQUIRE(doing.setParameter(insert, hosted.plugin(insert)->parameters()[0].id, gain / 2));
    }
    /// Milliseconds that an insert is said to have taken for a block that it made late.
    double lateness(host::InsertId insert) {
        const auto trouble = hosted.status(insert).trouble;
        const std::string begin = "It took ";
        return trouble.starts_with(begin) && trouble.ends_with(" ms for a block and made it late.")
                   ? std::stod(trouble.substr(begin.size()))
                   : 0;
    }
    bool isNamed(const std::string& name) {
        return std::ranges::any_of(hosted.takeNotices(),
                                   [&](const auto& notice) { return notice.find(name) != std::string::npos; });
    }
};

} // namespace

TEST_CASE("a plugin that misbehaves while it plays is silent alone, is named, and is heard again afterwards") {
    UnrulyStage stage;
    const char* label = "7031:nan";
    const char* name = "No Number";
    std::string says = "no number";
    SUBCASE("what it gives is no number") {}
    SUBCASE("it throws") {
        label = "7032:throw", name = "Thrower";
        says = "threw an exception";
    }
    const auto insert = stage.add(label, name);
    REQUIRE(stage.loudness(8000) > 0.4F);
    CHECK(stage.hosted.status(insert).trouble.empty());
    REQUIRE(stage.hosted.playTestTone(true)); // beside the chain
    stage.setGain(insert, 2);
    stage.loudness(2000); // the tone fades in
    CHECK(stage.loudness(1000) == doctest::Approx(std::pow(10.0, -18 / 20.0)).epsilon(0.01)); // the tone alone
    CHECK(stage.hosted.status(insert).trouble.find(says) != std::string::npos);
    CHECK(stage.isNamed("'" + std::string(name) + "' "));
    stage.setGain(insert, 1);
    REQUIRE(stage.hosted.playTestTone(false));
    stage.loudness(4000);
    CHECK(stage.loudness(4000) > 0.4F);
}

TEST_CASE("a plugin that sleeps for two seconds is named with its time, alone, and it and the rest play on") {
    UnrulyStage stage;
    const auto other = stage.add("7031:nan", "No Number");
    const auto insert = stage.add("7033:sleep", "Sleeper");
    REQUIRE(stage.loudness(8000) > 0.4F);
    const auto before = stage.hosted.transport().position.value;
    stage.setGain(insert, 2);
    stage.loudness(100); // the one block in which it sleeps
    stage.setGain(insert, 1);
    CHECK(stage.lateness(insert) >= 2000);
    CHECK(stage.lateness(other) < 2000);
    CHECK(stage.isNamed("'Sleeper' made a block late"));
    CHECK(std::ranges::any_of(stage.hosted.deviceReport().culprits, [](const auto& culprit) {
        return culprit.find("Culprit: 'Sleeper' (#") != std::string::npos;
    }));
    // The block was late, and nothing was lost: what plays is where it would have been.
    CHECK(stage.loudness(4000) > 0.4F);
    CHECK(stage.hosted.transport().position.value - before == doctest::Approx(4100 / 48000.0));
    CHECK(stage.hosted.deviceReport().trouble.empty());
}

TEST_CASE("a plugin that vanished keeps all of its state in the session, and is there again when it is back") {
    UnrulyStage stage;
    const auto insert = stage.add("7031:nan", "No Number");
    stage.setGain(insert, 0.5);
    CHECK(stage.loudness(8000) > 0.1F);
    REQUIRE(stage.hosted.keepStates());
    const auto path = stage.folder / "song.rondo";
    REQUIRE(host::saveSession({stage.history.document(), 1}, path));
    stage.vanished.insert("ladspa:7031:nan");
    const auto loaded = host::loadSession(path);
    REQUIRE(loaded);
    host::History reopened(loaded->document);
    stage.hosted.follow(reopened);
    CHECK(stage.hosted.status(insert).missing);
    REQUIRE(stage.hosted.keepStates());
    CHECK(reopened.document() == loaded->document);
    stage.vanished.clear();
    stage.hosted.retryMissing();
    CHECK_FALSE(stage.hosted.status(insert).missing);
    CHECK(stage.hosted.plugin(insert)->value(0) == doctest::Approx(0.25));
    stage.hosted.follow(stage.history);
}

TEST_CASE("what is undone goes back to where a plugin began, and a removed one comes back as it was") {
    std::vector<host::InsertId> left; // the stage's end adds to it
    UnrulyStage stage;
    const auto insert = stage.add("7031:nan", "No Number");
    stage.loudness(8000);
    const auto began = stage.hosted.plugin(insert)->value(0);
    stage.setGain(insert, 0.2);
    stage.loudness(200);
    CHECK(stage.hosted.plugin(insert)->value(0) == doctest::Approx(0.1));
    REQUIRE(stage.history.undo());
    stage.loudness(200);
    CHECK(stage.hosted.plugin(insert)->value(0) == doctest::Approx(double{began}));
    REQUIRE(stage.history.redo());
    stage.hosted.onPluginsLeave([&](host::InsertId gone) { left.push_back(gone); });
    REQUIRE(stage.doing.remove(insert));
    CHECK(left == std::vector{insert});
    stage.loudness(8000);
    REQUIRE(stage.history.undo());
    CHECK(stage.hosted.plugin(insert)->value(0) == doctest::Approx(0.1));
}
