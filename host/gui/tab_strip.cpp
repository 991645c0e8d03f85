// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/tab_strip.h>

#include <host/gui/command_entry.h>
#include <host/gui/theme.h>

namespace rondo::host {

TabStrip::TabStrip(const std::vector<CommandId>& pages) : pages_(pages) {
    setTitle("Pages");
    for (const auto page : pages_) {
        const auto& entry = CommandEntry::of(page);
        auto button = std::make_unique<PlainButton>(
            entry.name.upToFirstOccurrenceOf(" page", false, false),
            PlainButton::Look{Theme::face(13), juce::Justification::centred, false, true});
        button->setTooltip(entry.tip());
        button->setRadioGroupId(1, juce::dontSendNotification);
        button->onClick = [this, page] {
            if (onChoose)
                onChoose(page);
        };
        addAndMakeVisible(*button);
        buttons_.push_back(std::move(button));
    }
}

void TabStrip::mark(CommandId page) {
    for (std::size_t number = 0; number < pages_.size(); ++number)
        buttons_[number]->setToggleState(pages_[number] == page, juce::dontSendNotification);
}

bool TabStrip::keyPressed(const juce::KeyPress& key) {
    const int step = key == juce::KeyPress::rightKey ? 1 : key == juce::KeyPress::leftKey ? -1 : 0;
    for (std::size_t number = 0; step != 0 && number < buttons_.size(); ++number)
        if (buttons_[number]->hasKeyboardFocus(false)) {
            const auto count = static_cast<int>(buttons_.size());
            const auto next = static_cast<std::size_t>((static_cast<int>(number) + step + count) % count);
            buttons_[next]->grabKeyboardFocus();
            if (onChoose)
                onChoose(pages_[next]);
            return true;
        }
    return false;
}

void TabStrip::paint(juce::Graphics& graphics) {
    graphics.setColour(findColour(Theme::outline));
    graphics.fillRect(getLocalBounds().removeFromBottom(1));
}

void TabStrip::resized() {
    auto area = getLocalBounds().reduced(8, 0);
    for (auto& button : buttons_)
        button->setBounds(area.removeFromLeft(80));
}

} // namespace rondo::host
