// SPDX-License-Identifier: MIT
#include "mouse_events.h"
#include "workspace_fixture.h"

#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <host/gui/waveform_view.h>
#include <support/sound_files.h>

using namespace rondo;
using host::LoopEditor;
using host::WaveformAxis;
using Key = juce::KeyPress;

namespace {

constexpr std::uint32_t rate = 8000;
constexpr float lane = 24; ///< in the ruler's lower half
constexpr float channels = 100;
constexpr auto shift = juce::ModifierKeys::shiftModifier;

struct View : test::WorkspaceFixture {
    host::WaveformView view{workspace};

    View() {
        workspace.onChange([this](const host::SessionChange& change) { view.sessionChanged(change); });
        workspace.onSessionReplaced([this] { view.sessionReplaced(); });
        view.sessionReplaced();
        show(view, 1000, 200);
    }
    std::filesystem::path file(const std::string& name, double seconds, std::uint16_t width = 2) {
        const auto frames = static_cast<std::size_t>(seconds * rate);
        auto samples = test::sines(frames, width, rate, 3);
        for (std::size_t index = 0; index < samples.size(); ++index)
            samples[index] *=
                static_cast<float>(0.2 + 0.8 * std::abs(std::sin(static_cast<double>(index) * 4e-4)));
        test::writeWav(folder / name, samples, width, rate);
        return folder / name;
    }
    bool until(const std::function<bool()>& condition) {
        for (int round = 0; round < 2000; ++round) {
            if (condition())
                return true;
            pump(5);
            view.tick();
        }
        return false;
    }
    void open(const std::vector<std::filesystem::path>& files) {
        REQUIRE(workspace.edits().openFiles(files));
        REQUIRE(until([&] { return !view.files().reading() && view.files().jobs() == 0; }));
    }
    const host::LoopSettings& loop() { return *workspace.document().loop; }
    std::size_t steps() { return workspace.history().undoSteps(); }
    bool press(int code, juce::ModifierKeys::Flags held = juce::ModifierKeys::noModifiers, char text = 0) {
        return view.keyPressed(Key(code, held, static_cast<juce::juce_wchar>(text)));
    }
    juce::Component& child(const juce::String& title) {
        for (auto* const each : view.getChildren())
            if (each->getTitle() == title)
                return *each;
        throw 0;
    }
    /// Pixels of a colour in a stretch of the picture.
    int count(int colour, int from, int to) {
        const auto image = view.createComponentSnapshot(view.getLocalBounds());
        const auto wanted = view.findColour(colour);
        int found = 0;
        for (int x = from; x < to; ++x)
            for (int y = host::WaveformImage::rulerHeight; y < image.getHeight(); ++y)
                found += image.getPixelAt(x, y) == wanted ? 1 : 0;
        return found;
    }
};

} // namespace

TEST_CASE("a time and its place on the axis are one, at every zoom") {
    WaveformAxis axis;
    axis.setWidth(800);
    axis.setLength({100});
    for (int zoom = 0; zoom < 12; ++zoom) {
        for (const double place : {0.0, 123.0, 400.0, 800.0})
            CHECK(axis.place(axis.time(place)) == doctest::Approx(place));
        const auto kept = axis.time(300);
        axis.zoom(1.5, 300);
        CHECK(axis.time(300).value == doctest::Approx(kept.value));
        CHECK(axis.zoomed());
    }
    axis.zoom(1e9, 300);
    CHECK(axis.span().value == WaveformAxis::shortest);
    axis.zoom(1e-9, 300);
    CHECK_FALSE(axis.zoomed());
    CHECK(axis.time(-50).value == 0);
    CHECK(axis.time(900).value == 100);
}

TEST_CASE("the axis stays within the files when it scrolls, turns pages or their length changes") {
    WaveformAxis axis;
    axis.setWidth(800);
    axis.setLength({100});
    axis.zoom(10, 0);
    CHECK(axis.span().value == doctest::Approx(10));
    axis.scrollTo({95});
    CHECK(axis.first().value == doctest::Approx(90));
    CHECK_FALSE(axis.reveal({92}));
    CHECK(axis.reveal({40}));
    CHECK(axis.place({40}) == doctest::Approx(40));
    axis.setLength({20});
    CHECK(axis.first().value == doctest::Approx(10));
    axis.setLength({5});
    CHECK_FALSE(axis.zoomed());
    axis.setLength({0});
    CHECK(axis.place({0}) == 0);
    CHECK(axis.time(100).value == 0);
}

