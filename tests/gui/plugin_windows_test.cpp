// SPDX-License-Identifier: MIT
#include <host/gui/plugin_windows.h>

#include "gestures.h"
#include "shown_plugin.h"
#include "workspace_fixture.h"
#include <doctest/doctest.h>
#include <host/gui/generic_editor.h>

using namespace rondo;
using host::InsertId;
using host::WindowPlace;
using juce::KeyPress;
using juce::ModifierKeys;
using test::ShownPlugin;

namespace {

/// What a plugin draws; counts those that live.
struct Drawing final : juce::AudioProcessorEditor {
    Drawing(juce::AudioProcessor& drawn, int& count, bool canResize)
        : AudioProcessorEditor(drawn), living(count) {
        ++living;
        setResizable(canResize, false);
        setSize(500, 300);
    }
    ~Drawing() override {
        processor.editorBeingDeleted(this);
        --living;
    }
    void paint(juce::Graphics& graphics) override { graphics.fillAll(juce::Colours::darkslateblue); }
    int& living;
};

struct ShownWindows : test::WorkspaceFixture {
    int drawings = 0;
    bool canResize = true;
    std::unique_ptr<hosting::HostedPlugin> plugin;
    std::unique_ptr<host::PluginWindows> windows;

    ShownWindows() {
        workspace.onChange([this](const host::SessionChange& change) {
            if (windows)
                windows->sessionChanged(change);
        });
        begin();
    }
    void begin() {
        windows = nullptr;
        windows = std::make_unique<host::PluginWindows>(
            workspace, [this](InsertId insert) { return insert == theirs ? plugin.get() : nullptr; });
        windows->sessionReplaced();
    }
    InsertId addOwn() { return workspace.edits().addOwnNode("filter", 99).value(); }
    InsertId addPlugin() {
        hosting::LocatedPlugin located;
        located.plugin.format = hosting::PluginFormat::lv2;
        located.plugin.identifier = "urn:shown";
        located.plugin.name = "Shown";
        located.plugin.vendor = "Somebody";
        return theirs = workspace.edits().addPlugin(located, 99).value();
    }
    void load(ShownPlugin::MakeEditor editor = {}) {
        if (!editor)
            editor = [this](ShownPlugin& shown) { return new Drawing(shown, drawings, canResize); };
        plugin = ShownPlugin::hosted({{"Depth"}, {"Hold", 2}}, std::move(editor));
    }
    WindowPlace kept(InsertId insert) const {
        const auto& places = workspace.document().view->windows;
        const auto at = places.find(insert);
        return at == places.end() ? WindowPlace{} : at->second;
    }
    InsertId theirs;
};

} // namespace

TEST_CASE(
    "plugin windows: an insert has one window, and the session remembers where it is and whether it is open") {
    ShownWindows shown;
    const auto filter = shown.addOwn();
    const auto steps = shown.workspace.history().undoSteps();
    shown.windows->open(filter);
    auto* const window = shown.windows->window(filter);
    REQUIRE(window != nullptr);
    CHECK(window->getName() == "Filter - Untitled");
    CHECK(window->genericEditor() != nullptr);
    shown.windows->open(filter);
    CHECK(shown.windows->window(filter) == window);
    CHECK(shown.kept(filter).open);
    window->setTopLeftPosition(123, 145);
    shown.windows->tick();
    CHECK(shown.kept(filter).x == 123);
    CHECK(shown.kept(filter).y == 145);
    window->closeButtonPressed();
    CHECK(shown.windows->window(filter) == nullptr);
    CHECK_FALSE(shown.kept(filter).open);
    CHECK(shown.kept(filter).x == 123);
    shown.windows->tick();
    shown.windows->open(filter);
    CHECK(shown.windows->window(filter)->getPosition() == juce::Point<int>(123, 145));
    CHECK(shown.workspace.history().undoSteps() == steps); // looking is no edit
    shown.windows->open(InsertId{999});
    CHECK(shown.windows->count() == 1);
}

