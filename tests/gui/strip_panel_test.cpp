// SPDX-License-Identifier: MIT
#include "mouse_events.h"
#include "workspace_fixture.h"

#include <doctest/doctest.h>
#include <host/gui/strip_panel.h>

using namespace rondo;
using Key = juce::KeyPress;

namespace {

struct Panel : test::WorkspaceFixture {
    host::StripPanel panel{workspace};

    Panel() {
        workspace.onChange([this](const host::SessionChange& change) { panel.sessionChanged(change); });
        workspace.onSessionReplaced([this] { panel.sessionReplaced(); });
        panel.sessionReplaced();
        show(panel, 480, host::StripPanel::height);
    }
    template <class Part>
    Part& find(const juce::String& title) {
        for (auto* const child : panel.getChildren())
            if (auto* const part = dynamic_cast<Part*>(child); part != nullptr && part->getTitle() == title)
                return *part;
        FAIL("no part " << title.toStdString());
        throw 0;
    }
    host::ValueSlider& knob(const juce::String& title) { return find<host::ValueSlider>(title); }
    void type(const juce::String& title, const juce::String& text) {
        knob(title).keyPressed(Key(Key::returnKey));
        juce::Label* label = nullptr;
        for (auto* const child : knob(title).getChildren())
            label = label != nullptr ? label : dynamic_cast<juce::Label*>(child);
        REQUIRE(label != nullptr);
        auto* const editor = label->getCurrentTextEditor();
        REQUIRE(editor != nullptr);
        editor->setText(text);
        editor->keyPressed(Key(Key::returnKey));
        pump();
    }
    void click(const juce::String& title) {
        find<juce::TextButton>(title).triggerClick();
        pump();
    }
    const host::StripSettings& strip() { return *workspace.document().strip; }
    const host::MasterSettings& master() { return *workspace.document().master; }
    std::size_t steps() { return workspace.history().undoSteps(); }
};

} // namespace

TEST_CASE("what is typed into a strip's values is in the session, and one undo takes it back") {
    Panel on;
    on.type("Gain", "-6");
    CHECK(on.strip().gain.value == -6);
    CHECK(on.knob("Gain").getTextFromValue(on.knob("Gain").getValue()) == "-6.0 dB");
    on.type("Pan", "L30");
    CHECK(on.strip().pan.value == -30);
    on.type("Pan", "C");
    CHECK(on.strip().pan.value == 0);
    on.type("Width", "mono");
    CHECK(on.strip().width.value == 0);
    on.type("Master gain", "-inf");
    CHECK(on.master().gain.value == -144);
    CHECK(on.steps() == 5);
    REQUIRE(on.workspace.history().undo());
    CHECK(on.master().gain.value == 0);
    CHECK(on.knob("Master gain").getValue() == 0);
    REQUIRE(on.workspace.history().undo());
    CHECK(on.knob("Width").getValue() == 100);
}

TEST_CASE("a value that cannot be read is told in a sentence and changes nothing") {
    Panel on;
    on.type("Gain", "loud");
    CHECK(on.steps() == 0);
    const auto notices = on.workspace.takeNotices();
    REQUIRE(notices.size() == 1);
    CHECK(notices.front().find("'loud'") != std::string::npos);
    CHECK(on.knob("Gain").getValue() == 0);
}

TEST_CASE("a turn of a knob is one step of the history, and finer with Shift") {
    Panel on;
    auto& gain = on.knob("Gain");
    test::Mouse mouse(gain);
    mouse.press(30, 30);
    for (int y = 29; y >= 10; --y)
        mouse.drag(30, static_cast<float>(y));
    mouse.release();
    const double coarse = on.strip().gain.value;
    CHECK(coarse > 3);
    CHECK(on.steps() == 1);
    REQUIRE(on.workspace.history().undo());
    CHECK(gain.getValue() == 0);
    mouse.hold(juce::ModifierKeys(juce::ModifierKeys::shiftModifier));
    mouse.press(30, 30);
    mouse.drag(30, 10);
    mouse.release();
    CHECK(on.strip().gain.value > 0);
    CHECK(on.strip().gain.value < coarse / 5);
    CHECK(on.steps() == 1);
}

