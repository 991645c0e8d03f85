// SPDX-License-Identifier: MIT
#include "workspace_fixture.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <host/gui/browser_panel.h>
#include <support/bound_by_permissions.h>

using namespace rondo;
using host::BrowserFilter;
namespace fs = std::filesystem;

namespace {

const auto favouriteKey =
    juce::KeyPress('f', juce::ModifierKeys::ctrlModifier | juce::ModifierKeys::shiftModifier, 0);

hosting::PluginDescription described(hosting::PluginFormat format, const std::string& identifier,
                                     const std::string& name, const std::string& vendor,
                                     std::uint32_t channels) {
    return {format, identifier, name, vendor, "1", "Effect", channels, channels, false};
}

/// What an earlier scan has left: four plugins, one of them in two formats, and two in quarantine.
void leaveCache(const fs::path& home) {
    using hosting::PluginFormat;
    hosting::PluginCache cache;
    cache.files["/plugins/wide.lv2"] = {PluginFormat::lv2,
                                        {},
                                        {described(PluginFormat::lv2, "urn:wide", "Wide Stereo", "Acme", 2),
                                         described(PluginFormat::lv2, "urn:comp", "Compressor", "Acme", 2)},
                                        {}};
    cache.files["/plugins/wide.vst3"] = {
        PluginFormat::vst3, {}, {described(PluginFormat::vst3, "vst3:1", "Wide Stereo", "Acme", 2)}, {}};
    cache.files["/plugins/more/wide.lv2"] = {
        PluginFormat::lv2, {}, {described(PluginFormat::lv2, "urn:wide", "Wide Stereo", "Acme", 2)}, {}};
    cache.files["/plugins/fold.so"] = {
        PluginFormat::ladspa, {}, {described(PluginFormat::ladspa, "ladspa:1:fold", "Folder", "Zed", 1)}, {}};
    cache.files["/plugins/bad.so"] = {PluginFormat::ladspa, {}, {}, {{"", "gave no sign for 20 s"}}};
    cache.files["/plugins/worse.lv2"] = {
        PluginFormat::lv2,
        {},
        {},
        {{"http://example.org/plugins/Worse", "was ended by SIGSEGV (Segmentation fault)"}}};
    REQUIRE(hosting::saveCache(cache, home / ".cache/rondo/plugins.json"));
}

void putLibrary(const fs::path& home, const std::string& name, const std::string& kind) {
    fs::create_directories(home / "ladspa");
    fs::copy_file(fs::path(RONDO_LADSPA_FOLDER) / (kind + ".so"), home / "ladspa" / (name + ".so"),
                  fs::copy_options::overwrite_existing);
}

template <class Type>
Type* find(juce::Component& parent, const juce::String& title = {}) {
    for (auto* child : parent.getChildren()) {
        if (auto* wanted = dynamic_cast<Type*>(child))
            if (wanted->isVisible() && (title.isEmpty() || child->getTitle() == title))
                return wanted;
        if (auto* below = child->isVisible() ? find<Type>(*child, title) : nullptr)
            return below;
    }
    return nullptr;
}

/// The browser in a window, used as people use it.
struct Browser : test::WorkspaceFixture {
    explicit Browser(const std::function<void(const fs::path&)>& prepare = {}) : WorkspaceFixture(prepare) {
        panel.onAddPlugin = [this](const hosting::LocatedPlugin& plugin) {
            added.push_back(plugin.plugin.identifier);
        };
        panel.onAddOwnNode = [this](const std::string& type) { added.push_back("own:" + type); };
        window.addAndMakeVisible(panel);
        show(window, 300, 560);
        panel.setBounds(window.getLocalBounds());
        window.getPeer()->grabFocus();
        pump();
    }

    host::PluginList& list() { return *find<host::PluginList>(panel); }
    juce::TextEditor& search() { return *find<juce::TextEditor>(panel, "Search plugins"); }
    std::vector<std::string> names() {
        std::vector<std::string> result;
        for (const auto& entry : list().entries())
            result.push_back(entry.name());
        return result;
    }
    std::string chosen() { return list().chosen() == nullptr ? "" : list().chosen()->identifier(); }
    juce::String scanned() { return find<host::ScanBar>(panel)->message(); }