TEST_CASE("without a session's files the waveform says what to do, and its button asks for files") {
    View on;
    int asked = 0;
    on.view.onOpenFiles = [&] { ++asked; };
    for (auto* const child : on.view.getChildren())
        if (auto* const button = dynamic_cast<juce::TextButton*>(child);
            button != nullptr && button->isVisible())
            button->triggerClick();
    on.pump();
    CHECK(asked == 1);
    CHECK_FALSE(on.press(Key::rightKey)); // nothing to move in
    on.picture(on.view, "wave-empty");
}

TEST_CASE("files stand one after the other, as long as they are") {
    View on;
    on.open({on.file("one.wav", 4), on.file("two.wav", 2, 1), on.file("one.wav", 4)});
    const auto files = on.view.files().files();
    REQUIRE(files.size() == 3);
    CHECK(files[1].start.value == doctest::Approx(4));
    CHECK(files[2].start.value == doctest::Approx(6));
    CHECK(on.view.axis().length().value == doctest::Approx(10));
    CHECK(files[0].peaks == files[2].peaks); // read once
    CHECK(on.view.files().find({5})->path.filename() == "two.wav");
    CHECK(on.view.files().find({10.5}) == nullptr);
    CHECK(on.count(host::Theme::waveRms, 0, 400) > 1000);
    CHECK(on.count(host::Theme::wave, 400, 600) > 200);
    on.picture(on.view, "wave-three");
}

TEST_CASE("a file that cannot be read says so in its place, and the others are shown") {
    View on;
    const auto missing = on.folder / "missing.wav";
    on.open({on.file("one.wav", 4), missing});
    const auto files = on.view.files().files();
    CHECK(files[0].trouble.empty());
    CHECK(files[1].trouble.find("missing.wav") != std::string::npos);
    CHECK(files[1].length.value > 0);
    on.picture(on.view, "wave-missing");
    on.file("missing.wav", 1);
    on.open({missing});
    CHECK(on.view.files().files()[0].trouble.empty());
}

TEST_CASE("files that left the source are read no more") {
    View on;
    const auto large = on.folder / "large.wav";
    test::writeWav(large, std::vector<float>(8'000'000), 1, rate);
    REQUIRE(on.workspace.edits().openFiles({large}));
    REQUIRE(on.until([&] { return on.view.files().files().front().done > 0; }));
    CHECK(on.view.axis().length().value == doctest::Approx(1000)); // known before it is read
    on.picture(on.view, "wave-reading");
    REQUIRE(on.workspace.edits().useInput({1, 2}));
    CHECK(on.view.files().files().empty());
    REQUIRE(on.workspace.edits().openFiles({on.file("one.wav", 1)}));
    REQUIRE(on.until([&] { return !on.view.files().reading() && on.view.files().jobs() == 0; }));
    CHECK_FALSE(std::filesystem::exists(on.workspace.peaks().cacheOf(large)));
    CHECK(std::filesystem::exists(on.workspace.peaks().cacheOf(on.folder / "one.wav")));
}

TEST_CASE("a drag in the lower half of the ruler makes a loop in one step") {
    View on;
    on.open({on.file("one.wav", 10)});
    const auto before = on.steps();
    test::Mouse mouse(on.view);
    mouse.press(200, lane);
    for (int x = 205; x <= 400; x += 5)
        mouse.drag(static_cast<float>(x), lane);
    mouse.release();
    CHECK(on.loop().start.value == doctest::Approx(2));
    CHECK(on.loop().end.value == doctest::Approx(4));
    CHECK(on.loop().looping);
    CHECK(on.steps() == before + 1);
    CHECK(on.child("Start of the loop").isVisible());
    on.picture(on.view, "wave-loop");
    REQUIRE(on.workspace.history().undo());
    CHECK_FALSE(on.child("Start of the loop").isVisible());
    mouse.click(300, lane); // no drag, no loop
    CHECK(on.loop().end.value == 0);
}

