// SPDX-License-Identifier: MIT
#include "plugin_stage.h"

#include <cstdlib>
#include <host/player/preset_folder.h>
#include <host/session/session_file.h>
#include <optional>
#include <random>
#include <support/file_bytes.h>
#include <support/rounds.h>
#include <support/seed.h>

using namespace rondo;

namespace {

/// A stage with tests/host/lv2/levels.cpp in its chain, which begins at a gain of 1.
struct LevelsStage : test::PluginStage {
    host::InsertId insert;
    LevelsStage() : PluginStage(hosting::PluginFormat::lv2, RONDO_LEVELS_LV2) {
        insert = add("urn:rondo:test:levels", "Levels");
        loudness(8000);
    }
    /// The gain that is heard.
    double heard() {
        loudness(400);
        return std::round(double{loudness(1000)} / 0.5 * 100) / 100;
    }
    std::size_t program(const std::string& name) {
        const auto programs = hosted.plugin(insert)->programs();
        const auto at = std::ranges::find(programs, name);
        REQUIRE(at != programs.end());
        return static_cast<std::size_t>(at - programs.begin());
    }
    const host::HostedPlugin& kept() const {
        return std::get<host::HostedPlugin>(history.document().find(insert)->content);
    }
};

} // namespace

TEST_CASE(
    "a program of a plugin is heard while it plays, and is one step that undo and redo take back and forth") {
    LevelsStage stage;
    REQUIRE(stage.heard() == 1);
    REQUIRE(stage.doing.chooseProgram(stage.insert, stage.program("Half")));
    CHECK(stage.heard() == 0.5);
    REQUIRE(stage.history.undo()); // nobody has set anything before
    CHECK(stage.heard() == 1);
    REQUIRE(stage.doing.setParameter(stage.insert, "gain", 0.75)); // of 0 to 2
    CHECK(stage.heard() == 1.5);
    const auto steps = stage.history.undoSteps();
    REQUIRE(stage.doing.chooseProgram(stage.insert, stage.program("Half")));
    CHECK(stage.heard() == 0.5);
    CHECK(stage.history.undoSteps() == steps + 1);
    CHECK(stage.history.undoName() == "Choose Half");
    CHECK(stage.kept().parameters.empty()); // they would cover the program
    CHECK_FALSE(stage.kept().state->empty());
    REQUIRE(stage.doing.chooseProgram(stage.insert, stage.program("Quarter")));
    CHECK(stage.heard() == 0.25);
    REQUIRE(stage.history.undo());
    CHECK(stage.heard() == 0.5);
    REQUIRE(stage.history.undo());
    CHECK(stage.heard() == 1.5);
    REQUIRE(stage.history.redo());
    CHECK(stage.heard() == 0.5);
    CHECK(stage.history.undoSteps() == steps + 1); // nobody took it for a change of the plugin's own
}

TEST_CASE("a program that was chosen comes back with its session") {
    LevelsStage stage;
    REQUIRE(stage.doing.chooseProgram(stage.insert, stage.program("Quarter")));
    const auto path = stage.folder / "song.rondo";
    REQUIRE(host::saveSession({stage.history.document(), 1}, path));
    const auto loaded = host::loadSession(path);
    REQUIRE(loaded);
    host::History reopened(loaded->document);
    stage.hosted.follow(reopened);
    REQUIRE(stage.hosted.play());
    CHECK(stage.heard() == 0.25);
    stage.hosted.follow(stage.history);
}

TEST_CASE("a program that is none is refused in a sentence, and changes nothing") {
    LevelsStage stage;
    const auto own = stage.doing.addOwnNode("gain", 0);
    REQUIRE(own);
    const auto before = stage.history.document();
    const auto refusal = [&](host::InsertId insert, std::size_t program) {
        const auto chosen = stage.doing.chooseProgram(insert, program);
        return chosen ? std::string() : chosen.error().text;
    };
    CHECK(refusal(stage.insert, 3) == "'Levels' has 3 programs, and number 4 was chosen; choose another one.");
    CHECK(refusal(*own, 0).find("'Gain' has 0 programs") == 0);
    CHECK(refusal({99}, 0).find("no insert 99") != std::string::npos);
    CHECK(stage.history.document() == before);
    CHECK(stage.heard() == 1);
}

