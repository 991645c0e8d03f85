// SPDX-License-Identifier: MIT
#include <host/gui/generic_editor.h>

#include "gestures.h"
#include "shown_plugin.h"
#include "workspace_fixture.h"
#include <doctest/doctest.h>
#include <host/player/own_nodes.h>

using namespace rondo;
using host::InsertId;
using juce::KeyPress;
using test::ShownPlugin;

namespace {

/// The values of an insert on screen, which follow the session.
struct ShownValues : test::WorkspaceFixture {
    InsertId insert;
    std::unique_ptr<hosting::HostedPlugin> plugin; ///< null: missing, or a node of Rondo's
    ShownPlugin* instance = nullptr;
    std::unique_ptr<host::GenericEditor> editor;

    void open() {
        workspace.onChange([this](const host::SessionChange&) {
            if (editor)
                editor->refresh();
        });
        editor =
            std::make_unique<host::GenericEditor>(workspace, insert, [this](InsertId) { return plugin.get(); });
        show(*editor, 460, 400);
    }
    void openOwn(const char* type) {
        insert = workspace.edits().addOwnNode(type, 0).value();
        open();
    }
    void openPlugin(const std::vector<ShownPlugin::Wanted>& wanted, bool there = true) {
        hosting::LocatedPlugin located;
        located.plugin.format = hosting::PluginFormat::lv2;
        located.plugin.identifier = "urn:shown";
        located.plugin.name = "Shown";
        insert = workspace.edits().addPlugin(located, 0).value();
        if (there)
            plugin = ShownPlugin::hosted(wanted, {}, &instance);
        open();
    }
    template <class Control>
    Control& control(std::size_t parameter) {
        auto* const row = editor->row(parameter);
        REQUIRE(row != nullptr);
        auto* const found = dynamic_cast<Control*>(row->control());
        REQUIRE(found != nullptr);
        return *found;
    }
    double own(const char* parameter) {
        const auto& node = std::get<host::OwnNode>(workspace.document().find(insert)->content);
        for (const auto& each : host::findOwnNode(node.type)->parameters)
            if (each.name == parameter)
                return host::valueOf(node, each);
        return -1;
    }
    std::optional<double> kept(const char* parameter) {
        for (const auto& [id, value] :
             std::get<host::HostedPlugin>(workspace.document().find(insert)->content).parameters)
            if (id == parameter)
                return value;
        return std::nullopt;
    }
    void drag(juce::Slider& slider, int distance) {
        const juce::Point<int> from(slider.getWidth() / 4, slider.getHeight() / 2);
        slider.mouseDown(test::mouseAt(slider, from, from));
        for (int part = 1; part <= 4; ++part)
            slider.mouseDrag(test::mouseAt(slider, from.translated(distance * part / 4, 0), from));
        slider.mouseUp(test::mouseAt(slider, from.translated(distance, 0), from));
    }
    void type(juce::Slider& slider, const juce::String& text) {
        slider.setValue(slider.getValueFromText(text), juce::sendNotificationSync);
    }
    std::size_t steps() { return workspace.history().undoSteps(); }
};

} // namespace

TEST_CASE("generic editor: a node of Rondo's is set in its units, and follows undo") {
    ShownValues values;
    values.openOwn("filter");
    auto& cutoff = values.control<juce::Slider>(0);
    CHECK(cutoff.getTitle() == "Cutoff");
    const double before = values.own("cutoff");
    values.type(cutoff, "2.5 kHz");
    CHECK(values.own("cutoff") == doctest::Approx(2500).epsilon(1e-6));
    CHECK(cutoff.getTextFromValue(cutoff.getValue()) == "2.50 kHz");
    values.type(cutoff, "80");
    CHECK(values.own("cutoff") == doctest::Approx(80).epsilon(1e-6));
    CHECK(values.workspace.takeNotices().empty());
    for (const auto* const wrong : {"loud", "3 dB", "90 kHz", "", "nan", "1e99"})
        values.type(cutoff, wrong);
    CHECK(values.own("cutoff") == doctest::Approx(80).epsilon(1e-6));
    const auto notices = values.workspace.takeNotices();
    REQUIRE(notices.size() == 6);
    CHECK(notices[0] == "'Cutoff' takes no 'loud'; write it as '80.0 Hz'.");
    while (values.workspace.history().undoSteps() > 1)
        values.workspace.history().undo();
    CHECK(values.own("cutoff") == doctest::Approx(before));
    CHECK(values.editor->parameters().text(0, cutoff.getValue()) ==
          values.editor->parameters().text(0, values.editor->parameters().position(0)));
    CHECK(cutoff.getValue() == doctest::Approx(values.editor->parameters().position(0)));
    test::WorkspaceFixture::picture(*values.editor, "values-filter");
}