TEST_CASE("Shift and a drag makes a loop from right to left too, and changes the edge that it is near") {
    View on;
    on.open({on.file("one.wav", 10)});
    test::Mouse mouse(on.view, juce::ModifierKeys(shift));
    mouse.press(500, channels);
    mouse.drag(300, channels);
    mouse.release();
    CHECK(on.loop().start.value == doctest::Approx(3));
    CHECK(on.loop().end.value == doctest::Approx(5));
    mouse.press(502, channels);
    mouse.drag(702, channels);
    mouse.release();
    CHECK(on.loop().start.value == doctest::Approx(3));
    CHECK(on.loop().end.value == doctest::Approx(7));
    CHECK(on.steps() == 3);
}

TEST_CASE("the loop is moved as a whole within the files, and switched by a double-click") {
    View on;
    on.open({on.file("one.wav", 10)});
    REQUIRE(on.workspace.edits().setLoop({2}, {4}, true));
    test::Mouse mouse(on.view);
    mouse.press(300, lane);
    mouse.drag(400, lane);
    mouse.release();
    CHECK(on.loop().start.value == doctest::Approx(3));
    CHECK(on.loop().end.value == doctest::Approx(5));
    mouse.press(400, lane);
    mouse.drag(5000, lane);
    mouse.release();
    CHECK(on.loop().start.value == doctest::Approx(8));
    CHECK(on.loop().end.value == doctest::Approx(10));
    mouse.doubleClick(900, lane);
    CHECK_FALSE(on.loop().looping);
    mouse.doubleClick(850, channels);
    CHECK(on.loop().looping);
    mouse.doubleClick(300, lane);
    CHECK(on.loop().looping);
}

TEST_CASE("what lies at a place of the ruler is told apart") {
    View on;
    on.open({on.file("one.wav", 10)});
    CHECK(on.view.loop().partAt(on.view.axis(), 300) == LoopEditor::Part::none);
    REQUIRE(on.workspace.edits().setLoop({2}, {4}, true));
    CHECK(on.view.loop().partAt(on.view.axis(), 197) == LoopEditor::Part::start);
    CHECK(on.view.loop().partAt(on.view.axis(), 300) == LoopEditor::Part::body);
    CHECK(on.view.loop().partAt(on.view.axis(), 404) == LoopEditor::Part::end);
    CHECK(on.view.loop().partAt(on.view.axis(), 420) == LoopEditor::Part::none);
}

TEST_CASE("the ends of the loop are moved by mouse and keyboard, a held key in one step") {
    View on;
    on.open({on.file("one.wav", 10)});
    REQUIRE(on.workspace.edits().setLoop({2}, {4}, true));
    auto& end = on.child("End of the loop");
    CHECK(end.getWantsKeyboardFocus());
    const auto before = on.steps();
    test::Mouse mouse(end);
    mouse.press(6, 8);
    mouse.drag(106, 8);
    mouse.release();
    CHECK(on.loop().end.value == doctest::Approx(5));
    CHECK(on.steps() == before + 1);
    CHECK(end.keyPressed(Key(Key::rightKey)));
    CHECK(end.keyPressed(Key(Key::rightKey)));
    CHECK(on.loop().end.value == doctest::Approx(5.1));
    CHECK(on.steps() == before + 2);
    end.keyStateChanged(false);
    CHECK(end.keyPressed(Key(Key::leftKey, shift, 0)));
    CHECK(on.loop().end.value == doctest::Approx(4.6));
    CHECK(on.steps() == before + 3);
    CHECK(end.getAccessibilityHandler()->getValueInterface()->getCurrentValueAsString() ==
          "0:04.60 of 0:10.00");
    end.getAccessibilityHandler()->getValueInterface()->setValue(9);
    CHECK(on.loop().end.value == doctest::Approx(9));
    CHECK(end.keyPressed(Key(Key::deleteKey)));
    CHECK_FALSE(on.view.loop().exists());
}

TEST_CASE("Shift and arrows make a loop at the position") {
    View on;
    on.open({on.file("one.wav", 10)});
    CHECK(on.press(Key::rightKey, shift));
    CHECK(on.press(Key::rightKey, shift));
    CHECK(on.loop().start.value == 0);
    CHECK(on.loop().end.value == doctest::Approx(0.2));
    CHECK(on.loop().looping);
    CHECK(on.steps() == 2); // the files and one held key
}

