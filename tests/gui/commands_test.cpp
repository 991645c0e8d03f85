// SPDX-License-Identifier: MIT
#include "workspace_fixture.h"

#include <doctest/doctest.h>
#include <host/gui/commands.h>
#include <map>

using namespace rondo;
using host::CommandEntry;
using host::CommandId;
using juce::KeyPress;
using juce::ModifierKeys;

namespace {

/// Commands that count how often each was done.
struct Counted {
    host::Commands commands;
    std::map<CommandId, int> done;

    Counted() {
        for (const auto& entry : CommandEntry::all())
            commands.bind(entry.id, {[this, id = entry.id] { ++done[id]; }});
    }
    bool press(const KeyPress& key) { return commands.keyPressed(key, nullptr); }
};

KeyPress ctrl(int code) { return {code, ModifierKeys::ctrlModifier, 0}; }

} // namespace

TEST_CASE("Every command has a name, a group and a key, and no key has two commands") {
    test::WorkspaceFixture fixture;
    Counted counted;
    std::map<juce::String, CommandId> owners;
    for (const auto& entry : CommandEntry::all()) {
        CHECK(entry.name.isNotEmpty());
        CHECK(entry.group.isNotEmpty());
        CHECK(entry.keysText().isNotEmpty());
        for (const auto& key : entry.keys) {
            CHECK(owners.emplace(key.getTextDescription(), entry.id).second);
            counted.done.clear();
            counted.commands.arrowsAreFree = [](const juce::Component*) { return true; };
            CHECK(counted.press(key));
            CHECK(counted.done == std::map<CommandId, int>{{entry.id, 1}});
        }
    }
}

TEST_CASE("Keys are written as people write them, and those for other keyboards are not listed") {
    CHECK(CommandEntry::of(CommandId::redo).keysText() == "Ctrl+Shift+Z or Ctrl+Y");
    CHECK(CommandEntry::of(CommandId::playOrStop).tip() == "Play or stop (Space)");
    CHECK(CommandEntry::of(CommandId::larger).keysText() == "Ctrl++");
    CHECK(CommandEntry::of(CommandId::fullScreen).keyText() == "F11");
    CHECK(CommandEntry::of(CommandId::none).name.isEmpty());
}

TEST_CASE("While somebody types, only keys that write nothing do something") {
    test::WorkspaceFixture fixture;
    Counted counted;
    juce::TextEditor field;
    test::WorkspaceFixture::show(field, 200, 30);
    field.grabKeyboardFocus();
    REQUIRE(field.hasKeyboardFocus(false));
    for (const auto& key : {KeyPress('l'), KeyPress('r'), KeyPress(KeyPress::spaceKey), KeyPress('[', 0, '['),
                            KeyPress(KeyPress::homeKey), ctrl('z'), ctrl('y'), ctrl(KeyPress::leftKey)})
        CHECK_FALSE(counted.press(key));
    CHECK(counted.done.empty());
    CHECK(counted.press(ctrl('s')));
    CHECK(counted.press(KeyPress(KeyPress::F2Key)));
    CHECK(counted.done == std::map<CommandId, int>{{CommandId::saveSession, 1}, {CommandId::playPage, 1}});
    field.setReadOnly(true);
    CHECK(counted.press(KeyPress('l')));
}

TEST_CASE("Plain arrows belong to the transport only where nobody else wants them") {
    test::WorkspaceFixture fixture;
    Counted counted;
    CHECK_FALSE(counted.press(KeyPress(KeyPress::leftKey)));
    CHECK(counted.press(ctrl(KeyPress::leftKey)));
    bool free = true;
    counted.commands.arrowsAreFree = [&](const juce::Component*) { return free; };
    CHECK(counted.press(KeyPress(KeyPress::leftKey)));
    free = false;
    CHECK_FALSE(counted.press(KeyPress(KeyPress::rightKey)));
    CHECK(counted.done == std::map<CommandId, int>{{CommandId::back, 2}});
}

TEST_CASE("What is not possible, not bound, or behind a question is not done") {
    test::WorkspaceFixture fixture;
    host::Commands commands;
    int done = 0;
    bool possible = false;
    CHECK_FALSE(commands.run(CommandId::undo));
    commands.bind(CommandId::undo, {[&] { ++done; }, [&] { return possible; }});
    CHECK_FALSE(commands.run(CommandId::undo));
    CHECK_FALSE(commands.keyPressed(ctrl('z'), nullptr));
    possible = true;
    CHECK(commands.run(CommandId::undo));
    commands.suspended = [] { return true; };
    CHECK_FALSE(commands.keyPressed(ctrl('z'), nullptr));
    CHECK(commands.run(CommandId::undo));
    CHECK(done == 2);
}

TEST_CASE("A menu shows a command with its key, its tick, and whether it is possible") {
    test::WorkspaceFixture fixture;
    host::Commands commands;
    int done = 0;
    commands.bind(CommandId::loop, {[&] { ++done; }, {}, [] { return true; }});
    juce::PopupMenu menu;
    commands.addTo(menu, CommandId::loop);
    commands.addTo(menu, CommandId::undo, "Undo 'Open file'");
    juce::PopupMenu::MenuItemIterator items(menu);
    REQUIRE(items.next());
    CHECK(items.getItem().text == "Loop");
    CHECK(items.getItem().shortcutKeyDescription == "L");
    CHECK(items.getItem().isTicked);
    CHECK(items.getItem().isEnabled);
    items.getItem().action();
    CHECK(done == 1);
    REQUIRE(items.next());
    CHECK(items.getItem().text == "Undo 'Open file'");
    CHECK_FALSE(items.getItem().isEnabled);
}
