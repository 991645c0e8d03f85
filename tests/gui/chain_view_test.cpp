// SPDX-License-Identifier: MIT
#include <host/gui/chain_view.h>

#include "gestures.h"
#include "workspace_fixture.h"
#include <doctest/doctest.h>

using namespace rondo;
using host::InsertId;
using juce::KeyPress;
using juce::ModifierKeys;
using test::press;

namespace {

/// A chain on screen, which follows the session.
struct ShownChain : test::WorkspaceFixture {
    std::unique_ptr<host::ChainView> view = std::make_unique<host::ChainView>(workspace);
    std::vector<InsertId> opened;

    explicit ShownChain(int width = 760, int height = 420) {
        workspace.onChange([this](const host::SessionChange& change) {
            if (view)
                view->sessionChanged(change);
        });
        view->onOpenEditor = [this](InsertId insert) { opened.push_back(insert); };
        show(*view, width, height);
    }
    InsertId add(const char* type) {
        const auto added = workspace.edits().addOwnNode(type, 999);
        REQUIRE(added);
        return *added;
    }
    InsertId addMissing(const char* name) {
        hosting::LocatedPlugin plugin;
        plugin.plugin.format = hosting::PluginFormat::lv2;
        plugin.plugin.identifier = "urn:not-here";
        plugin.plugin.name = name;
        plugin.plugin.vendor = "Somebody";
        const auto added = workspace.edits().addPlugin(plugin, 999);
        REQUIRE(added);
        return *added;
    }
    std::vector<InsertId> order() const {
        std::vector<InsertId> ids;
        for (const auto& insert : workspace.document().inserts)
            ids.push_back(insert->id);
        return ids;
    }
    /// The order that is seen.
    std::vector<InsertId> seen() const {
        auto ids = order();
        std::ranges::sort(ids, {}, [&](InsertId id) { return view->row(id)->getY(); });
        return ids;
    }
    bool key(const KeyPress& key) {
        auto* const row = view->row(view->chosen());
        return press(row != nullptr ? static_cast<juce::Component&>(*row) : *view, key);
    }
    void drag(InsertId insert, int distance, bool letGo = true) {
        auto& row = *view->row(insert);
        const juce::Point<int> from(20, 20);
        row.mouseDown(test::mouseAt(row, from, from));
        for (const int part : {distance / 2, distance})
            row.mouseDrag(test::mouseAt(row, from.translated(0, part), from));
        if (letGo)
            row.mouseUp(test::mouseAt(row, from.translated(0, distance), from));
    }
    std::size_t steps() { return workspace.history().undoSteps(); }
};

using Order = std::vector<InsertId>;

} // namespace

TEST_CASE("the chain shows the inserts in the order of the signal, and keeps the rows of those that stay") {
    ShownChain chain;
    const auto filter = chain.add("filter");
    auto* const row = chain.view->row(filter);
    REQUIRE(row != nullptr);
    const auto gain = chain.add("gain");
    CHECK(chain.view->row(filter) == row);
    CHECK(chain.seen() == Order{filter, gain});
    CHECK(row->getTitle() == "Filter, insert 1 of 2");
    REQUIRE(chain.workspace.edits().move(filter, 1));
    CHECK(chain.seen() == Order{gain, filter});
    CHECK(row->getTitle() == "Filter, insert 2 of 2");
    CHECK(chain.view->row(filter) == row);
    REQUIRE(chain.workspace.edits().remove(gain));
    CHECK(chain.view->row(gain) == nullptr);
    CHECK(chain.workspace.history().undo());
    CHECK(chain.seen() == Order{gain, filter});
}

TEST_CASE("the chain is worked by keys, each an edit, and leaves the window's keys to the window") {
    ShownChain chain;
    const auto filter = chain.add("filter"), gain = chain.add("gain"), reverb = chain.add("reverb");
    CHECK(chain.view->chosen() == reverb);
    CHECK(chain.key(KeyPress(KeyPress::homeKey)));
    CHECK(chain.view->chosen() == filter);
    CHECK(chain.key(KeyPress(KeyPress::upKey))); // at the end: stays
    CHECK(chain.view->chosen() == filter);
    CHECK(chain.key(KeyPress(KeyPress::downKey)));
    CHECK(chain.view->chosen() == gain);
    CHECK(chain.view->row(gain)->chosen());
    CHECK_FALSE(chain.view->row(filter)->chosen());

    const auto steps = chain.steps();
    CHECK(chain.key(KeyPress(KeyPress::downKey, ModifierKeys::altModifier, 0)));
    CHECK(chain.order() == Order{filter, reverb, gain});
    CHECK(chain.view->chosen() == gain);
    CHECK(chain.key(KeyPress(KeyPress::upKey, ModifierKeys::altModifier, 0)));
    CHECK(chain.order() == Order{filter, gain, reverb});
    CHECK(chain.key(KeyPress('b', ModifierKeys::commandModifier, 0)));
    CHECK(chain.workspace.document().find(gain)->bypass);
    CHECK(chain.view->row(gain)->bypassed());
    CHECK(chain.key(KeyPress('b', ModifierKeys::commandModifier, 0)));
    CHECK_FALSE(chain.workspace.document().find(gain)->bypass);
    CHECK(chain.key(KeyPress(KeyPress::returnKey)));
    CHECK(chain.opened == Order{gain});
    CHECK(chain.key(KeyPress(KeyPress::deleteKey)));
    CHECK(chain.order() == Order{filter, reverb});
    CHECK(chain.view->chosen() == reverb); // which has come to its place
    CHECK(chain.steps() == steps + 5);
    CHECK(chain.key(KeyPress(KeyPress::deleteKey)));
    CHECK(chain.view->chosen() == filter);

    for (const auto& left :
         {KeyPress(KeyPress::spaceKey), KeyPress('b'), KeyPress('o'), KeyPress(KeyPress::escapeKey),
          KeyPress('z', ModifierKeys::commandModifier, 0), KeyPress(KeyPress::tabKey)})
        CHECK_FALSE(chain.key(left));
    CHECK(chain.key(KeyPress(KeyPress::F10Key, ModifierKeys::shiftModifier, 0)));
    juce::PopupMenu::dismissAllActiveMenus();
    test::WorkspaceFixture::pump();
}

