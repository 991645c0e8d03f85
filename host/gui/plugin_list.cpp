// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/plugin_list.h>

#include <algorithm>
#include <host/gui/browser_icons.h>
#include <host/gui/theme.h>

namespace rondo::host {
namespace {

constexpr int heightOfRow = 40;
constexpr int iconWidth = 32;

juce::String shown(const std::string& text) { return juce::String::fromUTF8(text.c_str()); }

bool isTyped(const juce::KeyPress& key) {
    const auto modifiers = key.getModifiers();
    return key.getTextCharacter() > ' ' && key.getTextCharacter() != 0x7f && !modifiers.isCtrlDown() &&
           !modifiers.isAltDown() && !key.isKeyCode(juce::KeyPress::deleteKey) &&
           !key.isKeyCode(juce::KeyPress::backspaceKey);
}

} // namespace

PluginList::PluginList() : juce::ListBox("Plugins") {
    setModel(this);
    setRowHeight(heightOfRow);
    setTitle("Plugins");
    setHelpText("Enter adds the plugin after the insert that is chosen, Control Shift F marks it as a "
                "favourite, and what is typed is looked for.");
    setColour(backgroundColourId, juce::Colours::transparentBlack);
    addMouseListener(&pointer_, true);
}

PluginList::~PluginList() {
    removeMouseListener(&pointer_);
    setModel(nullptr);
}

void PluginList::show(std::vector<BrowserEntry> entries, bool fromTop) {
    const auto* const before = chosen();
    const auto kept = before == nullptr || fromTop ? std::string() : before->identifier();
    const int place = fromTop ? 0 : std::max(0, getSelectedRow());
    entries_ = std::move(entries);
    const auto found = std::ranges::find(entries_, kept, &BrowserEntry::identifier);
    const int last = static_cast<int>(entries_.size()) - 1;
    pointed_ = {};
    updateContent();
    selectRow(found == entries_.end() ? std::min(place, last) : static_cast<int>(found - entries_.begin()),
              !fromTop);
    if (fromTop)
        setVerticalPosition(0);
    repaint();
}

const BrowserEntry* PluginList::at(int row) const {
    return row >= 0 && row < static_cast<int>(entries_.size()) ? &entries_[static_cast<std::size_t>(row)]
                                                               : nullptr;
}

const BrowserEntry* PluginList::chosen() const { return at(getSelectedRow()); }

void PluginList::add(int row) {
    if (const auto* entry = at(row); entry != nullptr && onAdd)
        onAdd(BrowserEntry(*entry)); // a copy: what is called may change the list
}

void PluginList::mark(int row) {
    if (const auto* entry = at(row); entry != nullptr && onFavourite)
        onFavourite(BrowserEntry(*entry));
}

bool PluginList::keyPressed(const juce::KeyPress& key) {
    if (key == juce::KeyPress('f', juce::ModifierKeys::ctrlModifier | juce::ModifierKeys::shiftModifier, 0)) {
        mark(getSelectedRow());
        return true;
    }
    if (key == juce::KeyPress::upKey && getSelectedRow() <= 0 && onLeave) {
        onLeave();
        return true;
    }
    if (isTyped(key) && onTyped) {
        onTyped(key.getTextCharacter());
        return true;
    }
    return ListBox::keyPressed(key);
}

PluginList::Zone PluginList::zoneAt(int x, int width) {
    return x < iconWidth ? Zone::star : x >= width - iconWidth ? Zone::plus : Zone::text;
}

void PluginList::point(Place place) {
    if (place == pointed_)
        return;
    const auto before = std::exchange(pointed_, place);
    if (before.row >= 0)
        repaintRow(before.row);
    if (place.row >= 0)
        repaintRow(place.row);
}

void PluginList::Pointer::mouseMove(const juce::MouseEvent& event) {
    const auto position = event.getEventRelativeTo(&owner).getPosition();
    const int row = owner.getRowContainingPosition(position.x, position.y);
    owner.point({row, zoneAt(position.x, owner.getVisibleRowWidth())});
}

void PluginList::listBoxItemClicked(int row, const juce::MouseEvent& event) {
    if (event.mods.isPopupMenu())
        return;
    const auto zone = zoneAt(event.x, getVisibleRowWidth());
    if (zone == Zone::star)
        mark(row);
    else if (zone == Zone::plus)
        add(row);
}

void PluginList::listBoxItemDoubleClicked(int row, const juce::MouseEvent& event) {
    if (zoneAt(event.x, getVisibleRowWidth()) == Zone::text)
        add(row);
}

juce::String PluginList::getNameForRow(int row) {
    const auto* entry = at(row);
    return entry == nullptr ? juce::String() : shown(entry->spoken());
}

juce::String PluginList::getTooltipForRow(int row) {
    const auto* entry = at(row);
    if (entry == nullptr)
        return {};
    if (pointed_.row == row && pointed_.zone == Zone::star)
        return entry->favourite ? "No favourite any more (Ctrl+Shift+F)" : "Favourite (Ctrl+Shift+F)";
    if (pointed_.row == row && pointed_.zone == Zone::plus)
        return "Add after the insert that is chosen (Enter)";
    auto text = entry->name() + "\n" + entry->details();
    if (const auto* located = entry->plugin())
        text += "\n" + located->plugin.identifier + "\n" + located->path.string();
    return shown(text);
}

juce::var PluginList::getDragSourceDescription(const juce::SparseSet<int>& rows) {
    const auto* entry = rows.isEmpty() ? nullptr : at(rows[0]);
    if (entry == nullptr)
        return {};
    auto* description = new juce::DynamicObject; // the var owns it
    description->setProperty("identifier", shown(entry->identifier()));
    return description;
}

void PluginList::paintListBoxItem(int row, juce::Graphics& graphics, int width, int height, bool isChosen) {
    const auto* entry = at(row);
    if (entry == nullptr)
        return;
    auto area = juce::Rectangle<int>(width, height);
    if (isChosen || row == pointed_.row) {
        graphics.setColour(isChosen ? findColour(Theme::accent).withAlpha(0.22F) : findColour(Theme::raised));
        graphics.fillRoundedRectangle(area.toFloat().reduced(1), 4);
    }
    paintIcons(row, *entry, graphics, area, isChosen);
    area = area.reduced(iconWidth, 4);
    graphics.setFont(Theme::face(13.0F));
    graphics.setColour(findColour(Theme::text));
    graphics.drawText(shown(entry->name()), area.removeFromTop(area.getHeight() / 2),
                      juce::Justification::centredLeft);
    graphics.setFont(Theme::face(12.0F));
    graphics.setColour(findColour(Theme::dim));
    graphics.drawText(shown(entry->details()), area, juce::Justification::centredLeft);
}

/// A star that is not set, and the plus, are seen where the mouse or the keyboard is: hundreds are noise.
void PluginList::paintIcons(int row, const BrowserEntry& entry, juce::Graphics& graphics,
                            juce::Rectangle<int> area, bool isChosen) {
    const bool pointed = row == pointed_.row;
    const auto colour = [&](Zone zone, Theme::Colours usual) {
        return findColour(pointed && pointed_.zone == zone ? Theme::text : usual);
    };
    if (entry.favourite || pointed || isChosen) {
        graphics.setColour(colour(Zone::star, entry.favourite ? Theme::warning : Theme::dim));
        BrowserIcons::draw(graphics, BrowserIcons::star(), area.withWidth(iconWidth).toFloat(), 15,
                           entry.favourite);
    }
    if (pointed || isChosen) {
        graphics.setColour(colour(Zone::plus, Theme::accent));
        BrowserIcons::draw(graphics, BrowserIcons::plus(), area.removeFromRight(iconWidth).toFloat(), 13);
    }
}

void PluginList::paintOverChildren(juce::Graphics& graphics) {
    if (hasKeyboardFocus(false))
        Theme::drawFocus(graphics, *this);
}

} // namespace rondo::host