    /// To whatever has the keyboard.
    void press(const juce::KeyPress& key) { window.getPeer()->handleKeyPress(key); }
    void press(int code) { press(juce::KeyPress(code)); }
    void type(const std::string& text) {
        for (const char letter : text)
            press(juce::KeyPress(letter, {}, static_cast<juce::juce_wchar>(letter)));
        pump(1); // the editor tells of it by a message
    }
    void mouse(juce::Point<int> place, juce::ModifierKeys buttons) {
        time += 10;
        window.getPeer()->handleMouseEvent(juce::MouseInputSource::InputSourceType::mouse, place.toFloat(),
                                           buttons, 0.5F, 0.0F, time);
    }
    void click(juce::Point<int> place) {
        mouse(place, {});
        mouse(place, juce::ModifierKeys::leftButtonModifier);
        mouse(place, {});
    }
    const host::BrowserEntry& entry(const std::string& identifier) {
        return *std::ranges::find(list().entries(), identifier, &host::BrowserEntry::identifier);
    }
    /// A place in a row of the list; a negative x counts from its right.
    juce::Point<int> inRow(const std::string& identifier, int x) {
        const auto row = static_cast<int>(&entry(identifier) - list().entries().data());
        const auto area = window.getLocalArea(&list(), list().getRowPosition(row, true));
        return {x < 0 ? area.getRight() + x : area.getX() + x, area.getCentreY()};
    }
    void pressButton(const juce::String& title) {
        auto* button = find<juce::Button>(panel, title);
        REQUIRE_MESSAGE(button != nullptr, title.toStdString());
        button->triggerClick();
        pump();
    }
    /// Whether a label that is shown begins so.
    bool says(const juce::String& text) {
        return std::ranges::any_of(panel.getChildren(), [&](juce::Component* child) {
            const auto* label = dynamic_cast<juce::Label*>(child);
            return label != nullptr && label->isVisible() && label->getText().startsWith(text);
        });
    }
    /// Goes on as the window does until something is so.
    template <class Condition>
    bool reach(Condition condition) {
        for (int round = 0; round < 3000; ++round) {
            workspace.attend();
            panel.tick();
            if (condition())
                return true;
            pump(10);
        }
        return false;
    }
    void finishScan() {
        REQUIRE(reach([&] { return !workspace.shelf().scan().running; }));
        panel.tick();
        pump();
    }