TEST_CASE("wheel and keys zoom about the pointer and scroll") {
    View on;
    on.open({on.file("one.wav", 100)});
    test::Mouse mouse(on.view);
    const auto kept = on.view.axis().time(700);
    mouse.wheel(700, channels, 0.4F);
    CHECK(on.view.axis().span().value < 60);
    CHECK(on.view.axis().time(700).value == doctest::Approx(kept.value));
    const auto first = on.view.axis().first();
    mouse.wheel(700, channels, 0, -0.2F);
    CHECK(on.view.axis().first() > first);
    CHECK(on.press('0', juce::ModifierKeys::noModifiers, '0'));
    CHECK_FALSE(on.view.axis().zoomed());
    CHECK(on.press('+', juce::ModifierKeys::noModifiers, '+'));
    CHECK(on.view.axis().span().value == doctest::Approx(100 / 1.5));
    CHECK(on.press(Key::pageDownKey));
    CHECK(on.view.axis().first().value > 30);
    CHECK(on.press('-', juce::ModifierKeys::noModifiers, '-'));
    CHECK_FALSE(on.view.axis().zoomed());
    CHECK_FALSE(on.press(Key::spaceKey));
    CHECK_FALSE(on.press('z', juce::ModifierKeys::ctrlModifier, 'z'));
}

TEST_CASE("a click or a drag moves the position, and so do the keys") {
    View on;
    on.open({on.file("one.wav", 10)});
    const auto position = [&] { return on.workspace.player().transport().position.value; };
    test::Mouse mouse(on.view);
    mouse.click(300, channels);
    CHECK(position() == doctest::Approx(3));
    mouse.click(400, 8); // the ruler's upper half
    CHECK(position() == doctest::Approx(4));
    mouse.press(500, channels);
    mouse.drag(600, channels);
    CHECK(on.view.position().value == doctest::Approx(6));
    mouse.drag(700, channels);
    on.view.tick();
    CHECK(position() == doctest::Approx(7));
    mouse.drag(800, channels);
    mouse.release();
    CHECK(position() == doctest::Approx(8));
    CHECK(on.press(Key::leftKey));
    CHECK(position() == doctest::Approx(7.5));
    CHECK(on.press(Key::endKey));
    CHECK(position() == doctest::Approx(10));
    CHECK(on.press(Key::rightKey));
    CHECK(position() == doctest::Approx(10));
    CHECK(on.press(Key::homeKey));
    CHECK(position() == 0);
    auto* const value = on.view.getAccessibilityHandler()->getValueInterface();
    value->setValue(2.5);
    on.view.tick();
    CHECK(value->getCurrentValueAsString() == "0:02.50 of 0:10.00");
    CHECK(on.steps() == 1); // where it is played is no edit
}

TEST_CASE("a playhead that moves repaints two strips, and nothing when it stands") {
    View on;
    on.open({on.file("one.wav", 10)});
    struct Counted final : juce::CachedComponentImage {
        std::vector<juce::Rectangle<int>> areas;
        void paint(juce::Graphics&) override {}
        bool invalidateAll() override { return invalidate({0, 0, 9999, 9999}); }
        bool invalidate(const juce::Rectangle<int>& area) override { return areas.push_back(area), true; }
        void releaseResources() override {}
    };
    auto* const counted = new Counted;
    on.view.setCachedComponentImage(counted);
    REQUIRE(on.workspace.player().locate({5}));
    counted->areas.clear();
    on.view.tick();
    REQUIRE(counted->areas.size() == 2);
    for (const auto& area : counted->areas)
        CHECK(area.getWidth() < 20);
    CHECK(counted->areas[0].contains(0, 50));
    CHECK(counted->areas[1].contains(500, 50));
    counted->areas.clear();
    on.view.tick();
    CHECK(counted->areas.empty());
}

TEST_CASE(
    "a picture that is zoomed turns its pages with what is played, and not when somebody looks elsewhere") {
    View on;
    on.open({on.file("one.wav", 60)});
    REQUIRE(on.workspace.player().open());
    for (int zoom = 0; zoom < 12; ++zoom)
        on.press('+', juce::ModifierKeys::noModifiers, '+');
    CHECK(on.view.axis().span().value == doctest::Approx(1));
    REQUIRE(on.workspace.player().play());
    CHECK(on.until([&] { return on.view.axis().first().value > 0.5; }));
    CHECK(on.view.axis().shows(on.view.position()));
    on.view.tick();
    test::Mouse mouse(on.view);
    mouse.wheel(500, channels, 0, -100);
    const auto first = on.view.axis().first();
    CHECK(first.value > 20);
    for (int tick = 0; tick < 20; ++tick) {
        on.pump(5);
        on.view.tick();
    }
    CHECK(on.view.axis().first() == first);
}