TEST_CASE("a preset that is saved is heard again on another insert of the plugin, and undone") {
    LevelsStage stage;
    REQUIRE(stage.doing.setParameter(stage.insert, "gain", 0.375));
    CHECK(stage.heard() == 0.75);
    const auto steps = stage.history.undoSteps();
    const auto file = stage.folder / "presets" / "Soft.json";
    REQUIRE(stage.doing.savePreset(stage.insert, file));
    CHECK(stage.history.undoSteps() == steps);
    REQUIRE(stage.doing.chooseProgram(stage.insert, stage.program("Quarter")));
    CHECK(stage.heard() == 0.25);
    REQUIRE(stage.doing.loadPreset(stage.insert, file));
    CHECK(stage.history.undoName() == "Load Soft");
    CHECK(stage.heard() == 0.75);
    REQUIRE(stage.history.undo());
    CHECK(stage.heard() == 0.25);
    REQUIRE(stage.history.redo());
    CHECK(stage.heard() == 0.75);
    REQUIRE(stage.doing.remove(stage.insert));
    stage.insert = stage.add("urn:rondo:test:levels", "Levels");
    stage.loudness(8000);
    CHECK(stage.heard() == 1);
    REQUIRE(stage.doing.loadPreset(stage.insert, file));
    CHECK(stage.heard() == 0.75);
}

TEST_CASE("a preset of one of Rondo's own nodes is its options and parameters") {
    LevelsStage stage;
    const auto filter = stage.doing.addOwnNode("filter", 0);
    REQUIRE(filter);
    const auto node = [&] { return std::get<host::OwnNode>(stage.history.document().find(*filter)->content); };
    REQUIRE(stage.doing.setParameter(*filter, "cutoff", 300));
    const auto saved = node();
    const auto file = stage.folder / "Dark.json";
    REQUIRE(stage.doing.savePreset(*filter, file));
    REQUIRE(stage.doing.setParameter(*filter, "cutoff", 9000));
    REQUIRE(stage.doing.loadPreset(*filter, file));
    CHECK(node() == saved);
    REQUIRE(stage.history.undo());
    CHECK(node().parameters == std::vector<std::pair<std::string, double>>{{"cutoff", 9000}});
    test::writeBytes(file, R"({"format": "rondo-preset", "version": 1, "node": {"type": "filter",
        "options": {"width": 7}}})");
    const auto before = stage.history.document();
    CHECK_FALSE(stage.doing.loadPreset(*filter, file));
    CHECK(stage.history.document() == before);
}

TEST_CASE("a preset that cannot be used is told in a sentence, and nothing changes") {
    LevelsStage stage;
    const auto filter = stage.doing.addOwnNode("filter", 0);
    REQUIRE(filter);
    REQUIRE(stage.doing.chooseProgram(stage.insert, stage.program("Half")));
    REQUIRE(stage.hosted.keepStates());
    const auto before = stage.history.document();
    const auto steps = stage.history.undoSteps();
    const auto sound = stage.heard(); // through the filter
    const auto file = stage.folder / "a.json";
    const auto refusal = [&](host::InsertId insert, const std::string& text) {
        test::writeBytes(file, text);
        const auto loaded = stage.doing.loadPreset(insert, file);
        REQUIRE(!loaded);
        CHECK(loaded.error().text.ends_with("."));
        CHECK(loaded.error().text.size() < 700);
        CHECK(stage.history.document() == before);
        CHECK(stage.history.undoSteps() == steps);
        CHECK(stage.heard() == doctest::Approx(sound).epsilon(0.05));
        return loaded.error().text;
    };
    const auto levels = [](const std::string& fields) {
        return R"({"format": "rondo-preset", "version": 1, "plugin": {"format": "LV2", "identifier":
            "urn:rondo:test:levels")" +
               fields + "}}";
    };
    refusal(stage.insert, "");
    refusal(stage.insert, levels("").substr(0, 60));
    refusal(stage.insert, std::string(1 << 20, '['));
    refusal(stage.insert, levels(R"(, "state": "no base64")"));
    refusal(stage.insert, R"({"format": "rondo-preset", "version": 9, "plugin": {}})");
    CHECK(refusal(stage.insert, levels(R"(, "state": "cnViYmlzaA==")")).find("has changed nothing") !=
          std::string::npos);
    refusal(stage.insert, levels(R"(, "state": ")" + std::string(4 << 20, 'A') + "\""));
    CHECK(refusal(*filter, levels(""))
              .find("is a preset of 'urn:rondo:test:levels' ('LV2' 'urn:rondo:test:levels'), "
                    "and one of 'Filter' (of Rondo's own) was expected; choose another "
                    "file.") != std::string::npos);
    refusal(stage.insert, R"({"format": "rondo-preset", "version": 1, "node": {"type": "filter"}})");
    refusal({99}, levels(""));
    CHECK_FALSE(stage.doing.loadPreset(stage.insert, stage.folder / "none.json"));
    CHECK_FALSE(stage.doing.savePreset({99}, file));
    CHECK_FALSE(stage.doing.savePreset(stage.insert, file / "below a file.json"));
    CHECK(stage.history.document() == before);
}

