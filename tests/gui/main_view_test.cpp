// SPDX-License-Identifier: MIT
#include "workspace_fixture.h"

#include <doctest/doctest.h>
#include <host/gui/main_view.h>
#include <host/gui/main_window.h>
#include <host/gui/session_menu.h>
#include <host/session/session_file.h>

using namespace rondo;
using host::CommandId;
using host::MainView;
using juce::KeyPress;
using juce::ModifierKeys;

namespace {

struct Stage {
    test::WorkspaceFixture fixture;
    host::Workspace& workspace = fixture.workspace;
    host::WindowSettings settings{fixture.folder / "window.json"};
    MainView view{workspace, settings, fixture.theme, fixture.folder.path()};

    explicit Stage(int width = 1180, int height = 760) {
        test::WorkspaceFixture::show(view, width, height);
        view.grabKeyboardFocus();
    }
    ~Stage() { juce::Desktop::getInstance().setGlobalScaleFactor(1); }
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    void press(const KeyPress& key) const { view.getPeer()->handleKeyPress(key); }
    std::size_t files() const { return workspace.document().source->files.size(); }
};

KeyPress ctrl(int code) { return {code, ModifierKeys::ctrlModifier, 0}; }

template <class Kind>
Kind* find(juce::Component& parent) {
    for (auto* child : parent.getChildren()) {
        if (auto* found = dynamic_cast<Kind*>(child))
            return found;
        if (auto* found = find<Kind>(*child))
            return found;
    }
    return nullptr;
}

} // namespace

TEST_CASE("Keys and tabs lead from page to page") {
    Stage stage;
    CHECK(stage.view.page() == CommandId::playPage);
    CHECK(find<host::PlayPage>(stage.view)->isShowing());
    stage.press(KeyPress(KeyPress::F3Key));
    CHECK(stage.view.page() == CommandId::metersPage);
    CHECK(find<host::MetersPage>(stage.view)->isShowing());
    CHECK_FALSE(find<host::PlayPage>(stage.view)->isShowing());
    stage.press(KeyPress(KeyPress::F1Key));
    CHECK(find<host::KeysPage>(stage.view)->isShowing());
    auto& tabs = *find<host::TabStrip>(stage.view);
    auto& device = dynamic_cast<juce::Button&>(*tabs.getChildComponent(2));
    CHECK(device.getTooltip() == "Device page (F4)");
    device.onClick();
    CHECK(stage.view.page() == CommandId::devicePage);
    CHECK(device.getToggleState());
    device.grabKeyboardFocus();
    stage.press(KeyPress(KeyPress::rightKey));
    CHECK(stage.view.page() == CommandId::keysPage);
    stage.press(KeyPress(KeyPress::rightKey));
    CHECK(stage.view.page() == CommandId::playPage);
}

TEST_CASE("The page of keys has room for each of them") {
    Stage stage;
    stage.press(KeyPress(KeyPress::F1Key));
    auto& sheet = *find<juce::Viewport>(*find<host::KeysPage>(stage.view))->getViewedComponent();
    REQUIRE(sheet.getNumChildComponents() > 40);
    for (const auto* row : sheet.getChildren()) {
        const auto keys = row->getTitle().fromFirstOccurrenceOf(": ", false, false);
        const auto name = row->getTitle().upToFirstOccurrenceOf(": ", false, false);
        CAPTURE(row->getTitle().toStdString());
        CHECK(host::Theme::face(13).getStringWidth(keys) <= row->getWidth() - 176);
        CHECK(host::Theme::face(13).getStringWidth(name) <= 176);
    }
}

TEST_CASE("The browser is hidden and shown by a key, and stays so") {
    Stage stage;
    CHECK(stage.view.browserShown());
    stage.press(KeyPress('b'));
    CHECK_FALSE(stage.view.browserShown());
    CHECK_FALSE(host::WindowSettings(stage.fixture.folder / "window.json").values().browser);
    stage.press(ctrl('f'));
    CHECK(stage.view.browserShown());
    CHECK(find<host::BrowserPanel>(stage.view)->hasKeyboardFocus(true));
}

TEST_CASE("Notices are shown, the newest first, until they are dismissed") {
    Stage stage;
    stage.view.tick();
    CHECK_FALSE(stage.view.notices().isVisible());
    stage.workspace.tell("The first.");
    stage.workspace.tell("The second.");
    stage.workspace.tell("The first.");
    stage.view.tick();
    CHECK(stage.view.notices().isShowing());
    CHECK(stage.view.notices().getTitle() == "The first.");
    CHECK(stage.view.notices().getDescription() == "1 more");
    CHECK(stage.view.notices().getHeight() > 0);
    CHECK(stage.view.notices().getBottom() == stage.view.getHeight());
    stage.press(KeyPress(KeyPress::escapeKey));
    CHECK(stage.view.notices().getTitle() == "The second.");
    CHECK(stage.view.notices().getDescription().isEmpty());
    stage.press(KeyPress(KeyPress::escapeKey));
    CHECK_FALSE(stage.view.notices().isVisible());
    for (int number = 0; number < 1000; ++number)
        stage.workspace.tell("Sentence " + std::to_string(number));
    stage.view.tick();
    CHECK(stage.view.notices().getDescription() == "49 more");
}

