// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/strip/shell/strip_editor.h>

#include <array>

namespace rondo::strip {

namespace {

using plugins::PluginLook;

constexpr int refreshesPerSecond = 30;
constexpr int knobColumn = 152, knobColumnWidth = 136;

} // namespace

StripEditor::StripEditor(StripPlugin& plugin)
    : AudioProcessorEditor(plugin), plugin_(plugin), trim_(adapter(StripParameter::trim)),
      pan_(adapter(StripParameter::pan)), width_(adapter(StripParameter::width)),
      mute_(adapter(StripParameter::mute), "Mute", PluginLook::alarm),
      phaseLeft_(adapter(StripParameter::phaseLeft), juce::String::fromUTF8("\xC3\x98 L"), PluginLook::accent),
      phaseRight_(adapter(StripParameter::phaseRight), juce::String::fromUTF8("\xC3\x98 R"),
                  PluginLook::accent),
      bypass_(adapter(StripParameter::bypass), "Bypass", PluginLook::warning),
      engine_(plugin.strip().instance()), tooltips_(this) {
    setLookAndFeel(&look_);
    setTitle("Rondo Strip");
    setFocusContainerType(FocusContainerType::keyboardFocusContainer);
    addAndMakeVisible(content_);
    // In the order in which Tab walks.
    for (juce::Component* part : std::initializer_list<juce::Component*>{
             &bypass_, &trim_, &pan_, &width_, &mute_, &phaseLeft_, &phaseRight_, &meter_, &engine_}) {
        content_.addAndMakeVisible(part);
        part->setExplicitFocusOrder(content_.getNumChildComponents());
    }
    meter_.onReset = [this] {
        plugin_.strip().resetHighestPeaks();
        timerCallback();
    };
    layOut();
    const double scale = plugin.editorScale(); // before the limits below size the window and that is remembered
    setResizable(true, true);
    setResizeLimits(naturalWidth / 2, naturalHeight / 2, naturalWidth * 3, naturalHeight * 3);
    getConstrainer()->setFixedAspectRatio(static_cast<double>(naturalWidth) / naturalHeight);
    setSize(juce::roundToInt(naturalWidth * scale), juce::roundToInt(naturalHeight * scale));
    lastTick_ = juce::Time::getHighResolutionTicks();
    startTimerHz(refreshesPerSecond);
}

StripEditor::~StripEditor() {
    stopTimer();
    setLookAndFeel(nullptr);
}

plugins::ParameterAdapter& StripEditor::adapter(StripParameter parameter) {
    return plugin_.adapter(index(parameter));
}

void StripEditor::paint(juce::Graphics& graphics) { graphics.fillAll(PluginLook::background); }

void StripEditor::resized() {
    const auto scale = static_cast<float>(getWidth()) / static_cast<float>(naturalWidth);
    content_.setTransform(juce::AffineTransform::scale(scale));
    plugin_.setEditorScale(static_cast<double>(scale));
}

void StripEditor::layOut() {
    content_.setBounds(0, 0, naturalWidth, naturalHeight);
    bypass_.setBounds(naturalWidth - 80, 12, 68, 24);
    meter_.setBounds(12, 50, 128, 418);
    const auto knob = [](plugins::ParameterKnob& slider, juce::Rectangle<int> area) {
        slider.setTextBoxStyle(juce::Slider::TextBoxBelow, false, 72, 20);
        slider.setBounds(area);
    };
    knob(trim_, {knobColumn + 12, 72, knobColumnWidth - 24, 128});
    knob(pan_, {knobColumn, 234, knobColumnWidth / 2 - 2, 86});
    knob(width_, {knobColumn + knobColumnWidth / 2 + 2, 234, knobColumnWidth / 2 - 2, 86});
    phaseLeft_.setBounds(knobColumn, 362, knobColumnWidth / 2 - 4, 32);
    phaseRight_.setBounds(knobColumn + knobColumnWidth / 2 + 4, 362, knobColumnWidth / 2 - 4, 32);
    mute_.setBounds(knobColumn, 428, knobColumnWidth, 40);
    engine_.setBounds(12, naturalHeight - 44, naturalWidth - 24, 34);
}

void StripEditor::Content::paint(juce::Graphics& graphics) {
    graphics.setColour(PluginLook::text);
    graphics.setFont(PluginLook::face(19.0f, true));
    graphics.drawText("Rondo Strip", 14, 12, 180, 24, juce::Justification::centredLeft, false);
    graphics.setColour(PluginLook::accent);
    graphics.fillRect(14, 38, 22, 2);
    graphics.setFont(PluginLook::face(11.0f));
    graphics.setColour(PluginLook::dim);
    const auto caption = [&](const char* text, int x, int y, int width) {
        graphics.drawText(text, x, y, width, 16, juce::Justification::centred, false);
    };
    caption("TRIM", knobColumn, 54, knobColumnWidth);
    caption("PAN", knobColumn, 216, knobColumnWidth / 2);
    caption("WIDTH", knobColumn + knobColumnWidth / 2, 216, knobColumnWidth / 2);
    caption("POLARITY", knobColumn, 342, knobColumnWidth);
}

void StripEditor::timerCallback() {
    const auto now = juce::Time::getHighResolutionTicks();
    meter_.show(plugin_.strip().readMeter(), juce::Time::highResolutionTicksToSeconds(now - lastTick_));
    lastTick_ = now;
    for (auto* knob : {&trim_, &pan_, &width_})
        knob->refresh();
    for (auto* button : {&mute_, &phaseLeft_, &phaseRight_, &bypass_})
        button->refresh();
    engine_.refresh();
}

} // namespace rondo::strip
