// SPDX-License-Identifier: MIT
#include <host/gui/preset_menu.h>

#include "gestures.h"
#include "workspace_fixture.h"
#include <doctest/doctest.h>
#include <host/gui/file_dialog.h>
#include <host/gui/main_view.h>
#include <host/hosting/plugin_cache.h>
#include <support/file_bytes.h>

using namespace rondo;
using host::InsertId;
using juce::KeyPress;
namespace fs = std::filesystem;

namespace {

const KeyPress presetKey{'p', juce::ModifierKeys::commandModifier, 0};

/// A scan has found tests/host/lv2/levels.cpp.
void leaveCache(const fs::path& home) {
    hosting::PluginCache cache;
    cache.files[RONDO_LEVELS_LV2] = {
        hosting::PluginFormat::lv2,
        {},
        {{hosting::PluginFormat::lv2, "urn:rondo:test:levels", "Levels", "Rondo", "1", "Effect", 1, 1, false}},
        {}};
    REQUIRE(hosting::saveCache(cache, home / ".cache/rondo/plugins.json"));
}

struct Stage {
    test::WorkspaceFixture fixture{leaveCache};
    host::Workspace& workspace = fixture.workspace;
    host::WindowSettings settings{fixture.folder / "window.json"};
    host::MainView view{workspace, settings, fixture.theme, fixture.folder.path()};
    InsertId levels;

    Stage() {
        test::WorkspaceFixture::show(view, 1180, 760);
        REQUIRE(workspace.player().open());
        levels = workspace.edits().addPlugin(workspace.shelf().find({}).at(0), 0).value();
        REQUIRE(workspace.player().plugin(levels) != nullptr);
    }
    const host::HostedPlugin& kept() const {
        return std::get<host::HostedPlugin>(workspace.document().find(levels)->content);
    }
    float gain() const { return workspace.player().plugin(levels)->value(0) * 2; }
    fs::path folder() const { return workspace.presets().of(kept()); }
    /// What the menu of an insert shows, with what is below it behind a slash.
    juce::StringArray lines(InsertId insert) {
        juce::StringArray texts;
        auto menu = view.presets().make(insert);
        for (juce::PopupMenu::MenuItemIterator items(menu); items.next();)
            if (auto& item = items.getItem(); item.subMenu != nullptr) {
                for (juce::PopupMenu::MenuItemIterator below(*item.subMenu); below.next();)
                    texts.add(item.text + "/" + below.getItem().text);
            } else if (!item.isSeparator) {
                texts.add(item.isEnabled ? item.text : "(" + item.text + ")");
            }
        return texts;
    }
    void choose(const juce::String& line) {
        auto menu = view.presets().make(levels);
        for (juce::PopupMenu::MenuItemIterator items(menu, true); items.next();)
            if (items.getItem().text == line) {
                const auto action = items.getItem().action;
                REQUIRE(action);
                action();
                return;
            }
        FAIL("no such line: ", line);
    }
    host::FileDialog& dialog() { return dynamic_cast<host::FileDialog&>(*view.dialogLayer().dialog()); }
    std::vector<std::string> notices() const { return workspace.takeNotices(); }
    static int menus() {
        test::WorkspaceFixture::pump();
        int count = 0;
        for (auto* each = juce::Component::getCurrentlyModalComponent(0); each != nullptr;
             each = juce::Component::getCurrentlyModalComponent(++count)) {
        }
        return count;
    }
};

} // namespace

TEST_CASE("the menu of presets has the programs of the plugin, and one that is chosen is an edit") {
    Stage stage;
    auto lines = stage.lines(stage.levels);
    lines.sort(true);
    CHECK(lines == juce::StringArray{"Load preset...", "Programs/Double/Wide, 2", "Programs/Half",
                                     "Programs/Quarter", "Save preset..."});
    const auto steps = stage.workspace.history().undoSteps();
    stage.choose("Half");
    CHECK(stage.gain() == 0.5F);
    CHECK(stage.workspace.history().undoSteps() == steps + 1);
    REQUIRE(stage.workspace.history().undo());
    CHECK(stage.gain() == 1);
    CHECK(stage.notices().empty());
}