TEST_CASE("a row is dragged to another place of the chain, in one step, and Escape gives up") {
    ShownChain chain;
    const auto filter = chain.add("filter"), gain = chain.add("gain"), reverb = chain.add("reverb");
    const auto steps = chain.steps();
    chain.drag(filter, 3);  // a shaky click
    chain.drag(filter, 10); // its own place
    CHECK(chain.steps() == steps);
    chain.drag(filter, 90);
    CHECK(chain.order() == Order{gain, filter, reverb});
    CHECK(chain.steps() == steps + 1);
    CHECK(chain.view->chosen() == filter);
    chain.drag(reverb, -200);
    CHECK(chain.order() == Order{reverb, gain, filter});

    chain.drag(reverb, 90, false);
    test::WorkspaceFixture::picture(*chain.view, "chain-drag");
    CHECK(chain.key(KeyPress(KeyPress::escapeKey)));
    auto& row = *chain.view->row(reverb);
    row.mouseDrag(test::mouseAt(row, {20, 130}, {20, 20}));
    row.mouseUp(test::mouseAt(row, {20, 130}, {20, 20}));
    CHECK(chain.order() == Order{reverb, gain, filter});
    chain.drag(reverb, 90); // the next drag is one again
    CHECK(chain.order() == Order{gain, reverb, filter});
}

TEST_CASE("an effect of the browser is dropped at its place, also into an empty chain") {
    ShownChain chain;
    std::vector<std::pair<juce::String, std::size_t>> dropped;
    chain.view->onDropPlugin = [&](const juce::String& identifier, std::size_t place) {
        dropped.emplace_back(identifier, place);
    };
    juce::DynamicObject::Ptr object = new juce::DynamicObject();
    object->setProperty("identifier", "own:filter");
    const auto at = [&](int y) {
        return juce::DragAndDropTarget::SourceDetails(juce::var(object.get()), chain.view.get(), {100, y});
    };
    CHECK(chain.view->isInterestedInDragSource(at(0)));
    CHECK_FALSE(chain.view->isInterestedInDragSource({juce::var("file"), chain.view.get(), {}}));
    chain.view->itemDragEnter(at(200));
    test::WorkspaceFixture::picture(*chain.view, "chain-empty-drop");
    chain.view->itemDropped(at(200));
    const auto filter = chain.add("filter"), gain = chain.add("gain");
    const auto middle = [&](InsertId id) {
        return chain.view->getLocalPoint(chain.view->row(id), juce::Point<int>(0, 28)).y;
    };
    chain.view->itemDropped(at(middle(filter) - 5));
    chain.view->itemDropped(at(middle(filter) + 5));
    chain.view->itemDropped(at(middle(gain) + 5));
    CHECK(dropped ==
          decltype(dropped){{"own:filter", 0}, {"own:filter", 0}, {"own:filter", 1}, {"own:filter", 2}});
}

TEST_CASE("a row's buttons edit, also the one that removes the row it stands in") {
    ShownChain chain;
    const auto filter = chain.add("filter");
    chain.add("gain");
    const auto click = [&](const juce::String& title) {
        auto* const button = test::titled<juce::Button>(*chain.view, title);
        REQUIRE(button != nullptr);
        CHECK(button->getTooltip().isNotEmpty());
        button->triggerClick();
        test::WorkspaceFixture::pump();
    };
    click("Bypass Filter");
    CHECK(chain.workspace.document().find(filter)->bypass);
    click("Play through Filter");
    CHECK_FALSE(chain.workspace.document().find(filter)->bypass);
    click("Open the editor of Filter");
    CHECK(chain.opened == Order{filter});
    click("Remove Filter");
    CHECK(chain.order().size() == 1);
    chain.view->tick(); // frees the row
    CHECK(test::titled(*chain.view, "Remove Filter") == nullptr);
}