TEST_CASE("generic editor: a drag is one step of the history, and so are keys in a row") {
    ShownValues values;
    values.openOwn("reverb");
    auto& slider = values.control<juce::Slider>(0);
    const auto steps = values.steps();
    values.drag(slider, 60);
    CHECK(values.steps() == steps + 1);
    const auto dragged = values.own("decay");
    values.drag(slider, 90);
    CHECK(values.steps() == steps + 2);
    CHECK(values.own("decay") != dragged);
    values.workspace.history().undo();
    CHECK(values.own("decay") == dragged);
    CHECK(slider.getValue() == doctest::Approx(values.editor->parameters().position(0)));
    for (int times = 0; times < 3; ++times)
        CHECK(slider.keyPressed(KeyPress(KeyPress::rightKey)));
    CHECK(values.steps() == steps + 2);
    CHECK(values.own("decay") > dragged);
    CHECK(slider.keyPressed(KeyPress(KeyPress::deleteKey)));
    CHECK(slider.getValue() == doctest::Approx(values.editor->parameters().all()[0].initial));
    CHECK_FALSE(slider.keyPressed(KeyPress(KeyPress::spaceKey)));
}

TEST_CASE("generic editor: switches and faders of Rondo's strip look like what they are") {
    ShownValues values;
    values.openOwn("strip");
    auto& gain = values.control<juce::Slider>(0);
    CHECK(gain.getTextFromValue(gain.getValue()) == "0.0 dB");
    CHECK(gain.getValue() == doctest::Approx(0.75).epsilon(0.01));
    values.type(gain, "-inf");
    CHECK(values.own("gain") == -144);
    auto& mute = values.control<juce::ToggleButton>(3);
    CHECK(mute.getButtonText() == "Off");
    mute.triggerClick();
    test::WorkspaceFixture::pump();
    CHECK(values.own("mute") == 1);
    CHECK(mute.getButtonText() == "On");
    test::WorkspaceFixture::picture(*values.editor, "values-strip");
}

TEST_CASE("generic editor: a plugin's values speak its words, as slider, switch or list") {
    ShownValues values;
    values.openPlugin({{"Depth"}, {"Hold", 2}, {"Shape", 4}, {"Fine", 1000}});
    auto& depth = values.control<juce::Slider>(0);
    CHECK(depth.getTextFromValue(0.5) == "5.0 turns");
    values.type(depth, "7.5 turns");
    CHECK(values.kept("depth") == 0.75);
    auto& hold = values.control<juce::ToggleButton>(1);
    CHECK(hold.getButtonText() == "place 0");
    hold.triggerClick();
    test::WorkspaceFixture::pump();
    CHECK(values.kept("hold") == 1.0);
    CHECK(hold.getButtonText() == "place 1");
    auto& shape = values.control<juce::ComboBox>(2);
    REQUIRE(shape.getNumItems() == 4);
    CHECK(shape.getItemText(2) == "place 2");
    shape.setSelectedId(3, juce::sendNotificationSync);
    CHECK(*values.kept("shape") == doctest::Approx(2.0 / 3));
    CHECK(values.control<juce::Slider>(3).getInterval() == doctest::Approx(1.0 / 999));
    CHECK(values.workspace.history().undo());
    CHECK(shape.getSelectedId() == 2); // 0.25 of three steps
    test::WorkspaceFixture::picture(*values.editor, "values-plugin");
}

TEST_CASE("generic editor: what the plugin changes by itself is seen, and the document says more") {
    ShownValues values;
    values.openPlugin({{"Depth"}, {"Other"}});
    auto& depth = values.control<juce::Slider>(0);
    CHECK(depth.getValue() == 0.25);
    values.instance->getParameters()[0]->setValue(0.6F);
    values.editor->tick();
    CHECK(depth.getValue() == doctest::Approx(0.6));
    REQUIRE(values.workspace.edits().setParameter(values.insert, "depth", 0.9));
    CHECK(depth.getValue() == doctest::Approx(0.9));
    values.editor->tick();
    CHECK(depth.getValue() == doctest::Approx(0.9));
}