    struct Window final : juce::Component, juce::DragAndDropContainer {};
    std::vector<std::string> added;
    Window window;
    host::BrowserPanel panel{workspace};
    juce::int64 time = 1'000'000;
};

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("The browser shows plugins and Rondo's own nodes by name, a plugin of several files once") {
    Browser browser(leaveCache);
    std::vector<std::string> plugins;
    for (const auto& entry : browser.list().entries())
        if (entry.plugin() != nullptr)
            plugins.push_back(entry.name() + ", " + entry.details());
    CHECK(plugins == Names{"Compressor, LV2 \xC2\xB7 2 in, 2 out \xC2\xB7 Acme",
                           "Folder, LADSPA \xC2\xB7 1 in, 1 out \xC2\xB7 Zed",
                           "Wide Stereo, LV2 \xC2\xB7 2 in, 2 out \xC2\xB7 Acme",
                           "Wide Stereo, VST3 \xC2\xB7 2 in, 2 out \xC2\xB7 Acme"});
    CHECK(browser.names().size() == 4 + host::ownNodeTypes().size());
    CHECK(std::ranges::is_sorted(browser.names()));
    CHECK(browser.scanned() == "5 plugins, 2 in quarantine");
}

TEST_CASE("What is typed filters at once, and the keyboard goes down into the list and back") {
    Browser browser(leaveCache);
    browser.panel.focusSearch();
    CHECK(browser.search().hasKeyboardFocus(true));
    browser.type("fo");
    CHECK(browser.names() == Names{"Folder"});
    CHECK(browser.chosen() == "ladspa:1:fold");
    browser.press(juce::KeyPress::returnKey);
    CHECK(browser.added == Names{"ladspa:1:fold"});
    browser.press(juce::KeyPress::escapeKey);
    CHECK(browser.names().size() == 4 + host::ownNodeTypes().size());
    browser.type("acme lv2");
    CHECK(browser.names() == Names{"Compressor", "Wide Stereo"});
    browser.press(juce::KeyPress::downKey);
    CHECK(browser.list().hasKeyboardFocus(false));
    CHECK(browser.chosen() == "urn:comp");
    browser.press(juce::KeyPress::downKey);
    browser.press(juce::KeyPress::returnKey);
    CHECK(browser.added.back() == "urn:wide");
    // Letters go to the search, wherever they are typed.
    browser.type("x");
    CHECK(browser.search().hasKeyboardFocus(true));
    CHECK(browser.search().getText() == "acme lv2x");
    CHECK(browser.names().empty());
    CHECK(browser.says("Nothing fits \"acme lv2x\""));
    browser.press(juce::KeyPress::escapeKey);
    browser.press(juce::KeyPress::downKey);
    browser.press(juce::KeyPress::upKey);
    CHECK(browser.search().hasKeyboardFocus(true));
}

TEST_CASE("Space and Escape of an empty search are left to the window") {
    Browser browser(leaveCache);
    browser.list().grabKeyboardFocus();
    CHECK_FALSE(browser.window.getPeer()->handleKeyPress(juce::KeyPress(juce::KeyPress::spaceKey, {}, ' ')));
    browser.panel.focusSearch();
    CHECK_FALSE(browser.window.getPeer()->handleKeyPress(juce::KeyPress(juce::KeyPress::escapeKey)));
}

TEST_CASE("A double click or the plus of a row adds once; Rondo's own nodes are added by their type") {
    Browser browser(leaveCache);
    browser.click(browser.inRow("urn:comp", 100));
    CHECK(browser.added.empty());
    CHECK(browser.chosen() == "urn:comp");
    browser.click(browser.inRow("urn:comp", 100));
    CHECK(browser.added == Names{"urn:comp"});
    browser.time += 5000;
    browser.click(browser.inRow("own:filter", -12));
    CHECK(browser.added == Names{"urn:comp", "own:filter"});
    CHECK(browser.chosen() == "own:filter");
}

TEST_CASE("A row is dragged as an object that says its identifier") {
    Browser browser(leaveCache);
    const auto drag = [&](const std::string& identifier) {
        const auto from = browser.inRow(identifier, 100);
        browser.mouse(from, {});
        browser.mouse(from, juce::ModifierKeys::leftButtonModifier);
        browser.mouse(from.translated(10, 3), juce::ModifierKeys::leftButtonModifier);
        browser.mouse(from.translated(20, 6), juce::ModifierKeys::leftButtonModifier);
        const auto description = browser.window.getCurrentDragDescription();
        browser.mouse(from.translated(20, 6), {});
        CHECK(browser.reach([&] { return !browser.window.isDragAndDropActive(); }));
        return description.getProperty("identifier", {}).toString().toStdString();
    };
    CHECK(drag("ladspa:1:fold") == "ladspa:1:fold");
    CHECK(drag("own:reverb") == "own:reverb");
}

TEST_CASE("Favourites are marked with the star or a key, have a section, and outlive the window") {
    Browser browser(leaveCache);
    browser.click(browser.inRow("ladspa:1:fold", 12));
    browser.panel.focusSearch();
    browser.type("reverb");
    browser.press(favouriteKey);
    browser.press(juce::KeyPress::escapeKey);
    CHECK(browser.entry("ladspa:1:fold").spoken() == "Folder, Zed, LADSPA, 1 in, 1 out, favourite");
    browser.pressButton("Favourites");
    CHECK(browser.names() == Names{"Folder", "Reverb"});
    const host::PluginShelf next(browser.options().shelf);
    CHECK(next.favourites() == hosting::Favourites{"ladspa:1:fold", "own:reverb"});
    // What another process has marked meanwhile stays.
    REQUIRE(host::PluginShelf(browser.options().shelf).setFavourite("urn:comp", true));
    browser.list().grabKeyboardFocus();
    browser.press(favouriteKey);
    CHECK(browser.names() == Names{"Compressor", "Reverb"});
    CHECK(browser.chosen() == "urn:comp");
    // What comes into the place of one that goes is chosen.
    browser.press(juce::KeyPress::downKey);
    browser.press(favouriteKey);
    CHECK(browser.names() == Names{"Compressor"});
    CHECK(browser.chosen() == "urn:comp");
}

TEST_CASE("A list of favourites that cannot be saved is told, and the star stays as it was") {
    Browser browser([](const fs::path& home) {
        leaveCache(home);
        fs::create_directories(home / ".config/rondo");
        std::ofstream(home / ".config/rondo/favourites.json") << "{";
    });
    browser.workspace.attend();
    CHECK(browser.workspace.takeNotices().size() == 1);
    browser.click(browser.inRow("ladspa:1:fold", 12));
    CHECK(browser.workspace.takeNotices().size() == 1);
    CHECK_FALSE(browser.entry("ladspa:1:fold").favourite);
}

TEST_CASE("What is called as was typed comes before what has to do with it") {
    Browser browser(leaveCache);
    browser.panel.focusSearch();
    browser.type("stereo");
    const auto names = browser.names();
    REQUIRE(names.size() > 3);
    CHECK(names[0] == "Wide Stereo");
    CHECK(std::ranges::is_sorted(names.begin() + 2, names.end())); // the others, by name
    CHECK(names[2] == "Balance");
}

TEST_CASE("One format is shown, or Rondo's own nodes alone") {
    Browser browser(leaveCache);
    auto* formats = find<juce::ComboBox>(browser.panel, "Format");
    formats->setSelectedId(4, juce::sendNotificationSync);
    CHECK(formats->getText() == "VST3");
    CHECK(browser.names() == Names{"Wide Stereo"});
    browser.pressButton("Rondo");
    CHECK(browser.names().size() == host::ownNodeTypes().size());
    CHECK(browser.list().entries()[0].plugin() == nullptr);
    browser.pressButton("All");
    CHECK(browser.names().size() == 4 + host::ownNodeTypes().size());
}

TEST_CASE("A machine that was never scanned is scanned by a button, and what is found is shown") {
    Browser browser([](const fs::path& home) {
        putLibrary(home, "good", "good");
        putLibrary(home, "crashing", "crashing");
    });
    CHECK(browser.scanned() == "No plugins known yet");
    auto* button = find<juce::TextButton>(*find<host::ScanBar>(browser.panel));
    CHECK(button->getButtonText() == "Scan this machine");
    button->triggerClick();
    browser.pump();
    browser.finishScan();
    CHECK(browser.scanned().startsWith("3 plugins, 1 in quarantine, "));
    CHECK(button->getButtonText() == "Scan");
    browser.panel.focusSearch();
    browser.type("ladspa");
    CHECK(browser.names() == Names{"After The Crash", "Before The Crash", "Good Gain"});
}

TEST_CASE("A scan shows which plugin it is at, and is stopped") {
    Browser browser([](const fs::path& home) {
        putLibrary(home, "good", "good");
        putLibrary(home, "hanging", "hanging");
    });
    auto* button = find<juce::TextButton>(*find<host::ScanBar>(browser.panel));
    button->triggerClick();
    REQUIRE(browser.reach([&] { return browser.scanned() == "hanging.so"; }));
    CHECK(button->getButtonText() == "Stop");
    browser.picture(browser.panel, "browser_scanning");
    button->triggerClick();
    browser.pump();
    browser.finishScan();
    CHECK(browser.scanned() == "Stopped: 1 plugin; the next scan goes on from there");
}

TEST_CASE("A scan that fails says why") {
    Browser browser([](const fs::path& home) {
        putLibrary(home, "good", "good");
        fs::create_directories(home / ".cache");
        std::ofstream(home / ".cache/rondo") << "a file where a folder is needed";
    });
    find<juce::TextButton>(*find<host::ScanBar>(browser.panel))->triggerClick();
    browser.pump();
    browser.finishScan();
    CHECK(browser.scanned().contains(".cache/rondo"));
    CHECK(find<host::ScanBar>(browser.panel)->getHeight() > 56);
    browser.picture(browser.panel, "browser_trouble");
}

TEST_CASE("A scan finds what it may read, and the window is told of a folder that it may not") {
    Browser browser([](const fs::path& home) {
        putLibrary(home, "good", "good");
        fs::create_directories(home / "lv2");
        fs::permissions(home / "lv2", fs::perms::none);
    });
    const test::BoundByPermissions bound;
    find<juce::TextButton>(*find<host::ScanBar>(browser.panel))->triggerClick();
    browser.pump();
    browser.finishScan();
    CHECK(browser.scanned().startsWith("1 plugin,"));
    const auto notices = browser.workspace.takeNotices();
    REQUIRE(notices.size() == 1);
    CHECK(notices[0].find("/lv2' (Permission denied), which cannot be read") != std::string::npos);
}

TEST_CASE("The quarantine says why, and tries one plugin or all of them again") {
    Browser browser([](const fs::path& home) {
        putLibrary(home, "crashing", "crashing");
        putLibrary(home, "broken", "good");
        std::ofstream(home / "ladspa/broken.so") << "no library";
    });
    browser.workspace.shelf().startScan();
    browser.finishScan();
    browser.pressButton("Quarantine");
    auto* list = find<host::QuarantineList>(browser.panel);
    REQUIRE(list != nullptr);
    CHECK(list->size() == 2);
    CHECK(find<host::PluginList>(browser.panel) == nullptr);
    CHECK(list->getModel()->getNameForRow(1) ==
          "ladspa:7012:crash, LADSPA, it was ended by SIGSEGV (Segmentation fault)");
    browser.picture(browser.panel, "browser_quarantine");
    browser.panel.focusSearch();
    browser.type("sigsegv");
    CHECK(list->size() == 1);
    browser.press(juce::KeyPress::escapeKey);
    CHECK(list->size() == 2);

    putLibrary(browser.folder.path(), "crashing", "second");
    putLibrary(browser.folder.path(), "broken", "good");
    browser.pressButton("Retry ladspa:7012:crash");
    browser.finishScan();
    CHECK(list->size() == 1);
    browser.pressButton(juce::String("Retry broken.so"));
    browser.finishScan();
    CHECK(list->size() == 0);
    CHECK(browser.says("Nothing is in quarantine"));
    CHECK(browser.workspace.shelf().find({}).size() == 2);
}

TEST_CASE("All of the quarantine is tried again by one button, and by Enter the one that is chosen") {
    Browser browser([](const fs::path& home) {
        putLibrary(home, "crashing", "crashing");
        putLibrary(home, "broken", "good");
        std::ofstream(home / "ladspa/broken.so") << "no library";
    });
    browser.workspace.shelf().startScan();
    browser.finishScan();
    browser.pressButton("Quarantine");
    auto* list = find<host::QuarantineList>(browser.panel);
    putLibrary(browser.folder.path(), "broken", "good");
    browser.panel.focusSearch();
    browser.press(juce::KeyPress::downKey);
    CHECK(list->hasKeyboardFocus(false));
    browser.press(juce::KeyPress::returnKey);
    browser.finishScan();
    CHECK(list->size() == 1);
    putLibrary(browser.folder.path(), "crashing", "second");
    browser.pressButton("Retry all");
    browser.finishScan();
    CHECK(list->size() == 0);
}

TEST_CASE("Everything of the browser has a name and can be reached with Tab") {
    Browser browser(leaveCache);
    browser.panel.focusSearch();
    std::vector<std::string> titles;
    for (int stop = 0; stop < 7; ++stop) {
        auto* focused = juce::Component::getCurrentlyFocusedComponent();
        REQUIRE(focused != nullptr);
        titles.push_back(focused->getTitle().isNotEmpty()
                             ? focused->getTitle().toStdString()
                             : dynamic_cast<juce::Button*>(focused)->getButtonText().toStdString());
        browser.press(juce::KeyPress::tabKey);
    }
    CHECK(titles == Names{"Search plugins", "All", "Favourites", "Rondo", "Quarantine", "Format", "Plugins"});
}

TEST_CASE("Pictures of the browser") {
    Browser browser([](const fs::path& home) {
        leaveCache(home);
        REQUIRE(hosting::saveFavourites({"urn:comp", "own:reverb"}, home / ".config/rondo/favourites.json"));
    });
    browser.panel.focusSearch();
    browser.picture(browser.panel, "browser_dark");
    browser.theme.setShade(host::Theme::Shade::light);
    browser.window.sendLookAndFeelChange();
    browser.list().grabKeyboardFocus();
    browser.picture(browser.panel, "browser_light");
    browser.window.setSize(260, 360);
    browser.panel.setBounds(browser.window.getLocalBounds());
    browser.pressButton("Favourites");
    browser.picture(browser.panel, "browser_small");
    CHECK(browser.list().getBottom() <= find<host::ScanBar>(browser.panel)->getY());
}
