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

/// A command in one line, which a screen reader finds as a text.
class Row final : public juce::Component {
public:
    explicit Row(const CommandEntry& entry) : entry_(entry) {
        setTitle(entry.name + ": " + entry.keysText());
        setInterceptsMouseClicks(false, false);
    }
    void paint(juce::Graphics& graphics) override {
        auto area = getLocalBounds();
        graphics.setFont(Theme::face(13));
        graphics.setColour(findColour(Theme::text));
        graphics.drawText(entry_.name, area.removeFromLeft(176), juce::Justification::centredLeft);
        graphics.setColour(findColour(Theme::accent));
        graphics.drawText(entry_.keysText(), area, juce::Justification::centredLeft);
    }

private:
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override {
        return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::staticText);
    }
    const CommandEntry& entry_;
};

} // namespace

/// The groups beside each other, or below each other where there is no room.
class KeysPage::Sheet final : public juce::Component {
public:
    Sheet() {
        for (const auto& entry : CommandEntry::all()) {
            if (groups_.empty() || groups_.back().name != entry.group)
                groups_.push_back({entry.group, {}});
            groups_.back().rows.push_back(std::make_unique<Row>(entry));
            addAndMakeVisible(*groups_.back().rows.back());
        }
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
