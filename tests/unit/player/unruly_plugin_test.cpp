// SPDX-License-Identifier: MIT
#include "offline_stage.h"

#include <algorithm>
#include <cmath>
#include <host/hosting/plugin_loader.h>
#include <host/session/session_file.h>
#include <set>

using namespace rondo;

namespace {

/// A stage whose plugins are the three of tests/host/ladspa/unruly.cpp.
struct UnrulyStage : test::OfflineStage {
    hosting::PluginLoader loader;
    std::set<std::string> vanished; ///< identifiers
    host::SessionPlayer unruly{history, withPlugins()};
    host::SessionEdits doing{history, unruly};

    host::SessionPlayer::Options withPlugins() {
        auto options = this->options();
        options.loader = &loader;
        options.locate = [this](const host::HostedPlugin& plugin) -> base::Result<hosting::LocatedPlugin> {
            if (vanished.contains(plugin.identifier))
                return base::fail(base::ErrorCode::notFound, "The plugin '" + plugin.name + "' is gone.");
            return located(plugin.identifier, plugin.name);
        };
        return options;
    }
    static hosting::LocatedPlugin located(const std::string& identifier, const std::string& name) {
        hosting::LocatedPlugin found;
        found.plugin.format = hosting::PluginFormat::ladspa;
        found.plugin.identifier = identifier;
        found.plugin.name = name;
        found.path = RONDO_UNRULY_PLUGINS;
        return found;
    }
    host::InsertId add(const std::string& label, const std::string& name) {
        const auto added = doing.addPlugin(located("ladspa:" + label, name), 99);
        REQUIRE(added);
        REQUIRE_FALSE(unruly.status(*added).missing);
        return *added;
    }
    std::string gainOf(host::InsertId insert) { return unruly.plugin(insert)->parameters()[0].id; }
    void setGain(host::InsertId insert, double gain) {
        REQUIRE(doing.setParameter(insert, gainOf(insert), gain / 2));
    }
    float loudness(std::int64_t frames) {
        unruly.attend();
        float most = 0;
        for (const auto& channel : play(frames))
            for (const float sample : channel)
                most = std::isfinite(sample) ? std::max(most, std::abs(sample)) : 1000;
        unruly.attend();
        return most;
    }
    test::Render play(std::int64_t frames) {
        test::Render played(2);
        for (; frames > 0; frames -= 100) {
            unruly.prepareFor(100);
            REQUIRE(device->run(100, [&](audio::ConstAudioBlock block) -> base::Result<void> {
                for (std::uint32_t channel = 0; channel < 2; ++channel) {
                    const auto samples = block.channel(channel);
                    played[channel].insert(played[channel].end(), samples.begin(), samples.end());
                }
                return {};
            }));
        }
        return played;
    }
    UnrulyStage() {
        REQUIRE(doing.openFiles({file("a.wav", 200000)}));
        REQUIRE(unruly.open());
        REQUIRE(unruly.play());
        REQUIRE(loudness(4000) > 0.4F);
    }
};

} // namespace

TEST_CASE("a plugin that misbehaves while it plays is silent alone, is named, and is heard again afterwards") {
    UnrulyStage stage;
    const char* label = "7031:nan";
    const char* name = "No Number";
    bool silent = true;
    std::string says = "no number";
    SUBCASE("what it gives is no number") {}
    SUBCASE("it throws") {
        label = "7032:throw", name = "Thrower";
        says = "threw an exception";
    }
    SUBCASE("it sleeps") {
        label = "7033:sleep", name = "Sleeper";
        says = "made it late";
        silent = false;
    }
    const auto insert = stage.add(label, name);
    REQUIRE(stage.loudness(8000) > 0.4F);
    CHECK(stage.unruly.status(insert).trouble.empty());
    REQUIRE(stage.unruly.playTestTone(true)); // beside the chain
    stage.setGain(insert, 2);
    stage.loudness(2000); // the tone fades in
    const float heard = stage.loudness(1000);
    if (silent) {
        CHECK(heard == doctest::Approx(std::pow(10.0, -18 / 20.0)).epsilon(0.01)); // the tone alone
    } else {
        CHECK(heard > 0.4F);
    }
    CHECK(stage.unruly.status(insert).trouble.find(says) != std::string::npos);
    bool named = false;
    for (const auto& notice : stage.unruly.takeNotices())
        named = named || notice.find(name) != std::string::npos;
    CHECK(named);
    if (!silent)
        CHECK(std::ranges::any_of(stage.unruly.deviceReport().culprits, [&](const auto& culprit) {
            return culprit.find(name) != std::string::npos;
        }));
    stage.setGain(insert, 1);
    REQUIRE(stage.unruly.playTestTone(false));
    stage.loudness(4000);
    CHECK(stage.loudness(4000) > 0.4F);
}

TEST_CASE("a plugin that vanished keeps all of its state in the session, and is there again when it is back") {
    UnrulyStage stage;
    const auto insert = stage.add("7031:nan", "No Number");
    stage.setGain(insert, 0.5);
    CHECK(stage.loudness(8000) > 0.1F);
    REQUIRE(stage.unruly.keepStates());
    const auto path = stage.folder / "song.rondo";
    REQUIRE(host::saveSession({stage.history.document(), 1}, path));
    stage.vanished.insert("ladspa:7031:nan");
    const auto loaded = host::loadSession(path);
    REQUIRE(loaded);
    host::History reopened(loaded->document);
    stage.unruly.follow(reopened);
    CHECK(stage.unruly.status(insert).missing);
    REQUIRE(stage.unruly.keepStates());
    CHECK(reopened.document() == loaded->document);
    stage.vanished.clear();
    stage.unruly.retryMissing();
    CHECK_FALSE(stage.unruly.status(insert).missing);
    CHECK(stage.unruly.plugin(insert)->value(0) == doctest::Approx(0.25));
    stage.unruly.follow(stage.history);
}

TEST_CASE("what is undone goes back to where a plugin began, and a removed one comes back as it was") {
    std::vector<host::InsertId> left; // the stage's end adds to it
    UnrulyStage stage;
    const auto insert = stage.add("7031:nan", "No Number");
    stage.loudness(8000);
    const auto began = stage.unruly.plugin(insert)->value(0);
    stage.setGain(insert, 0.2);
    stage.loudness(200);
    CHECK(stage.unruly.plugin(insert)->value(0) == doctest::Approx(0.1));
    REQUIRE(stage.history.undo());
    stage.loudness(200);
    CHECK(stage.unruly.plugin(insert)->value(0) == doctest::Approx(double{began}));
    REQUIRE(stage.history.redo());
    stage.unruly.onPluginsLeave([&](host::InsertId gone) { left.push_back(gone); });
    REQUIRE(stage.doing.remove(insert));
    CHECK(left == std::vector{insert});
    stage.loudness(8000);
    REQUIRE(stage.history.undo());
    CHECK(stage.unruly.plugin(insert)->value(0) == doctest::Approx(0.1));
}
