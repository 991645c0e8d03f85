// SPDX-License-Identifier: MIT
#include <atomic>
#include <doctest/doctest.h>
#include <memory>
#include <plugins/strip/core/strip_parameters.h>
#include <plugins/strip/shell/strip_editor.h>
#include <thread>

using namespace rondo;
using strip::StripEditor;
using strip::StripParameter;
using strip::StripPlugin;

namespace {

template <class Part>
Part* find(juce::Component& parent, const juce::String& title) {
    for (auto* child : parent.getChildren()) {
        if (auto* part = dynamic_cast<Part*>(child); part != nullptr && part->getTitle() == title)
            return part;
        if (auto* part = find<Part>(*child, title))
            return part;
    }
    return nullptr;
}

std::unique_ptr<juce::AudioProcessorEditor> open(StripPlugin& plugin) {
    return std::unique_ptr<juce::AudioProcessorEditor>(plugin.createEditorIfNeeded());
}

} // namespace

TEST_CASE("the editor opens and closes often, with the plugin unprepared too") {
    const juce::ScopedJuceInitialiser_GUI juce;
    StripPlugin plugin;
    for (int turn = 0; turn < 20; ++turn) {
        const auto editor = open(plugin);
        CHECK(editor->getWidth() == StripEditor::naturalWidth);
        CHECK(plugin.getActiveEditor() == editor.get());
    }
    CHECK(plugin.getActiveEditor() == nullptr);
}

TEST_CASE("the editor keeps its shape from 50 to 300 %, draws at each size, and remembers the size") {
    const juce::ScopedJuceInitialiser_GUI juce;
    StripPlugin plugin;
    for (const double scale : {0.5, 1.0, 3.0}) {
        {
            const auto editor = open(plugin);
            editor->setSize(juce::roundToInt(StripEditor::naturalWidth * scale),
                            juce::roundToInt(StripEditor::naturalHeight * scale));
            const auto picture = editor->createComponentSnapshot(editor->getLocalBounds());
            CHECK(picture.getPixelAt(2, 2) == plugins::PluginLook::background);
        }
        CHECK(open(plugin)->getWidth() == juce::roundToInt(StripEditor::naturalWidth * scale));
    }
    const auto editor = open(plugin);
    CHECK(editor->getConstrainer()->getMinimumWidth() == StripEditor::naturalWidth / 2);
    CHECK(editor->getConstrainer()->getMaximumWidth() == StripEditor::naturalWidth * 3);
}

TEST_CASE("a knob changes its parameter by keyboard in single gestures and leaves the space bar to the host") {
    struct Listener final : juce::AudioProcessorParameter::Listener {
        void parameterValueChanged(int, float) override { ++values; }
        void parameterGestureChanged(int, bool starts) override { starts ? ++begun : ++ended; }
        int values = 0, begun = 0, ended = 0;
    };
    const juce::ScopedJuceInitialiser_GUI juce;
    StripPlugin plugin;
    const auto editor = open(plugin);
    auto* trim = find<plugins::ParameterKnob>(*editor, "Trim");
    REQUIRE(trim != nullptr);
    auto& adapter = plugin.adapter(index(StripParameter::trim));
    Listener listener;
    adapter.addListener(&listener);
    CHECK(trim->keyPressed(juce::KeyPress(juce::KeyPress::downKey)));
    CHECK(adapter.realValue() < 0);
    CHECK(trim->keyPressed(juce::KeyPress(juce::KeyPress::endKey)));
    CHECK(adapter.realValue() == 24);
    CHECK(trim->keyPressed(juce::KeyPress(juce::KeyPress::deleteKey)));
    CHECK(adapter.realValue() == 0);
    CHECK_FALSE(trim->keyPressed(juce::KeyPress(juce::KeyPress::spaceKey)));
    CHECK(listener.values == 3);
    CHECK(listener.begun == 3);
    CHECK(listener.ended == 3);
    adapter.removeListener(&listener);
}

TEST_CASE("a value can be typed, with its unit and while automation runs, and nonsense changes nothing") {
    const juce::ScopedJuceInitialiser_GUI juce;
    StripPlugin plugin;
    const auto editor = open(plugin);
    auto* trim = find<plugins::ParameterKnob>(*editor, "Trim");
    REQUIRE(trim != nullptr);
    auto* box = dynamic_cast<juce::Label*>(trim->getChildComponent(0));
    REQUIRE(box != nullptr);
    auto& adapter = plugin.adapter(index(StripParameter::trim));
    box->setText("-7.5 dB", juce::sendNotificationSync);
    CHECK(adapter.realValue() == -7.5);
    CHECK(box->getText() == "-7.5 dB");
    box->setText("loud", juce::sendNotificationSync);
    CHECK(adapter.realValue() == -7.5);
    box->showEditor();
    adapter.setValue(1.0f);
    trim->refresh();
    CHECK(box->isBeingEdited());
    box->hideEditor(true);
    trim->refresh();
    CHECK(trim->getValue() == 24);
}

TEST_CASE("host automation moves the knob and sends nothing back") {
    struct Listener final : juce::AudioProcessorParameter::Listener {
        void parameterValueChanged(int, float) override { ++calls; }
        void parameterGestureChanged(int, bool) override { ++calls; }
        int calls = 0;
    };
    const juce::ScopedJuceInitialiser_GUI juce;
    StripPlugin plugin;
    const auto editor = open(plugin);
    auto& adapter = plugin.adapter(index(StripParameter::pan));
    auto* pan = find<plugins::ParameterKnob>(*editor, "Pan");
    REQUIRE(pan != nullptr);
    Listener listener;
    adapter.addListener(&listener);
    adapter.setValue(1.0f);
    pan->refresh();
    CHECK(pan->getValue() == 100);
    CHECK(listener.calls == 0);
    adapter.removeListener(&listener);
}

TEST_CASE("every control has a title and can be reached by Tab") {
    const juce::ScopedJuceInitialiser_GUI juce;
    StripPlugin plugin;
    const auto editor = open(plugin);
    for (const char* title :
         {"Trim", "Pan", "Width", "Mute", "Phase Left", "Phase Right", "Bypass", "Level meter", "Engine"}) {
        auto* part = find<juce::Component>(*editor, title);
        REQUIRE_MESSAGE(part != nullptr, title);
        CHECK_MESSAGE(part->getWantsKeyboardFocus(), title);
        CHECK(part->getExplicitFocusOrder() > 0);
    }
}

TEST_CASE("the editor's questions are answered with a silent host and with a busy one") {
    const juce::ScopedJuceInitialiser_GUI juce;
    StripPlugin plugin;
    plugin.prepareToPlay(48000, 64);
    const auto editor = open(plugin);
    auto* engine = find<strip::EngineLine>(*editor, "Engine");
    auto* meter = find<strip::LevelMeter>(*editor, "Level meter");
    REQUIRE(engine != nullptr);
    REQUIRE(meter != nullptr);
    engine->ask();
    meter->onReset();
    CHECK(plugin.strip().instance().executor().statistics().takeOvers > 0);

    std::atomic<bool> stop{false};
    std::thread host([&] {
        juce::AudioBuffer<float> buffer(2, 64);
        juce::MidiBuffer midi;
        while (!stop.load())
            plugin.processBlock(buffer, midi);
    });
    for (int turn = 0; turn < 50; ++turn) {
        engine->ask();
        meter->onReset();
    }
    stop = true;
    host.join();
    CHECK(plugin.strip().instance().executor().statistics().closuresRun >= 102);
}