TEST_CASE("wheel and keys step a knob, a double-click sets it to rest") {
    Panel on;
    auto& pan = on.knob("Pan");
    test::Mouse mouse(pan);
    mouse.wheel(20, 20, 0.195F);
    mouse.wheel(20, 20, 0.195F);
    CHECK(on.strip().pan.value == 10);
    CHECK(on.steps() == 1);
    pan.mouseExit(juce::MouseEvent(juce::Desktop::getInstance().getMainMouseSource(), {}, {}, 0, 0, 0, 0, 0,
                                   &pan, &pan, {}, {}, {}, 1, false));
    CHECK(pan.keyPressed(Key(Key::leftKey)));
    CHECK(on.strip().pan.value == 5);
    CHECK(pan.keyPressed(Key(Key::leftKey, juce::ModifierKeys::shiftModifier, 0)));
    CHECK(on.strip().pan.value == 4);
    CHECK(on.steps() == 2); // the key was never let go
    pan.keyStateChanged(false);
    CHECK(pan.keyPressed(Key(Key::endKey)));
    CHECK(on.strip().pan.value == 100);
    CHECK(on.steps() == 3);
    mouse.doubleClick(20, 20);
    CHECK(on.strip().pan.value == 0);
    CHECK(on.steps() == 4);
    CHECK_FALSE(pan.keyPressed(Key('z', juce::ModifierKeys::ctrlModifier, 0)));
}

TEST_CASE("the switches of strip and master are edits, and follow undo") {
    Panel on;
    for (const auto* name :
         {"Mute the strip", "Invert the left channel", "Invert the right channel", "Mute the master", "Mono"})
        on.click(name);
    CHECK(on.strip().mute);
    CHECK(on.strip().invertLeft);
    CHECK(on.strip().invertRight);
    CHECK(on.master().mute);
    CHECK(on.master().mono);
    CHECK(on.steps() == 5);
    REQUIRE(on.workspace.history().undo());
    CHECK_FALSE(on.find<juce::TextButton>("Mono").getToggleState());
}

TEST_CASE("another session shows its own strip") {
    Panel on;
    on.type("Gain", "-6");
    REQUIRE(on.workspace.newSession());
    CHECK(on.knob("Gain").getValue() == 0);
}

TEST_CASE("every control of the strip has a name, a tooltip and the keyboard, and none lies on another") {
    Panel on;
    on.panel.setSize(host::StripPanel::smallestWidth, host::StripPanel::height);
    for (auto* const child : on.panel.getChildren()) {
        CHECK(child->getTitle().isNotEmpty());
        CHECK(child->getWantsKeyboardFocus());
        CHECK(dynamic_cast<juce::SettableTooltipClient&>(*child).getTooltip().isNotEmpty());
        CHECK(on.panel.getLocalBounds().contains(child->getBounds()));
        for (auto* const other : on.panel.getChildren())
            CHECK((other == child || !other->getBounds().intersects(child->getBounds())));
    }
    on.picture(on.panel, "strip-small");
}

TEST_CASE("the strip looks right") {
    Panel on;
    on.type("Gain", "-6");
    on.type("Pan", "L30");
    on.type("Master gain", "-inf");
    on.click("Mute the strip");
    on.click("Mono");
    on.picture(on.panel, "strip-dark");
    on.picture(on.panel, "strip-scale3", 3);
    on.knob("Width").keyPressed(Key(Key::returnKey));
    on.picture(on.panel, "strip-typing");
    on.knob("Width").hideTextBox(true);
    on.panel.grabKeyboardFocus();
    on.knob("Pan").grabKeyboardFocus();
    on.pump();
    on.picture(on.panel, "strip-focus");
    on.theme.setShade(host::Theme::Shade::light);
    on.panel.sendLookAndFeelChange();
    on.picture(on.panel, "strip-light");
}
