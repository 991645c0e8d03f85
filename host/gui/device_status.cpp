// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/device_status.h>

#include <cmath>
#include <host/gui/device_text.h>
#include <host/gui/value_text.h>
#include <vector>

namespace rondo::host {
namespace {

constexpr int heading = 28;
constexpr int gap = 8;
constexpr int buttonWidth = 88;

/// One name may have its host API before it, as in lists where two devices share it.
bool sameDevice(const std::string& open, const std::string& wished) {
    return open == wished || open.ends_with(":" + wished) || wished.ends_with(":" + open);
}

FactList::Fact withWish(const juce::String& name, const juce::String& value, bool given,
                        const juce::String& wish) {
    return given ? FactList::Fact{name, value}
                 : FactList::Fact{name, value + " (wished: " + wish + ")", Theme::warning};
}

juce::String channels(std::uint32_t count) {
    return DeviceText::count(count) + (count == 1 ? " channel" : " channels");
}

std::vector<FactList::Fact> factsOf(const DeviceReport& report, const DeviceWishes& wishes) {
    if (!report.open)
        return {{"Device", "none is open", Theme::dim}};
    const auto& format = report.format;
    const auto block = static_cast<std::int64_t>(format.blockFrames);
    std::vector<FactList::Fact> facts{
        withWish("Device", ValueText::shown(format.device),
                 wishes.output.empty() || sameDevice(format.device, wishes.output),
                 ValueText::shown(wishes.output)),
        withWish("Sample rate", DeviceText::rate(format.rate),
                 !wishes.rate || std::abs(*wishes.rate - format.rate) < 0.5,
                 DeviceText::rate(wishes.rate.value_or(0))),
        withWish("Block", DeviceText::frames(format.blockFrames, format.rate),
                 !wishes.block || wishes.block->value == block,
                 DeviceText::count(static_cast<std::uint64_t>(wishes.block.value_or(base::Frames{0}).value))),
        {"Output", channels(format.outputChannels)},
        {"Output latency", DeviceText::frames(format.outputLatency, format.rate)},
    };
    if (format.inputChannels == 0) {
        facts.push_back({"Input", "not open: nothing records", Theme::dim});
    } else {
        facts.push_back({"Input", channels(format.inputChannels)});
        facts.push_back({"Input latency", DeviceText::frames(format.inputLatency, format.rate)});
    }
    if (!wishes.input.empty() && !sameDevice(format.device, wishes.input))
        facts.push_back({"Wished input",
                         ValueText::shown(wishes.input) + " (kept; one device serves both ways)",
                         Theme::warning});
    return facts;
}

} // namespace

DeviceStatus::DeviceStatus() {
    setTitle("Open device");
    setFocusContainerType(FocusContainerType::focusContainer);
    trouble_.setSpaceOnRight(buttonWidth);
    tryAgain_.setTooltip("Try again to open the device that the session wishes");
    tryAgain_.onClick = [this] {
        if (onTryAgain)
            onTryAgain();
    };
    addChildComponent(trouble_);
    addChildComponent(tryAgain_);
    addChildComponent(notice_);
    addAndMakeVisible(facts_);
}

bool DeviceStatus::show(const DeviceReport& report, const DeviceWishes& wishes) {
    const bool trouble = trouble_.show(ValueText::shown(report.trouble));
    const bool notice = notice_.show(ValueText::shown(report.notice));
    tryAgain_.setVisible(!report.trouble.empty());
    const bool facts = facts_.show(factsOf(report, wishes));
    const bool other = trouble || notice || facts;
    if (other)
        resized();
    return other;
}

int DeviceStatus::heightFor(int width) {
    int height = heading + facts_.heightFor(width);
    for (auto* const sentence : {&trouble_, &notice_})
        if (const int needed = sentence->heightFor(width); needed > 0)
            height += std::max(40, needed) + gap;
    return height;
}

void DeviceStatus::resized() {
    auto area = getLocalBounds().withTrimmedTop(heading);
    for (auto* const sentence : {&trouble_, &notice_})
        if (const int needed = sentence->heightFor(getWidth()); needed > 0) {
            sentence->setBounds(area.removeFromTop(std::max(40, needed)));
            area.removeFromTop(gap);
        }
    tryAgain_.setBounds(trouble_.getRight() - buttonWidth - gap, trouble_.getBounds().getCentreY() - 13,
                        buttonWidth, 26);
    facts_.setBounds(area);
    repaint();
}

void DeviceStatus::paint(juce::Graphics& graphics) {
    graphics.setColour(findColour(Theme::text));
    graphics.setFont(Theme::face(15, true));
    graphics.drawText("Open now", 0, 0, getWidth(), 24, juce::Justification::centredLeft, true);
}

} // namespace rondo::host