TEST_CASE(
    "plugin windows: those that were open are opened again with the session, plugins' when they are there") {
    ShownWindows shown;
    const auto filter = shown.addOwn();
    const auto theirs = shown.addPlugin();
    const auto closed = shown.addOwn();
    shown.workspace.edits().place(filter, {200, 210, 460, 300, true});
    shown.workspace.edits().place(theirs, {300, 310, 0, 0, true});
    shown.workspace.edits().place(closed, {300, 310, 0, 0, false});
    shown.begin();
    REQUIRE(shown.windows->window(filter) != nullptr);
    CHECK(shown.windows->window(filter)->getBounds() == juce::Rectangle<int>(200, 210, 460, 300));
    CHECK(shown.windows->window(closed) == nullptr);
    CHECK(shown.windows->window(theirs) == nullptr); // no device is open: nobody knows yet
    shown.load();
    shown.windows->tick();
    REQUIRE(shown.windows->window(theirs) != nullptr);
    CHECK(shown.windows->window(theirs)->getPosition() == juce::Point<int>(300, 310));
    CHECK(shown.windows->window(theirs)->showsOwnEditor());

    shown.windows = nullptr; // the program ends
    CHECK(shown.kept(filter).open);
    CHECK(shown.kept(theirs).open);
    CHECK(shown.drawings == 0);
}

TEST_CASE("plugin windows: one of a plugin that is missing is opened too, and says why") {
    ShownWindows shown;
    REQUIRE(shown.workspace.player().open());
    const auto theirs = shown.addPlugin();
    REQUIRE(shown.workspace.player().status(theirs).missing);
    shown.workspace.edits().place(theirs, {300, 310, 0, 0, true});
    shown.begin();
    auto* const window = shown.windows->window(theirs);
    REQUIRE(window != nullptr);
    REQUIRE(window->genericEditor() != nullptr);
    CHECK(window->genericEditor()->parameters().reason() == shown.workspace.player().status(theirs).trouble);
}

TEST_CASE("plugin windows: one that would stand beside all screens is brought back onto one") {
    ShownWindows shown;
    const auto filter = shown.addOwn();
    for (const auto& place :
         {WindowPlace{50'000, 40'000, 460, 300, true}, WindowPlace{-50'000, -40'000, 0, 0, true},
          WindowPlace{10, 10, 90'000, 90'000, true}}) {
        shown.workspace.edits().place(filter, place);
        shown.begin();
        const auto bounds = shown.windows->window(filter)->getBounds();
        const auto screen = juce::Desktop::getInstance().getDisplays().getPrimaryDisplay()->userArea;
        CHECK(screen.contains(bounds));
        CHECK(bounds.getY() >= screen.getY() + 20); // its title bar can be reached
    }
}

TEST_CASE("plugin windows: Ctrl+W closes, Escape does not, and other keys go to the main window") {
    ShownWindows shown;
    const auto filter = shown.addOwn();
    shown.windows->open(filter);
    std::vector<KeyPress> left;
    shown.windows->onUnhandledKey = [&](const KeyPress& key) {
        left.push_back(key);
        return key == KeyPress(KeyPress::spaceKey);
    };
    auto& inside = *shown.windows->window(filter)->genericEditor()->row(0)->control();
    CHECK(test::press(inside, KeyPress(KeyPress::spaceKey)));
    CHECK_FALSE(test::press(inside, KeyPress(KeyPress::escapeKey)));
    CHECK(left.size() == 2);
    CHECK(shown.windows->window(filter) != nullptr);
    CHECK(test::press(inside, KeyPress('w', ModifierKeys::commandModifier, 0)));
    CHECK(shown.windows->window(filter) == nullptr);
    CHECK(left.size() == 2);
}

TEST_CASE(
    "plugin windows: the plugin's own editor is shown, can be changed for all values, and sizes the window") {
    ShownWindows shown;
    const auto theirs = shown.addPlugin();
    SUBCASE("one that can be resized") { shown.canResize = true; }
    SUBCASE("one that cannot") { shown.canResize = false; }
    shown.load();
    shown.windows->open(theirs);
    auto& window = *shown.windows->window(theirs);
    REQUIRE(window.showsOwnEditor());
    CHECK(window.isResizable() == shown.canResize);
    CHECK(shown.drawings == 1);
    auto& drawing = *shown.plugin->core().instance->getActiveEditor();
    CHECK(drawing.isShowing());
    CHECK(window.getContentComponent()->getWidth() == 500);
    const int above = window.getContentComponent()->getHeight() - 300;
    test::WorkspaceFixture::picture(*window.getContentComponent(), "window-own");
    drawing.setSize(640, 360); // as plugins do by themselves
    CHECK(window.getContentComponent()->getWidth() == 640);
    CHECK(window.getContentComponent()->getHeight() == 360 + above);
    if (shown.canResize) {
        window.getContentComponent()->setSize(700, 400 + above);
        CHECK(drawing.getWidth() == 700);
        CHECK(drawing.getHeight() == 400);
    }
    auto* const other = dynamic_cast<juce::TextButton*>(window.getContentComponent()->getChildComponent(1));
    REQUIRE(other != nullptr);
    other->triggerClick();
    test::WorkspaceFixture::pump();
    CHECK(shown.drawings == 0);
    CHECK(window.genericEditor() != nullptr);
    other->triggerClick();
    test::WorkspaceFixture::pump();
    CHECK(shown.drawings == 1);
}

