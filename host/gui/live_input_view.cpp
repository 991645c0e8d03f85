// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/live_input_view.h>

#include <algorithm>
#include <host/gui/theme.h>
#include <host/gui/value_text.h>

namespace rondo::host {
namespace {

juce::String nameOf(const LiveInput& input) {
    const auto first = juce::String(input.first);
    if (input.channels <= 1)
        return "Input " + first;
    const auto last = juce::String(input.first + input.channels - 1);
    return "Inputs " + first + (input.channels == 2 ? " and " : " to ") + last;
}

bool same(const LiveInput& a, const LiveInput& b) { return a.first == b.first && a.channels == b.channels; }

constexpr int blockHeight = 120;

} // namespace

LiveInputView::LiveInputView() {
    choice_.setTitle("Inputs of the device");
    choice_.setTooltip("The inputs of the device that are played");
    choice_.onChange = [this] {
        const auto index = static_cast<std::size_t>(choice_.getSelectedItemIndex());
        if (index < offered_.size())
            onChoose(offered_[index]);
    };
    files_.onClick = [this] { onFiles(); };
    addAndMakeVisible(choice_);
    addAndMakeVisible(files_);
}

void LiveInputView::show(const LiveInput& input, const DeviceReport& device, bool hasFiles) {
    const auto name = ValueText::shown(device.format.device);
    trouble_ = !device.open || device.format.inputChannels < input.first + input.channels - 1;
    sentence_ = nameOf(input);
    if (!device.trouble.empty())
        sentence_ << ": " << ValueText::shown(device.trouble);
    else if (!device.open)
        sentence_ << ": no device is open.";
    else if (trouble_)
        sentence_ << ": the device " << name << " is open with " << juce::String(device.format.inputChannels)
                  << " inputs.";
    else
        sentence_ << " of " << name;
    files_.setButtonText(hasFiles ? "Back to the files" : "Open files");
    files_.setTooltip(hasFiles ? "Plays the session's files again" : "Plays files instead (O)");
    offer(input, device.format.inputChannels);
    setTitle("Live input: " + sentence_);
    repaint();
}

void LiveInputView::offer(const LiveInput& input, std::uint32_t channels) {
    std::vector<LiveInput> offered;
    for (std::uint32_t first = 1; first + 1 <= channels; first += 2)
        offered.push_back({first, 2});
    for (std::uint32_t first = 1; first <= channels; ++first)
        offered.push_back({first, 1});
    const auto isIt = [&](const LiveInput& each) { return same(each, input); };
    if (std::ranges::none_of(offered, isIt))
        offered.insert(offered.begin(), input);
    if (!std::ranges::equal(offered, offered_, same)) {
        offered_ = std::move(offered);
        choice_.clear(juce::dontSendNotification);
        for (std::size_t index = 0; index < offered_.size(); ++index)
            choice_.addItem(nameOf(offered_[index]), static_cast<int>(index) + 1);
    }
    const auto chosen = std::ranges::find_if(offered_, isIt) - offered_.begin();
    choice_.setSelectedItemIndex(static_cast<int>(chosen), juce::dontSendNotification);
}

void LiveInputView::resized() {
    auto area = getLocalBounds().withSizeKeepingCentre(std::min(getWidth() - 16, 320), blockHeight);
    area.removeFromTop(blockHeight - 32);
    choice_.setBounds(area.removeFromLeft(area.getWidth() / 2 - 4).withHeight(28));
    files_.setBounds(area.withTrimmedLeft(8).withHeight(28));
}

void LiveInputView::paint(juce::Graphics& graphics) {
    graphics.fillAll(findColour(Theme::panel));
    auto area = getLocalBounds().withSizeKeepingCentre(getWidth() - 32, blockHeight);
    graphics.setColour(findColour(Theme::text));
    graphics.setFont(Theme::face(18, true));
    graphics.drawText("Live input", area.removeFromTop(32), juce::Justification::centred);
    graphics.setFont(Theme::face(13));
    graphics.setColour(findColour(trouble_ ? Theme::warning : Theme::dim));
    graphics.drawFittedText(sentence_, area.removeFromTop(48), juce::Justification::centred, 3, 1);
}

} // namespace rondo::host