TEST_CASE("Files that are dropped on the window are opened, and a session likewise") {
    Stage stage;
    CHECK(stage.view.isInterestedInFileDrag({"/music/a.wav"}));
    stage.view.filesDropped({"/music/a.wav", "/music/b.wav"}, 10, 10);
    CHECK(stage.files() == 2);
    const auto session = stage.fixture.folder / "song.rondo";
    host::SessionDocument document;
    document.name = "Dropped";
    REQUIRE(host::saveSession({document, 1}, session));
    REQUIRE(stage.workspace.newSession());
    stage.view.filesDropped({session.string()}, 10, 10);
    CHECK(stage.workspace.document().name == "Dropped");
}

TEST_CASE("The title tells the session, and whether there is something to save") {
    Stage stage;
    juce::String title;
    host::MainView::Frame frame;
    frame.setTitle = [&](const juce::String& text) { title = text; };
    stage.view.setFrame(frame);
    CHECK(title == "Untitled - Rondo");
    REQUIRE(stage.workspace.edits().openFiles({"/music/a.wav"}));
    CHECK(title == "Untitled* - Rondo");
    REQUIRE(stage.workspace.saveAs(stage.fixture.folder / "song.rondo"));
    REQUIRE(stage.workspace.edits().openFiles({"/music/b.wav"}));
    CHECK(title == "song* - Rondo");
    stage.press(ctrl('s'));
    CHECK(title == "song - Rondo");
    stage.press(ctrl('z'));
    CHECK(title == "song* - Rondo");
    CHECK(stage.workspace.document().source->files.front().path == "/music/a.wav");
    stage.press(ctrl('y'));
    CHECK(stage.workspace.document().source->files.front().path == "/music/b.wav");
}

TEST_CASE("Quitting asks while there is something to save, and keys wait for the answer") {
    Stage stage;
    int quits = 0;
    host::MainView::Frame frame;
    frame.quit = [&] { ++quits; };
    stage.view.setFrame(frame);
    REQUIRE(stage.workspace.edits().openFiles({"/music/a.wav"}));
    stage.press(ctrl('q'));
    CHECK(quits == 0);
    REQUIRE(stage.view.dialogLayer().isOpen());
    stage.press(ctrl('z'));
    CHECK(stage.files() == 1);
    stage.press(KeyPress(KeyPress::escapeKey));
    CHECK_FALSE(stage.view.dialogLayer().isOpen());
    CHECK(quits == 0);
    stage.press(ctrl('z'));
    CHECK(stage.files() == 0);
    stage.press(ctrl('q'));
    CHECK(quits == 1);
}

TEST_CASE("Colours and size are changed by keys, and remembered") {
    Stage stage;
    const auto values = [&] { return host::WindowSettings(stage.fixture.folder / "window.json").values(); };
    stage.press(ctrl('d'));
    CHECK(stage.fixture.theme.shade() == host::Theme::Shade::light);
    CHECK(values().shade == host::Theme::Shade::light);
    stage.press(ctrl('-'));
    CHECK(juce::Desktop::getInstance().getGlobalScaleFactor() == doctest::Approx(0.75));
    CHECK(values().scale == 0.75);
    stage.press(ctrl('+'));
    stage.press(ctrl('='));
    CHECK(values().scale == 1.25);
    stage.press(ctrl('0'));
    CHECK(values().scale == 1);
}

TEST_CASE("The window never becomes larger than its screen") {
    Stage stage;
    stage.view.setScale(100);
    const auto& display = *juce::Desktop::getInstance().getDisplays().getPrimaryDisplay();
    CHECK(display.userArea.getWidth() >= MainView::smallestWidth);
    CHECK(display.userArea.getHeight() >= MainView::smallestHeight);
    CHECK(stage.workspace.takeNotices().size() == 1);
    stage.view.setScale(0);
    CHECK(stage.settings.values().scale == 0.5);
}

