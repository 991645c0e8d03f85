// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/transport_bar.h>

#include <cmath>
#include <host/gui/command_entry.h>
#include <host/gui/icons.h>
#include <host/gui/theme.h>
#include <host/gui/value_text.h>

namespace rondo::host {
namespace {

constexpr float positionHeight = 19;
constexpr float lengthHeight = 13;
constexpr int capturedWidth = 72;

} // namespace

TransportBar::TransportBar(Workspace& workspace)
    : Page(workspace), title_("Session", {Theme::face(16, true), juce::Justification::centredLeft, true}),
      toBeginning_(CommandId::toBeginning, Icons::toBeginning()), play_(CommandId::playOrStop, Icons::play()),
      loop_(CommandId::loop, Icons::loop()), capture_(CommandId::capture, Icons::capture()),
      device_("Device", {Theme::figures(12), juce::Justification::centredRight}) {
    setTitle("Transport");
    title_.setTooltip("The session and its menu");
    title_.onClick = [this] { openMenu(); };
    addAndMakeVisible(title_);
    add(toBeginning_, CommandId::toBeginning);
    add(play_, CommandId::playOrStop);
    add(loop_, CommandId::loop).setToggleable(true);
    capture_.setToggleable(true);
    add(capture_, CommandId::capture).setOnColour(Theme::alarm);
    device_.setTooltip("The audio device (" + CommandEntry::of(CommandId::devicePage).keyText() + ")");
    device_.onClick = [this] {
        if (onCommand)
            onCommand(CommandId::devicePage);
    };
    addAndMakeVisible(device_);
}

IconButton& TransportBar::add(IconButton& button, CommandId command) {
    button.onClick = [this, command] {
        if (onCommand)
            onCommand(command);
    };
    addAndMakeVisible(button);
    return button;
}

void TransportBar::sessionReplaced() {
    showTitle();
    tick();
}

void TransportBar::sessionChanged(const SessionChange& change) {
    juce::ignoreUnused(change);
    showTitle();
}

void TransportBar::showTitle() {
    const bool dirty = workspace().history().isDirty();
    const auto name = juce::String::fromUTF8(workspace().title().c_str());
    title_.setText(name);
    title_.setDot(dirty);
    title_.setTitle(name + (dirty ? ", not saved" : ""));
}

void TransportBar::tick() {
    const auto transport = workspace().player().transport();
    play_.setIcon(transport.playing ? Icons::stop() : Icons::play());
    if (play_.getToggleState() != transport.playing)
        play_.setTitle(transport.playing ? "Stop" : "Play");
    play_.setToggleState(transport.playing, juce::dontSendNotification);
    loop_.setToggleState(workspace().document().loop->looping, juce::dontSendNotification);
    capture_.setToggleState(transport.capturing, juce::dontSendNotification);
    showTimes(transport);
    showDevice();
}

void TransportBar::showTimes(const TransportStatus& transport) {
    const auto position = ValueText::time(transport.position);
    const auto length = transport.length ? " / " + ValueText::time(*transport.length)
                        : workspace().document().source->kind == SourceKind::input ? juce::String(" live")
                                                                                   : juce::String();
    if (position != position_ || length != length_) {
        position_ = position;
        length_ = length;
        setDescription(positionText());
        repaint(positionArea_);
    }
    const auto captured = transport.capturing ? ValueText::time(transport.captured) : juce::String();
    if (captured == captured_)
        return;
    const bool moves = captured.isEmpty() != captured_.isEmpty();
    captured_ = captured;
    repaint(capturedArea_);
    if (moves)
        resized();
}

void TransportBar::showDevice() {
    const auto report = workspace().player().deviceReport();
    if (!report.open) {
        device_.setText("No device");
        device_.setTextColour(Theme::warning);
        device_.setTitle("No device is open");
        return;
    }
    const auto xruns = report.stream.overruns + report.stream.underruns;
    const auto load = juce::String(static_cast<int>(std::lround(report.stream.load * 100)));
    const auto lost = xruns > 9999 ? juce::String("9999+") : juce::String(xruns);
    device_.setText("load " + load.paddedLeft(' ', 3) + " %  " + lost + (xruns == 1 ? " xrun" : " xruns"));
    device_.setTextColour(xruns > 0 || report.stream.load > 0.8 ? Theme::warning : Theme::dim);
    device_.setTitle("Device, load " + load + " percent, " + lost + " xruns");
}

void TransportBar::openMenu() {
    if (makeMenu)
        makeMenu().showMenuAsync(juce::PopupMenu::Options().withTargetComponent(title_).withMinimumWidth(260));
}

void TransportBar::paint(juce::Graphics& graphics) {
    graphics.fillAll(findColour(Theme::panel));
    graphics.setColour(findColour(Theme::outline));
    graphics.fillRect(getLocalBounds().removeFromBottom(1));
    auto area = positionArea_;
    const auto big = Theme::figures(positionHeight);
    graphics.setColour(findColour(Theme::text));
    graphics.setFont(big);
    const int wide = juce::jmin(area.getWidth(), big.getStringWidth(position_) + 2);
    graphics.drawText(position_, area.removeFromLeft(wide), juce::Justification::centredLeft, false);
    graphics.setColour(findColour(Theme::dim));
    graphics.setFont(Theme::figures(lengthHeight));
    graphics.drawText(length_, area.withTrimmedTop(4), juce::Justification::centredLeft);
    graphics.setColour(findColour(Theme::alarm));
    graphics.drawText(captured_, capturedArea_, juce::Justification::centredLeft);
}

void TransportBar::resized() {
    auto area = getLocalBounds().reduced(8, 8);
    device_.setBounds(area.removeFromRight(168));
    const int captured = captured_.isEmpty() ? 0 : capturedWidth;
    const int rest = 4 * 40 + 3 * 4 + 12 + captured + 208;
    title_.setBounds(area.removeFromLeft(juce::jlimit(96, 280, area.getWidth() - rest - 8)));
    area.removeFromLeft(8);
    for (auto* button : {&toBeginning_, &play_, &loop_, &capture_}) {
        button->setBounds(area.removeFromLeft(40));
        area.removeFromLeft(4);
    }
    capturedArea_ = area.removeFromLeft(captured);
    area.removeFromLeft(8);
    positionArea_ = area;
}

} // namespace rondo::host