TEST_CASE("generic editor: of hundreds of values only those in sight are made, and words find the others") {
    ShownValues values;
    std::vector<ShownPlugin::Wanted> many;
    for (int number = 0; number < 500; ++number)
        many.push_back({"Band " + std::to_string(number) + (number % 2 == 0 ? " gain" : " width")});
    values.openPlugin(many);
    CHECK(values.editor->shown() == 500);
    CHECK(values.editor->row(3) != nullptr);
    CHECK(values.editor->row(250) == nullptr);
    auto* const filter = test::titled<juce::TextEditor>(*values.editor, "Filter values");
    REQUIRE(filter != nullptr);
    CHECK(filter->isVisible());
    test::WorkspaceFixture::picture(*values.editor, "values-many");
    values.editor->setFilter("WIDTH 25");
    CHECK(values.editor->shown() == 10); // 25, 125 to 425, 251 to 259
    CHECK(values.editor->row(257) != nullptr);
    CHECK(values.editor->row(250) == nullptr);
    auto& slider = values.control<juce::Slider>(257);
    values.type(slider, "4");
    CHECK(values.kept("band 257 width") == doctest::Approx(0.4));
    values.editor->setFilter("nothing");
    CHECK(values.editor->shown() == 0);

    ShownValues few;
    few.openPlugin({{"Depth"}});
    CHECK_FALSE(test::titled<juce::TextEditor>(*few.editor, "Filter values")->isVisible());
}

TEST_CASE("generic editor: Tab goes on to values that were not in sight") {
    ShownValues values;
    std::vector<ShownPlugin::Wanted> many;
    for (int number = 0; number < 60; ++number)
        many.push_back({"Band " + std::to_string(number)});
    values.openPlugin(many);
    std::size_t at = 0;
    auto* focused = values.editor->row(at)->control();
    focused->grabKeyboardFocus();
    test::WorkspaceFixture::pump();
    REQUIRE(focused->hasKeyboardFocus(false));
    for (; at < 40; ++at) {
        CHECK_FALSE(test::press(*juce::Component::getCurrentlyFocusedComponent(), KeyPress(KeyPress::tabKey)));
        juce::Component::getCurrentlyFocusedComponent()->moveKeyboardFocusToSibling(true);
        auto* const row = values.editor->row(at + 1);
        REQUIRE(row != nullptr);
        REQUIRE(row->control()->hasKeyboardFocus(true));
    }
    for (; at > 0; --at) {
        CHECK_FALSE(test::press(*juce::Component::getCurrentlyFocusedComponent(),
                                KeyPress(KeyPress::tabKey, juce::ModifierKeys::shiftModifier, 0)));
        juce::Component::getCurrentlyFocusedComponent()->moveKeyboardFocusToSibling(false);
        REQUIRE(values.editor->row(at - 1)->control()->hasKeyboardFocus(true));
    }
}

TEST_CASE("generic editor: a missing plugin's values can be read, with the reason, and come back with it") {
    ShownValues values;
    values.openPlugin({}, false);
    REQUIRE(values.workspace.edits().setParameter(values.insert, "depth", 0.9));
    CHECK(values.editor->shown() == 1);
    REQUIRE(values.editor->row(0) != nullptr);
    CHECK(values.editor->row(0)->control() == nullptr);
    CHECK(values.editor->row(0)->getDescription() == "0.9");
    CHECK(values.editor->parameters().reason() == "Its plugin is not loaded; these values are kept for it.");
    test::WorkspaceFixture::picture(*values.editor, "values-missing");

    values.plugin = ShownPlugin::hosted({{"Depth"}, {"Other"}});
    values.editor->refresh();
    CHECK(values.editor->shown() == 2);
    CHECK(values.control<juce::Slider>(0).getValue() == doctest::Approx(0.9));
    values.editor->letPluginGo();
    values.plugin.reset();
    values.editor->tick();
    CHECK(values.editor->shown() == 1);
    CHECK(values.editor->row(0)->control() == nullptr);
}
