// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/strip_panel.h>

#include <array>
#include <cmath>
#include <host/gui/theme.h>
#include <host/gui/value_text.h>
#include <host/session/session_limits.h>

namespace rondo::host {
namespace {

/// A fader's way: where levels are set there is most of it.
struct Corner {
    double proportion, decibels;
};
constexpr std::array<Corner, 6> fader{{{0, SessionLimits::lowestGain},
                                       {0.08, -60},
                                       {0.25, -30},
                                       {0.5, -12},
                                       {0.75, 0},
                                       {1, SessionLimits::highestGain}}};

double across(double value, double Corner::*from, double Corner::*to) {
    std::size_t upper = 1;
    while (upper + 1 < fader.size() && fader[upper].*from < value)
        ++upper;
    const auto& a = fader[upper - 1];
    const auto& b = fader[upper];
    return a.*to + (value - a.*from) / (b.*from - a.*from) * (b.*to - a.*to);
}

ValueSlider::Kind gainKind(const juce::String& name) {
    ValueSlider::Kind kind;
    kind.name = name;
    kind.range = {
        SessionLimits::lowestGain, SessionLimits::highestGain,
        [](double, double, double proportion) {
            return across(proportion, &Corner::proportion, &Corner::decibels);
        },
        [](double, double, double value) { return across(value, &Corner::decibels, &Corner::proportion); }};
    kind.fine = 0.1;
    kind.write = &ValueText::gain;
    kind.read = &ValueText::readGain;
    kind.expected = "a gain in dB such as -6 or -inf";
    return kind;
}

ValueSlider::Kind panKind() {
    ValueSlider::Kind kind;
    kind.name = "Pan";
    kind.range = {-100, 100};
    kind.step = 5;
    kind.write = &ValueText::pan;
    kind.read = &ValueText::readPan;
    kind.expected = "a pan such as L30, C or R100";
    return kind;
}

ValueSlider::Kind widthKind() {
    ValueSlider::Kind kind;
    kind.name = "Width";
    kind.range = {0, 200};
    kind.rest = 100;
    kind.step = 5;
    kind.write = &ValueText::percent;
    kind.read = &ValueText::readPercent;
    kind.expected = "a width from 0 to 200 %";
    return kind;
}

constexpr int knobWidth = 60;
constexpr int switchWidth = 48;
constexpr int headHeight = 20;

} // namespace

StripPanel::StripPanel(Workspace& workspace)
    : Page(workspace), gain_(gainKind("Gain")), pan_(panKind()), width_(widthKind()),
      masterGain_(gainKind("Master gain")) {
    setTitle("Strip and master");
    setFocusContainerType(FocusContainerType::focusContainer);
    connect(gain_, [this](double value) { editStrip([&](auto& strip) { strip.gain = {value}; }); });
    connect(pan_, [this](double value) { editStrip([&](auto& strip) { strip.pan = {value}; }); });
    connect(width_, [this](double value) { editStrip([&](auto& strip) { strip.width = {value}; }); });
    connect(mute_, "Mute the strip", "Mutes the strip",
            [this](bool on) { editStrip([&](auto& strip) { strip.mute = on; }); });
    const auto inverted = juce::String::charToString(0xd8);
    invertLeft_.setButtonText(inverted + " L");
    invertRight_.setButtonText(inverted + " R");
    connect(invertLeft_, "Invert the left channel", "Inverts the polarity of the left channel",
            [this](bool on) { editStrip([&](auto& strip) { strip.invertLeft = on; }); });
    connect(invertRight_, "Invert the right channel", "Inverts the polarity of the right channel",
            [this](bool on) { editStrip([&](auto& strip) { strip.invertRight = on; }); });
    connect(masterGain_, [this](double value) { editMaster([&](auto& master) { master.gain = {value}; }); });
    connect(masterMute_, "Mute the master", "Mutes everything",
            [this](bool on) { editMaster([&](auto& master) { master.mute = on; }); });
    connect(mono_, "Mono", "Plays both channels as one, to hear what a mono speaker makes of it",
            [this](bool on) { editMaster([&](auto& master) { master.mono = on; }); });
    lookAndFeelChanged();
}

void StripPanel::connect(ValueSlider& slider, std::function<void(double)> set) {
    slider.onGesture = [this] { gesture_ = workspace().edits().newGesture(); };
    slider.onValueChange = [&slider, set = std::move(set)] { set(slider.getValue()); };
    slider.onTrouble = [this](const juce::String& sentence) { workspace().tell(sentence.toStdString()); };
    addAndMakeVisible(slider);
}

void StripPanel::connect(juce::TextButton& button, const juce::String& name, const juce::String& tip,
                         std::function<void(bool)> set) {
    button.setTitle(name);
    button.setTooltip(tip + " (Enter)");
    button.setClickingTogglesState(true);
    button.onClick = [this, &button, set = std::move(set)] {
        gesture_ = {};
        set(button.getToggleState());
    };
    addAndMakeVisible(button);
}

// What was refused is shown as it is.
void StripPanel::editStrip(const std::function<void(StripSettings&)>& change) {
    auto strip = *workspace().document().strip;
    change(strip);
    if (!workspace().check(workspace().edits().setStrip(strip, gesture_)))
        sessionReplaced();
}

void StripPanel::editMaster(const std::function<void(MasterSettings&)>& change) {
    auto master = *workspace().document().master;
    change(master);
    if (!workspace().check(workspace().edits().setMaster(master, gesture_)))
        sessionReplaced();
}

void StripPanel::sessionReplaced() {
    constexpr auto silently = juce::dontSendNotification;
    const auto& strip = *workspace().document().strip;
    gain_.setValue(strip.gain.value, silently);
    pan_.setValue(strip.pan.value, silently);
    width_.setValue(strip.width.value, silently);
    mute_.setToggleState(strip.mute, silently);
    invertLeft_.setToggleState(strip.invertLeft, silently);
    invertRight_.setToggleState(strip.invertRight, silently);
    const auto& master = *workspace().document().master;
    masterGain_.setValue(master.gain.value, silently);
    masterMute_.setToggleState(master.mute, silently);
    mono_.setToggleState(master.mono, silently);
}

void StripPanel::sessionChanged(const SessionChange& change) {
    if (change.strip || change.master)
        sessionReplaced();
}

void StripPanel::lookAndFeelChanged() {
    for (auto* const button : {&mute_, &masterMute_, &invertLeft_, &invertRight_, &mono_}) {
        const bool mutes = button == &mute_ || button == &masterMute_;
        button->setColour(juce::TextButton::buttonColourId, findColour(Theme::raised));
        button->setColour(juce::TextButton::buttonOnColourId,
                          findColour(mutes ? Theme::warning : Theme::accent));
        button->setColour(juce::TextButton::textColourOffId, findColour(Theme::text));
        button->setColour(juce::TextButton::textColourOnId, findColour(Theme::onAccent));
    }
}

void StripPanel::resized() {
    auto area = getLocalBounds().reduced(8, 4);
    area.removeFromTop(headHeight);
    const auto place = [&](std::initializer_list<juce::Component*> knobs,
                           std::initializer_list<juce::Component*> switches) {
        const auto from = area.getX();
        for (auto* const knob : knobs)
            knob->setBounds(area.removeFromLeft(knobWidth).withTrimmedTop(16));
        auto column = area.removeFromLeft(switchWidth);
        for (auto* const each : switches) {
            each->setBounds(column.removeFromTop(24));
            column.removeFromTop(4);
        }
        return getLocalBounds().withX(from).withRight(area.getX());
    };
    stripArea_ = place({&gain_, &pan_, &width_}, {&mute_, &invertLeft_, &invertRight_});
    area.removeFromLeft(std::clamp(area.getWidth() - knobWidth - switchWidth, 8, 24));
    masterArea_ = place({&masterGain_}, {&masterMute_, &mono_});
}

void StripPanel::paint(juce::Graphics& graphics) {
    graphics.fillAll(findColour(Theme::panel));
    graphics.setFont(Theme::face(13, true));
    graphics.setColour(findColour(Theme::text));
    const auto head = [&](const juce::Rectangle<int>& area, const char* text) {
        graphics.drawText(text, area.withY(4).withHeight(headHeight).withTrimmedLeft(4),
                          juce::Justification::centredLeft);
    };
    head(stripArea_, "Strip");
    head(masterArea_, "Master");
    graphics.setFont(Theme::face(12));
    graphics.setColour(findColour(Theme::dim));
    const auto name = [&](const ValueSlider& knob, const char* text) {
        graphics.drawText(text, knob.getBounds().withY(knob.getY() - 16).withHeight(16),
                          juce::Justification::centred);
    };
    name(gain_, "Gain");
    name(pan_, "Pan");
    name(width_, "Width");
    name(masterGain_, "Gain");
    graphics.setColour(findColour(Theme::outline));
    graphics.fillRect((stripArea_.getRight() + masterArea_.getX()) / 2, 8, 1, getHeight() - 16);
}

} // namespace rondo::host