TEST_CASE(
    "a preset is saved in the folder of its plugin under a name, stands in the menu, and is loaded from it") {
    Stage stage;
    stage.choose("Quarter");
    stage.choose("Save preset...");
    CHECK(stage.dialog().getTitle() == "Save a preset of Levels");
    CHECK(fs::is_directory(stage.folder()));
    test::WorkspaceFixture::picture(stage.view, "preset_save");
    stage.dialog().setName("Soft");
    stage.dialog().accept();
    test::WorkspaceFixture::pump();
    CHECK(fs::exists(stage.folder() / "Soft.json"));
    stage.choose("Half");
    CHECK(stage.gain() == 0.5F);
    CHECK(stage.lines(stage.levels).contains("Soft"));
    stage.choose("Soft");
    CHECK(stage.gain() == 0.25F);
    CHECK(stage.workspace.history().undoName() == "Load Soft");

    const auto filter = stage.workspace.edits().addOwnNode("filter", 0).value();
    CHECK(stage.lines(filter) == juce::StringArray{"Save preset...", "Load preset..."});
    CHECK(stage.lines(InsertId{99}).isEmpty());
    CHECK(stage.notices().empty());
}

TEST_CASE("what is wrong with a preset is one sentence in the window, and nothing changes") {
    Stage stage;
    REQUIRE(stage.workspace.edits().savePreset(stage.levels, stage.folder() / "Good.json"));
    const auto good = test::readBytes(stage.folder() / "Good.json");
    test::writeBytes(stage.folder() / "Cut off.json", good.substr(0, good.size() / 2));
    const auto before = stage.workspace.document();
    stage.choose("Cut off");
    CHECK(stage.workspace.document() == before);
    stage.view.tick();
    CHECK_FALSE(stage.view.notices().isEmpty());
    test::WorkspaceFixture::picture(stage.view, "preset_damaged");
    CHECK(test::readBytes(stage.folder() / "Good.json") == good);

    stage.choose("Load preset...");
    CHECK(stage.dialog().getTitle() == "Load a preset of Levels");
    stage.dialog().cancel();
    test::WorkspaceFixture::pump();

    fs::remove_all(stage.folder());
    test::writeBytes(stage.folder(), "where the folder should be");
    CHECK(stage.lines(stage.levels).contains("Save preset..."));
    CHECK(stage.notices().size() == 1);
    stage.view.presets().save(stage.levels);
    CHECK(stage.view.dialogLayer().dialog() == nullptr);
    const auto notices = stage.notices();
    REQUIRE(notices.size() == 1);
    CHECK(notices[0].find("cannot be made") != std::string::npos);
    CHECK(stage.workspace.document() == before);
}

TEST_CASE("the presets are reached by the keyboard, in the chain and in a plugin's window") {
    Stage stage;
    REQUIRE(stage.workspace.edits().savePreset(stage.levels, stage.folder() / "Warm.json"));
    auto& chain = stage.view.chain();
    auto* const row = chain.row(stage.levels);
    CHECK(row->getHelpText().contains("Ctrl+P"));
    CHECK(chain.keyPressed(presetKey));
    CHECK(Stage::menus() == 1);
    test::WorkspaceFixture::picture(stage.view, "preset_menu");
    juce::PopupMenu::dismissAllActiveMenus();
    CHECK(Stage::menus() == 0);
    chain.showMenu(stage.levels);
    CHECK(Stage::menus() == 1);
    test::WorkspaceFixture::picture(stage.view, "preset_chain_menu");
    juce::PopupMenu::dismissAllActiveMenus();

    auto& windows = stage.view.pluginWindows();
    windows.open(stage.levels);
    auto* const window = windows.window(stage.levels);
    REQUIRE(window != nullptr);
    test::WorkspaceFixture::pump();
    auto* const button = test::titled<juce::Button>(*window, "Presets of Levels");
    REQUIRE(button != nullptr);
    CHECK(button->getWantsKeyboardFocus());
    test::WorkspaceFixture::picture(*window, "preset_window");
    CHECK(window->makePresets().getNumItems() > 0);
    int made = 0; // without a window manager JUCE may take the menu of another window away at once
    window->makePresets = [&] {
        ++made;
        return juce::PopupMenu();
    };
    button->onClick();
    CHECK(made == 1);
    CHECK(window->keyPressed(presetKey));
    CHECK(made == 2);
}
