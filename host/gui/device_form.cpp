// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/device_form.h>

#include <algorithm>
#include <array>
#include <host/gui/theme.h>
#include <host/gui/value_text.h>

namespace rondo::host {
namespace {

constexpr int heading = 28;
constexpr int rowHeight = 28;
constexpr int gap = 8;
constexpr int nameWidth = 104;
constexpr int toneWidth = 128;
constexpr int refreshWidth = 88;

/// Where the session's wish stands among the lines.
template <class Lines, class Value>
std::size_t placeOf(const Lines& lines, const Value& wish) {
    const auto found = std::ranges::find(lines, wish, [](const auto& line) { return line.value; });
    return static_cast<std::size_t>(found - lines.begin());
}

} // namespace

DeviceForm::DeviceForm() {
    setTitle("Device of the session");
    setFocusContainerType(FocusContainerType::focusContainer);
    output_.setTextWhenNoChoicesAvailable("Looking for devices...");
    refresh_.setTooltip(
        "Look for devices again. While nothing plays, the open one is closed for a moment, so that "
        "what was plugged in is found.");
    refresh_.onClick = [this] {
        if (onRefresh)
            onRefresh();
    };
    tone_.onClick = [this] {
        if (onTestTone)
            onTestTone(!sounding_);
    };
    tone_.setTooltip("Play a sine beside the session, or stop it");
    for (auto* const part :
         std::initializer_list<juce::Component*>{&api_, &output_, &hint_, &rate_, &block_, &tone_, &refresh_})
        addAndMakeVisible(part);
}

/// `set` writes the value of a line into wishes.
template <class Lines, class Set>
void DeviceForm::fill(ChoiceBox& box, const DeviceWishes& wishes, const Lines& lines, std::size_t chosen,
                      Set set) {
    juce::StringArray texts;
    for (const auto& line : lines)
        texts.add(line.text);
    box.show(texts, static_cast<int>(chosen));
    box.onChosen = [this, wishes, lines, set](int at) {
        if (!onWish || !juce::isPositiveAndBelow(at, static_cast<int>(lines.size())))
            return;
        auto wish = wishes;
        set(wish, lines[static_cast<std::size_t>(at)].value);
        onWish(wish);
    };
}

bool DeviceForm::show(const DeviceWishes& wishes, const Devices& devices) {
    const DeviceChoices choices(wishes, devices.found);
    const auto apis = choices.apis();
    fill(api_, wishes, apis, placeOf(apis, wishes.hostApi),
         [found = devices.found](DeviceWishes& wish, const std::string& api) {
             wish = DeviceChoices(wish, found).withApi(api);
         });
    const auto outputs = choices.outputs();
    fill(output_, wishes, outputs, placeOf(outputs, wishes.output),
         [](DeviceWishes& wish, const std::string& output) { wish.output = output; });
    const auto rates = choices.rates();
    fill(rate_, wishes, rates, placeOf(rates, wishes.rate),
         [](DeviceWishes& wish, std::optional<double> rate) { wish.rate = rate; });
    const auto blocks = choices.blocks();
    fill(block_, wishes, blocks, placeOf(blocks, wishes.block),
         [](DeviceWishes& wish, std::optional<base::Frames> block) { wish.block = block; });
    refresh_.setEnabled(!devices.looking);
    return hint_.show(hintOf(wishes, devices));
}

juce::String DeviceForm::hintOf(const DeviceWishes& wishes, const Devices& devices) const {
    if (devices.looking)
        return "Looking for devices...";
    if (!devices.trouble.empty())
        return ValueText::shown(devices.trouble);
    const DeviceChoices choices(wishes, devices.found);
    if (devices.found && !wishes.output.empty() && choices.wished() == nullptr)
        return "The session keeps its wish: plug the device in and press Refresh, or choose another one.";
    return ValueText::shown(devices.hint);
}

void DeviceForm::showTestTone(bool sounding) {
    if (sounding == sounding_)
        return;
    sounding_ = sounding;
    tone_.setToggleState(sounding, juce::dontSendNotification);
    tone_.setButtonText(sounding ? "Stop test tone" : "Play test tone");
}

int DeviceForm::heightFor(int width) {
    const int hint = hint_.heightFor(width - nameWidth);
    return heading + 4 * (rowHeight + gap) + (hint > 0 ? hint + gap : 0) + rowHeight;
}

void DeviceForm::resized() {
    auto area = getLocalBounds().withTrimmedTop(heading);
    const auto row = [&](juce::Component& part) {
        part.setBounds(area.removeFromTop(rowHeight).withTrimmedLeft(nameWidth));
        area.removeFromTop(gap);
    };
    row(api_);
    row(output_);
    if (const int hint = hint_.heightFor(getWidth() - nameWidth); hint > 0) {
        hint_.setBounds(area.removeFromTop(hint).withTrimmedLeft(nameWidth));
        area.removeFromTop(gap);
    }
    row(rate_);
    row(block_);
    auto buttons = area.removeFromTop(rowHeight).withTrimmedLeft(nameWidth);
    refresh_.setBounds(buttons.removeFromLeft(refreshWidth));
    buttons.removeFromLeft(gap);
    tone_.setBounds(buttons.removeFromLeft(std::min(toneWidth, buttons.getWidth())));
    repaint();
}

void DeviceForm::paint(juce::Graphics& graphics) {
    graphics.setColour(findColour(Theme::text));
    graphics.setFont(Theme::face(15, true));
    graphics.drawText("The session wishes", 0, 0, getWidth(), 24, juce::Justification::centredLeft, true);
    graphics.setColour(findColour(Theme::dim));
    graphics.setFont(Theme::face(13));
    for (const auto* const box : std::initializer_list<const ChoiceBox*>{&api_, &output_, &rate_, &block_})
        graphics.drawText(box->getTitle(), 0, box->getY(), nameWidth - gap, box->getHeight(),
                          juce::Justification::centredLeft, true);
}

} // namespace rondo::host
