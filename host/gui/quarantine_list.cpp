// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/quarantine_list.h>

#include <host/gui/theme.h>
#include <utility>

namespace rondo::host {
namespace {

constexpr int heightOfRow = 64;
constexpr int buttonWidth = 64;

juce::String shown(const std::string& text) { return juce::String::fromUTF8(text.c_str()); }

std::string whole(const hosting::QuarantinedPlugin& entry) {
    return entry.plugin.identifier.empty() ? entry.path.filename().string() : entry.plugin.identifier;
}

/// The end of a URI is what tells plugins apart, and it would be cut off.
std::string shortName(const hosting::QuarantinedPlugin& entry) {
    const auto name = whole(entry);
    const auto cut = name.find_last_of("/#");
    return cut == std::string::npos || cut + 1 == name.size() ? name : name.substr(cut + 1);
}

/// Lets clicks through to its row, apart from those on the button.
struct RetryCell final : juce::Component {
    RetryCell() {
        setInterceptsMouseClicks(false, true);
        button.setWantsKeyboardFocus(false); // Enter in the list does the same
        button.setTooltip("Try to load it again (Enter)");
        addAndMakeVisible(button);
    }
    void resized() override {
        button.setBounds(
            getLocalBounds().removeFromRight(buttonWidth + 8).withSizeKeepingCentre(buttonWidth, 28));
    }
    juce::TextButton button{"Retry"};
};

} // namespace

QuarantineList::QuarantineList() : juce::ListBox("Quarantine") {
    setModel(this);
    setRowHeight(heightOfRow);
    setTitle("Quarantine");
    setHelpText("Enter tries to load the plugin again.");
    setColour(backgroundColourId, juce::Colours::transparentBlack);
}

void QuarantineList::show(std::vector<hosting::QuarantinedPlugin> plugins) {
    plugins_ = std::move(plugins);
    updateContent();
    if (getSelectedRow() < 0)
        selectRow(0);
    repaint();
}

void QuarantineList::setBusy(bool busy) {
    if (std::exchange(busy_, busy) != busy)
        updateContent();
}

const hosting::QuarantinedPlugin* QuarantineList::at(int row) const {
    return row >= 0 && row < static_cast<int>(plugins_.size()) ? &plugins_[static_cast<std::size_t>(row)]
                                                               : nullptr;
}

void QuarantineList::retry(int row) {
    if (const auto* entry = at(row); entry != nullptr && !busy_ && onRetry)
        onRetry(hosting::QuarantinedPlugin(*entry)); // a copy: what is called may change the list
}

juce::String QuarantineList::getNameForRow(int row) {
    const auto* entry = at(row);
    return entry == nullptr ? juce::String()
                            : shown(shortName(*entry) + ", " + hosting::name(entry->format) + ", it " +
                                    entry->plugin.reason);
}

juce::String QuarantineList::getTooltipForRow(int row) {
    const auto* entry = at(row);
    return entry == nullptr ? juce::String()
                            : shown(whole(*entry) + " " + entry->plugin.reason + "\n" + entry->path.string());
}

juce::Component* QuarantineList::refreshComponentForRow(int row, bool, juce::Component* existing) {
    std::unique_ptr<juce::Component> old(existing);
    const auto* entry = at(row);
    if (entry == nullptr)
        return nullptr;
    auto* cell = dynamic_cast<RetryCell*>(old.get());
    if (cell == nullptr)
        old.reset(cell = new RetryCell);
    cell->button.setEnabled(!busy_);
    cell->button.setTitle(shown("Retry " + shortName(*entry)));
    cell->button.onClick = [this, row] {
        // Later: what is called may take the button away.
        juce::MessageManager::callAsync([list = SafePointer<QuarantineList>(this), row] {
            if (list != nullptr)
                list->retry(row);
        });
    };
    return old.release();
}

void QuarantineList::paintListBoxItem(int row, juce::Graphics& graphics, int width, int height, bool isChosen) {
    const auto* entry = at(row);
    if (entry == nullptr)
        return;
    auto area = juce::Rectangle<int>(width, height);
    if (isChosen) {
        graphics.setColour(findColour(Theme::accent).withAlpha(0.22F));
        graphics.fillRoundedRectangle(area.toFloat().reduced(1), 4);
    }
    area.removeFromRight(buttonWidth + 16);
    area = area.reduced(8, 6);
    graphics.setFont(Theme::face(13.0F));
    graphics.setColour(findColour(Theme::text));
    graphics.drawText(shown(shortName(*entry)), area.removeFromTop(20), juce::Justification::centredLeft);
    graphics.setFont(Theme::face(12.0F));
    graphics.setColour(findColour(Theme::dim));
    graphics.drawFittedText(shown(hosting::name(entry->format) + std::string(", ") + entry->plugin.reason),
                            area, juce::Justification::topLeft, 2, 1.0F);
}

void QuarantineList::paintOverChildren(juce::Graphics& graphics) {
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

} // namespace rondo::host