TEST_CASE("a state that crashes a plugin crashes it elsewhere, and is told") {
    LevelsStage stage;
    const auto before = stage.history.document();
    const auto file = stage.folder / "a.json";
    // "<urn:a> <urn:b> <urn:c> ." ends JUCE 7.0.5.
    test::writeBytes(file, R"({"format": "rondo-preset", "version": 1, "plugin": {"format": "LV2", "identifier":
        "urn:rondo:test:levels", "name": "Levels", "state": "PHVybjphPiA8dXJuOmI+IDx1cm46Yz4gLg=="}})");
    const auto loaded = stage.doing.loadPreset(stage.insert, file);
    REQUIRE(!loaded);
    CAPTURE(loaded.error().text);
    CHECK(loaded.error().text.find("'Levels'") != std::string::npos);
    CHECK(loaded.error().text.find("while it was given a state; this program is not touched by that.") !=
          std::string::npos);
    CHECK(stage.history.document() == before);
    CHECK(stage.heard() == 1);
}

TEST_CASE("where a state cannot be tried it is given to no plugin, and that is told") {
    LevelsStage stage;
    const auto file = stage.folder / "a.json";
    test::writeBytes(file, R"({"format": "rondo-preset", "version": 1, "plugin": {"format": "LV2", "identifier":
        "urn:rondo:test:levels", "name": "Levels", "state": "PHVybjphPiA8dXJuOmI+IDx1cm46Yz4gLg=="}})");
    const auto refusal = [&](const std::filesystem::path& temporary) {
        const char* const known = std::getenv("TMPDIR");
        const auto usual = known != nullptr ? std::optional(std::string(known)) : std::nullopt;
        ::setenv("TMPDIR", temporary.c_str(), 1);
        const auto loaded = stage.doing.loadPreset(stage.insert, file);
        usual ? ::setenv("TMPDIR", usual->c_str(), 1) : ::unsetenv("TMPDIR");
        REQUIRE(!loaded);
        return loaded.error().text;
    };
    CHECK(refusal("/proc").find("No temporary folder could be made") != std::string::npos);
    const auto unreadable = stage.folder / "a\xff"; // the child gets its name in JSON
    std::filesystem::create_directory(unreadable);
    CHECK(refusal(unreadable).find("cannot be read; set TMPDIR to another folder.") != std::string::npos);
    CHECK(stage.heard() == 1);
}

TEST_CASE("a session with a state that crashes its plugin is opened, and all of it is kept") {
    LevelsStage stage;
    REQUIRE(stage.doing.chooseProgram(stage.insert, stage.program("Half")));
    auto document = stage.history.document();
    const auto open = [&] {
        host::History reopened(document);
        stage.hosted.follow(reopened);
        const auto status = stage.hosted.status(stage.insert);
        CHECK(reopened.document() == document);
        REQUIRE(stage.hosted.keepStates());
        CHECK(reopened.document() == document);
        stage.hosted.follow(stage.history);
        return status;
    };
    CHECK_FALSE(open().missing);
    document.change(stage.insert, [](host::Insert& insert) {
        std::get<host::HostedPlugin>(insert.content).state =
            host::Shared(std::string("<urn:a> <urn:b> <urn:c> .")); // ends JUCE 7.0.5
    });
    static_cast<void>(stage.hosted.takeNotices());
    const auto crashed = open();
    CHECK(crashed.missing);
    CHECK(crashed.trouble.find("while it was given a state; this program is not touched by that.") !=
          std::string::npos);
    stage.hosted.attend();
    CHECK(stage.hosted.takeNotices() == std::vector{crashed.trouble});
}

TEST_CASE("damaged presets never crash a plugin, and what is refused changes nothing") {
    LevelsStage stage;
    const auto seed = test::toldSeed();
    std::mt19937_64 numbers(seed);
    const auto file = stage.folder / "a.json";
    REQUIRE(stage.doing.savePreset(stage.insert, file));
    const auto good = test::readBytes(file);
    const auto begin = good.find("\"state\": \"") + 10;
    for (int round = 0; round < test::rounds(240); ++round) {
        CAPTURE(seed);
        CAPTURE(round);
        auto text = good;
        // Some have a state that is base64 still, so that a plugin is what gets it, in a process of its own.
        const bool state = round % 12 == 0;
        for (auto count = 1 + numbers() % 6; count > 0; --count)
            if (state)
                text[begin + numbers() % (text.find('"', begin) - begin - 2)] =
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[numbers() % 64];
            else
                text.erase(numbers() % text.size(), 1 + numbers() % 40);
        test::writeBytes(file, text);
        const auto before = stage.history.document();
        if (stage.doing.loadPreset(stage.insert, file)) {
            while (stage.history.undoSteps() > 2)
                stage.history.undo();
        } else {
            CHECK(stage.history.document() == before);
        }
    }
    REQUIRE(stage.doing.chooseProgram(stage.insert, stage.program("Half")));
    CHECK(stage.heard() == 0.5);
}