TEST_CASE("the picture is made once and only copied until something changes") {
    View on;
    on.open({on.file("one.wav", 10)});
    static_cast<void>(on.view.createComponentSnapshot(on.view.getLocalBounds()));
    const int made = on.view.image().made();
    on.view.repaint();
    static_cast<void>(on.view.createComponentSnapshot(on.view.getLocalBounds()));
    on.view.tick();
    static_cast<void>(on.view.createComponentSnapshot(on.view.getLocalBounds()));
    CHECK(on.view.image().made() == made);
    on.press('+', juce::ModifierKeys::noModifiers, '+');
    static_cast<void>(on.view.createComponentSnapshot(on.view.getLocalBounds()));
    CHECK(on.view.image().made() > made);
}

TEST_CASE("dropped files are played, in place of the others or after them; sessions are not taken") {
    View on;
    const auto one = juce::String(on.file("one.wav", 1).string());
    const auto two = juce::String(on.file("two.wav", 1).string());
    CHECK(on.view.isInterestedInFileDrag({one}));
    CHECK_FALSE(on.view.isInterestedInFileDrag({one, "song.rondo"}));
    on.view.filesDropped({one}, 10, 190);
    CHECK(on.workspace.document().source->files.size() == 1);
    on.view.fileDragEnter({two}, 10, 190);
    on.picture(on.view, "wave-drop");
    on.view.filesDropped({two}, 10, 190);
    CHECK(on.workspace.document().source->files.size() == 2);
    on.view.filesDropped({two}, 10, 50);
    CHECK(on.workspace.document().source->files.size() == 1);
}

TEST_CASE("live input says which inputs it is, offers others, and leads back to the files") {
    View on;
    const auto one = on.file("one.wav", 1);
    on.open({one});
    REQUIRE(on.workspace.edits().useInput({3, 2}));
    auto* input = static_cast<host::LiveInputView*>(nullptr);
    for (auto* const child : on.view.getChildren())
        input = input != nullptr ? input : dynamic_cast<host::LiveInputView*>(child);
    REQUIRE(input != nullptr);
    CHECK(input->isVisible());
    CHECK(input->sentence().startsWith("Inputs 3 and 4"));
    host::DeviceReport device;
    device.open = true;
    device.format.device = "virtual";
    device.format.inputChannels = 4;
    input->show({3, 2}, device, true);
    CHECK(input->sentence() == "Inputs 3 and 4 of virtual");
    on.picture(on.view, "wave-input");
    for (auto* const child : input->getChildren())
        if (auto* const box = dynamic_cast<juce::ComboBox*>(child)) {
            CHECK(box->getNumItems() == 6);
            box->setSelectedItemIndex(0, juce::sendNotificationSync);
        }
    CHECK(on.workspace.document().source->input.first == 1);
    for (auto* const child : input->getChildren())
        if (auto* const button = dynamic_cast<juce::TextButton*>(child))
            button->triggerClick();
    on.pump();
    CHECK(on.workspace.document().source->kind == host::SourceKind::files);
    CHECK(on.workspace.document().source->files.size() == 1);
}

TEST_CASE("the waveform looks right") {
    View on;
    on.open({on.file("a name that is longer than its place would ever allow it to be.wav", 3),
             on.file("two.wav", 9), on.file("mono.wav", 5, 1), on.folder / "gone.wav"});
    REQUIRE(on.workspace.edits().setLoop({4}, {9}, true));
    on.picture(on.view, "wave-dark");
    on.view.setSize(364, 140);
    on.picture(on.view, "wave-small");
    on.theme.setShade(host::Theme::Shade::light);
    on.view.sendLookAndFeelChange();
    on.view.setSize(1000, 260);
    for (int zoom = 0; zoom < 3; ++zoom)
        on.press('+', juce::ModifierKeys::noModifiers, '+');
    on.picture(on.view, "wave-light");
    on.view.setSize(400, 160);
    on.picture(on.view, "wave-scale3", 3);
    on.picture(on.view, "wave-scale125", 1.25F);
    on.picture(on.view, "wave-scale05", 0.5F);
}