TEST_CASE("plugin windows: a plugin's own editor is closed before the plugin goes, and is back with it") {
    ShownWindows shown;
    const auto theirs = shown.addPlugin();
    REQUIRE(shown.workspace.edits().setParameter(theirs, "depth", 0.5));
    shown.load();
    shown.windows->open(theirs);
    CHECK(shown.drawings == 1);
    shown.windows->pluginLeaves(theirs);
    CHECK(shown.drawings == 0);
    shown.plugin = nullptr;
    shown.windows->tick();
    auto& window = *shown.windows->window(theirs);
    REQUIRE(window.genericEditor() != nullptr);
    CHECK(window.genericEditor()->shown() == 1);
    CHECK_FALSE(window.hasOwnEditor());
    shown.load();
    shown.windows->tick();
    CHECK(window.showsOwnEditor());
}

TEST_CASE("plugin windows: an editor that fails while it opens leaves all values, and a sentence") {
    ShownWindows shown;
    const auto theirs = shown.addPlugin();
    SUBCASE("it throws") {
        shown.load([](ShownPlugin&) -> juce::AudioProcessorEditor* { throw 42; });
    }
    SUBCASE("it gives none") {
        shown.load([](ShownPlugin&) -> juce::AudioProcessorEditor* { return nullptr; });
    }
    SUBCASE("it gives one without a size, as JUCE does for an LV2's that could not be made") {
        shown.load([&](ShownPlugin& plugin) {
            auto editor = std::make_unique<Drawing>(plugin, shown.drawings, false);
            editor->setSize(0, 0);
            return editor.release();
        });
    }
    shown.windows->open(theirs);
    CHECK(shown.drawings == 0);
    auto& window = *shown.windows->window(theirs);
    CHECK_FALSE(window.showsOwnEditor());
    REQUIRE(window.genericEditor() != nullptr);
    CHECK(window.genericEditor()->shown() == 2);
    bool said = false;
    for (auto* const child : window.getContentComponent()->getChildren())
        if (const auto* const label = dynamic_cast<juce::Label*>(child))
            said |= label->isVisible() && label->getText().startsWith("The plugin's own editor failed");
    CHECK(said);
    shown.windows->tick();
    CHECK_FALSE(window.showsOwnEditor()); // it is not tried again and again
    test::WorkspaceFixture::picture(*window.getContentComponent(), "window-failed");
}

TEST_CASE("plugin windows: a removed insert's window closes, and undo brings it back") {
    ShownWindows shown;
    const auto filter = shown.addOwn();
    shown.windows->open(filter);
    REQUIRE(shown.workspace.edits().remove(filter));
    CHECK(shown.windows->window(filter) == nullptr);
    shown.windows->tick();
    CHECK(shown.workspace.history().undo());
    shown.windows->tick();
    CHECK(shown.windows->window(filter) != nullptr);
    REQUIRE(shown.workspace.newSession());
    shown.windows->sessionReplaced();
    CHECK(shown.windows->count() == 0);
}

TEST_CASE("plugin windows: the bypass of a window is the insert's") {
    ShownWindows shown;
    const auto filter = shown.addOwn();
    shown.windows->open(filter);
    auto& content = *shown.windows->window(filter)->getContentComponent();
    auto* const bypass = test::titled<juce::TextButton>(content, "Bypass Filter");
    REQUIRE(bypass != nullptr);
    bypass->triggerClick();
    test::WorkspaceFixture::pump();
    CHECK(shown.workspace.document().find(filter)->bypass);
    CHECK(bypass->getToggleState());
    CHECK(shown.workspace.history().undo());
    CHECK_FALSE(bypass->getToggleState());
}