TEST_CASE("The window's place is kept, and brought onto the screen") {
    const juce::Rectangle<int> screen{0, 0, 1600, 1200};
    using host::MainWindow;
    CHECK(MainWindow::fit({}, screen) == juce::Rectangle<int>{210, 220, 1180, 760});
    CHECK(MainWindow::fit({100, 50, 900, 600}, screen) == juce::Rectangle<int>{100, 50, 900, 600});
    CHECK(MainWindow::fit({5000, -900, 900, 600}, screen) == juce::Rectangle<int>{700, 0, 900, 600});
    CHECK(MainWindow::fit({100, 50, 10, 10}, screen) == juce::Rectangle<int>{100, 50, 760, 480});
    CHECK(MainWindow::fit({-5, -5, 99999, 99999}, screen) == screen);
    CHECK(MainWindow::fit({}, {0, 0, 640, 400}) == juce::Rectangle<int>{0, 0, 640, 400});
}

TEST_CASE("A window shows the view, takes its title, and remembers where it was") {
    Stage stage;
    stage.view.removeFromDesktop();
    int quits = 0;
    {
        host::MainWindow window(stage.view, stage.settings, [&] { ++quits; });
        window.setVisible(true);
        test::WorkspaceFixture::pump();
        CHECK(stage.view.isShowing());
        CHECK(window.getName() == "Untitled - Rondo");
        window.setBounds(120, 130, 800, 500);
        test::WorkspaceFixture::pump();
        stage.press(KeyPress(KeyPress::F11Key));
        test::WorkspaceFixture::pump();
        const auto whole = juce::Desktop::getInstance().getDisplays().getPrimaryDisplay()->totalArea;
        CHECK(stage.view.getScreenBounds() == whole);
        CHECK(stage.view.commands().isOn(CommandId::fullScreen));
        stage.press(KeyPress(KeyPress::F11Key));
        test::WorkspaceFixture::pump();
        CHECK(window.getWidth() == 800);
        window.closeButtonPressed();
        CHECK(quits == 1);
        window.remember();
    }
    CHECK(stage.settings.values().bounds.getWidth() == 800);
    CHECK(stage.settings.values().bounds.getHeight() == 500);
}

TEST_CASE("The parts fill the window and none of them overlap") {
    Stage stage(MainView::smallestWidth, MainView::smallestHeight);
    stage.workspace.tell(
        "A sentence that is long enough to need a second line at the smallest width of the window, "
        "because it says what was expected, what was found, and what to do about it.");
    stage.view.tick();
    std::vector<juce::Rectangle<int>> places;
    for (auto* child : stage.view.getChildren())
        if (child->isShowing() && dynamic_cast<juce::TooltipWindow*>(child) == nullptr)
            places.push_back(child->getBounds());
    int area = 0;
    for (std::size_t one = 0; one < places.size(); ++one) {
        area += places[one].getWidth() * places[one].getHeight();
        for (std::size_t other = 0; other < one; ++other)
            CHECK_FALSE(places[one].intersects(places[other]));
    }
    CHECK(area == MainView::smallestWidth * MainView::smallestHeight);
    CHECK(find<host::StripPanel>(stage.view)->getWidth() >= host::StripPanel::smallestWidth);
    test::WorkspaceFixture::picture(stage.view, "main_small");
}

TEST_CASE("The menu has recent sessions, the names of the steps to undo, and the sizes") {
    Stage stage;
    REQUIRE(stage.settings.addRecent("/music/first.rondo"));
    REQUIRE(stage.workspace.edits().rename("First"));
    std::filesystem::path opened;
    const auto menu = host::SessionMenu{
        stage.workspace, stage.view.commands(), stage.settings, [&](const auto& session) { opened = session; },
        [](double) {}}.make();
    juce::StringArray texts;
    for (juce::PopupMenu::MenuItemIterator items(menu, true); items.next();) {
        texts.add(items.getItem().text);
        if (items.getItem().text.startsWith("first.rondo"))
            items.getItem().action();
    }
    CHECK(opened == "/music/first.rondo");
    CHECK(texts.contains("Undo 'Rename the session'"));
    CHECK(texts.contains("Redo"));
    CHECK(texts.contains("150 %"));
}

TEST_CASE("The window looks as it should") {
    Stage stage;
    REQUIRE(stage.workspace.edits().openFiles({"/music/a.wav"}));
    stage.view.tick();
    test::WorkspaceFixture::picture(stage.view, "main_dark");
    stage.view.showPage(CommandId::keysPage);
    test::WorkspaceFixture::picture(stage.view, "keys_dark");
    stage.workspace.tell("The audio device 'virtual' was lost; it is opened again when it is back.");
    stage.workspace.tell("The file '/music/a.wav' is not there any more; put it back, or open another one.");
    stage.view.tick();
    stage.press(ctrl('d'));
    test::WorkspaceFixture::picture(stage.view, "keys_light");
    stage.view.showPage(CommandId::playPage);
    test::WorkspaceFixture::picture(stage.view, "main_light");
    CHECK(stage.view.isShowing());
}