TEST_CASE("a row is lit as a whole when the mouse comes to one of its signs by no other part of it") {
    struct Painted final : juce::CachedComponentImage {
        explicit Painted(int& count) : whole(count) {}
        void paint(juce::Graphics&) override {}
        bool invalidateAll() override { return ++whole > 0; }
        bool invalidate(const juce::Rectangle<int>&) override { return true; }
        void releaseResources() override {}
        int& whole;
    };
    int whole = 0;
    ShownChain chain;
    const auto filter = chain.add("filter");
    auto* const sign = test::titled(*chain.view, "Remove Filter");
    REQUIRE(sign != nullptr);
    chain.view->row(filter)->setCachedComponentImage(new Painted(whole));
    sign->mouseEnter(test::mouseAt(*sign, {2, 2}, {2, 2}));
    const int near = whole;
    CHECK(near > 0);
    sign->mouseExit(test::mouseAt(*sign, {-2, 2}, {-2, 2}));
    CHECK(whole > near);
}

TEST_CASE("a plugin that is missing has a row that says why, with room for the sentence") {
    ShownChain chain(400);
    const auto filter = chain.add("filter");
    const auto missing = chain.addMissing("A compressor of some house with a rather long name");
    CHECK(chain.view->row(missing)->getHeight() == chain.view->row(filter)->getHeight());
    REQUIRE(chain.workspace.player().open()); // only now somebody looks for it
    chain.view->tick();
    const auto status = chain.workspace.player().status(missing);
    REQUIRE(status.missing);
    auto& row = *chain.view->row(missing);
    CHECK(row.getDescription().contains(juce::String(status.trouble)));
    CHECK(row.getDescription().contains("missing"));
    CHECK(row.getHeight() > chain.view->row(filter)->getHeight());
    test::WorkspaceFixture::picture(*chain.view, "chain-missing-narrow");
}

TEST_CASE("a row says how its insert does, and one that is late or gives no numbers says so") {
    host::InsertRow row(InsertId{1});
    row.show({InsertId{1}, host::OwnNode{"filter"}}, 0, 1);
    host::InsertStatus status;
    CHECK_FALSE(row.showStatus(status, {48000, 0.005}));
    status.latency = 128;
    CHECK_FALSE(row.showStatus(status, {48000, 0.005})); // figures need no more room
    const int before = row.heightFor(600);
    status.trouble = "It gave what is no number (NaN) in 3 blocks, which are silent.";
    CHECK(row.showStatus(status, {48000, 0.005}));
    CHECK(row.heightFor(600) > before);
    CHECK(row.heightFor(300) > row.heightFor(600));
    status.trouble.clear();
    CHECK(row.showStatus(status, {48000, 0.005}));
    CHECK(row.heightFor(600) == before);
    CHECK(host::InsertRow::latencyText(128, 48000) == juce::String::fromUTF8("2.7 ms · 128 frames"));
    CHECK(host::InsertRow::latencyText(1, 0) == "1 frame");
}

TEST_CASE("a chain of 100 inserts scrolls to the one that is chosen, and an edit makes no row anew") {
    ShownChain chain;
    std::vector<InsertId> ids;
    for (int count = 0; count < 100; ++count)
        ids.push_back(chain.add("gain"));
    std::vector<host::InsertRow*> rows;
    for (const auto id : ids)
        rows.push_back(chain.view->row(id));
    const auto inSight = [&](InsertId id) {
        const auto& row = *chain.view->row(id);
        return chain.view->getLocalBounds().contains(chain.view->getLocalArea(&row, row.getLocalBounds()));
    };
    CHECK(inSight(ids[99]));
    CHECK_FALSE(inSight(ids[0]));
    CHECK(chain.key(KeyPress(KeyPress::homeKey)));
    CHECK(inSight(ids[0]));
    CHECK(chain.key(KeyPress(KeyPress::pageDownKey)));
    CHECK(chain.view->chosen() != ids[1]);
    CHECK(inSight(chain.view->chosen()));
    REQUIRE(chain.workspace.edits().move(ids[50], 0));
    REQUIRE(chain.workspace.edits().bypass(ids[3], true));
    for (std::size_t count = 0; count < ids.size(); ++count)
        CHECK(chain.view->row(ids[count]) == rows[count]);
    test::WorkspaceFixture::picture(*chain.view, "chain-100");
}

TEST_CASE("another session's inserts take the place of all rows") {
    ShownChain chain;
    const auto filter = chain.add("filter");
    REQUIRE(chain.workspace.newSession());
    chain.view->sessionReplaced();
    CHECK(chain.view->row(filter) == nullptr);
    CHECK(chain.view->chosen() == InsertId{});
    CHECK_FALSE(chain.key(KeyPress(KeyPress::deleteKey)));
    test::WorkspaceFixture::picture(*chain.view, "chain-empty");
}
