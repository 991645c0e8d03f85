// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/keys_page.h>

#include <algorithm>
#include <host/gui/command_entry.h>
#include <host/gui/theme.h>
#include <vector>

namespace rondo::host {
namespace {

constexpr int rowHeight = 26;
constexpr int headHeight = 40;
constexpr int columnWidth = 340;

/// Keys that a part of the window takes while the keyboard is there.
struct PartKeys {
    const char* part;
    const char* name;
    const char* keys;
};
constexpr PartKeys partKeys[] = {
    {"In the chain", "Choose an insert", "Up, Down, Home, End"},
    {"In the chain", "Open its editor", "Return"},
    {"In the chain", "Move it", "Alt+Up, Alt+Down"},
    {"In the chain", "Bypass it", "Ctrl+B"},
    {"In the chain", "Its presets", "Ctrl+P"},
    {"In the chain", "Remove it", "Delete"},
    {"In the chain", "Its menu", "Shift+F10"},
    {"In the waveform", "Larger, smaller, whole", "+, -, 0"},
    {"In the waveform", "A window on or back", "Page Down, Page Up"},
    {"In the waveform", "Move an end of the loop", "Left, Right on it"},
    {"In the waveform", "Remove the loop", "Delete on an end"},
    {"In the browser", "Into the list and back", "Down, Up"},
    {"In the browser", "Add what is chosen", "Return"},
    {"In the browser", "A favourite, or no more", "Ctrl+Shift+F"},
    {"In a plugin's window", "Its presets", "Ctrl+P"},
};

/// A command in one line, which a screen reader finds as a text.
class Row final : public juce::Component {
public:
    Row(juce::String name, juce::String keys) : name_(std::move(name)), keys_(std::move(keys)) {
        setTitle(name_ + ": " + keys_);
        setInterceptsMouseClicks(false, false);
    }
    void paint(juce::Graphics& graphics) override {
        auto area = getLocalBounds();
        graphics.setFont(Theme::face(13));
        graphics.setColour(findColour(Theme::text));
        graphics.drawText(name_, area.removeFromLeft(176), juce::Justification::centredLeft);
        graphics.setColour(findColour(Theme::accent));
        graphics.drawText(keys_, area, juce::Justification::centredLeft);
    }

private:
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override {
        return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::staticText);
    }
    const juce::String name_;
    const juce::String keys_;
};

} // namespace

/// The groups beside each other, or below each other where there is no room.
class KeysPage::Sheet final : public juce::Component {
public:
    Sheet() {
        for (const auto& entry : CommandEntry::all())
            add(entry.group, entry.name, entry.keysText());
        for (const auto& [part, name, keys] : partKeys)
            add(part, name, keys);
    }

    void layOut(int width) {
        const int columns = std::clamp(width / columnWidth, 1, static_cast<int>(groups_.size()));
        std::vector<int> ends(static_cast<std::size_t>(columns), 8);
        for (auto& group : groups_) {
            const auto shortest = std::ranges::min_element(ends);
            const int left = static_cast<int>(shortest - ends.begin()) * columnWidth + 24;
            group.head = {left, *shortest, columnWidth - 32, headHeight};
            *shortest += headHeight;
            for (auto& row : group.rows) {
                row->setBounds(left, *shortest, columnWidth - 32, rowHeight);
                *shortest += rowHeight;
            }
        }
        setSize(width, *std::ranges::max_element(ends) + 16);
    }

    void paint(juce::Graphics& graphics) override {
        graphics.setFont(Theme::face(15, true));
        graphics.setColour(findColour(Theme::text));
        for (const auto& group : groups_)
            graphics.drawText(group.name, group.head, juce::Justification::centredLeft);
    }

private:
    void add(const juce::String& group, const juce::String& name, const juce::String& keys) {
        if (groups_.empty() || groups_.back().name != group)
            groups_.push_back({group, {}});
        groups_.back().rows.push_back(std::make_unique<Row>(name, keys));
        addAndMakeVisible(*groups_.back().rows.back());
    }

    struct Group {
        juce::String name;
        std::vector<std::unique_ptr<Row>> rows;
        juce::Rectangle<int> head = {};
    };
    std::vector<Group> groups_;
};

KeysPage::KeysPage(Workspace& workspace) : Page(workspace), sheet_(std::make_unique<Sheet>()) {
    setTitle("Keys");
    setWantsKeyboardFocus(true);
    viewport_.setViewedComponent(sheet_.get(), false);
    viewport_.setScrollBarsShown(true, false);
    addAndMakeVisible(viewport_);
}

KeysPage::~KeysPage() = default;

void KeysPage::resized() {
    viewport_.setBounds(getLocalBounds());
    sheet_->layOut(getWidth() - viewport_.getScrollBarThickness());
}

} // namespace rondo::host