TEST_CASE("a plugin that is missing takes no preset, because nobody could try its state") {
    LevelsStage stage;
    const auto file = stage.folder / "a.json";
    REQUIRE(stage.doing.savePreset(stage.insert, file));
    stage.vanished.insert("urn:rondo:test:levels");
    const auto missing = stage.doing.addPlugin(stage.located("urn:rondo:test:levels", "Levels"), 99);
    REQUIRE(missing);
    const auto before = stage.history.document();
    const auto loaded = stage.doing.loadPreset(*missing, file);
    REQUIRE(!loaded);
    CHECK(loaded.error().text.find("the plugin 'Levels' has to be loaded to take a preset") !=
          std::string::npos);
    CHECK(stage.history.document() == before);
}

TEST_CASE("a preset whose name cannot be read is a step all the same, which the journal can keep") {
    LevelsStage stage;
    const auto file = stage.folder / "a\xff\n.json";
    REQUIRE(stage.doing.savePreset(stage.insert, file));
    REQUIRE(stage.doing.chooseProgram(stage.insert, stage.program("Half")));
    REQUIRE(stage.doing.loadPreset(stage.insert, file));
    CHECK(stage.history.undoName() == "Load a preset");
}

TEST_CASE("presets have a folder for each plugin and node, below the one for people's data") {
    const test::TemporaryFolder home;
    std::string data;
    const host::PresetFolder folder([&](const char* variable) {
        return std::string(variable) == "XDG_DATA_HOME" ? data : home.path().string();
    });
    const host::HostedPlugin one{"LV2", "http://x.org/p/../../q", "One"};
    const auto of = folder.of(one);
    CHECK(of.parent_path() == home / ".local" / "share" / "rondo" / "presets");
    CHECK(of.filename().string().find("LV2-http___x.org_p_.._.._q-") == 0);
    data = home / "data";
    CHECK(host::PresetFolder([&](const char*) { return data; }).of(one).parent_path() ==
          home / "data" / "rondo" / "presets");
    std::set<std::filesystem::path> all{of};
    for (const auto& other : std::vector<host::InsertContent>{
             host::HostedPlugin{"VST3", "http://x.org/p/../../q", "One"},
             host::HostedPlugin{"LV2", "http_//x.org/p/../../q", "One"},
             host::HostedPlugin{"LV2", std::string(4000, 'x'), "Long"},
             host::HostedPlugin{"LV2", std::string(4001, 'x'), "Long"}, host::HostedPlugin{"..", "/", "Dots"},
             host::OwnNode{"filter"}, host::OwnNode{"gain"}}) {
        all.insert(folder.of(other));
        CHECK(folder.of(other).parent_path() == of.parent_path());
        CHECK(folder.of(other).filename().string().size() < 200);
        CHECK(folder.of(other).filename().string().front() != '.');
    }
    CHECK(all.size() == 8);

    CHECK(folder.list(one).value().empty());
    std::filesystem::create_directories(of);
    for (const char* name : {"Warm.json", "Cold.json", "notes.txt"})
        test::writeBytes(of / name, "");
    CHECK(folder.list(one).value() == std::vector{of / "Cold.json", of / "Warm.json"});
    CHECK(folder.find(one, "Warm") == of / "Warm.json");
    CHECK(folder.find(one, "./Warm") == std::filesystem::path("./Warm"));
    CHECK(folder.find(one, "Warm.json") == std::filesystem::path("Warm.json"));
    const auto none = folder.find(one, "Hot");
    REQUIRE(!none);
    CHECK(none.error().text.find("no preset 'Hot' in ") != std::string::npos);
    for (int number = 0; number < static_cast<int>(host::PresetFolder::most) + 1; ++number)
        test::writeBytes(of / ("Bass 1." + std::to_string(number) + ".json"), "");
    CHECK(folder.list(one).value().size() == host::PresetFolder::most);
    CHECK(folder.find(one, "Warm") == of / "Warm.json"); // behind those that are listed
    CHECK(folder.find(one, "Bass 1.5") == of / "Bass 1.5.json");
    const host::OwnNode file{"a file"};
    test::writeBytes(folder.of(file), "");
    const auto unreadable = folder.list(file);
    REQUIRE(!unreadable);
    CHECK(unreadable.error().text.find("cannot be read") != std::string::npos);
}
