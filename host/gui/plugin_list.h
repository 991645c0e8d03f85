// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/browser_entry.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <vector>

namespace rondo::host {

/// The browser's plugins and nodes, one of them chosen. A row has a star, which marks a favourite, and a plus,
/// which adds; it can be dragged, as an object with the property "identifier". [control]
class PluginList final : public juce::ListBox, private juce::ListBoxModel {
public:
    PluginList();
    ~PluginList() override;

    std::function<void(const BrowserEntry&)> onAdd;       ///< Enter, a double click, or the plus
    std::function<void(const BrowserEntry&)> onFavourite; ///< Ctrl+Shift+F, or the star
    std::function<void(juce::juce_wchar)> onTyped;        ///< a letter that no command of the list is
    std::function<void()> onLeave;                        ///< up from the first row

    /// Effects: shows these. What is chosen stays so, or what is in its place when it is gone; with `fromTop`
    /// the first one is.
    void show(std::vector<BrowserEntry> entries, bool fromTop);
    const std::vector<BrowserEntry>& entries() const noexcept { return entries_; }
    /// Returns: the one that is chosen; null when there is none.
    const BrowserEntry* chosen() const;

    bool keyPressed(const juce::KeyPress& key) override;
    void paintOverChildren(juce::Graphics& graphics) override;
    void focusGained(FocusChangeType) override { repaint(); }
    void focusLost(FocusChangeType) override { repaint(); }

private:
    /// Hears where the mouse is over the rows, and nothing else: the list itself would scroll twice.
    struct Pointer final : juce::MouseListener {
        explicit Pointer(PluginList& list) noexcept : owner(list) {}
        void mouseMove(const juce::MouseEvent& event) override;
        void mouseExit(const juce::MouseEvent&) override { owner.point({}); }
        PluginList& owner;
    };
    enum class Zone { star, text, plus };
    /// Where the mouse is.
    struct Place {
        int row = -1;
        Zone zone = Zone::text;
        bool operator==(const Place&) const = default;
    };

    int getNumRows() override { return static_cast<int>(entries_.size()); }
    void paintListBoxItem(int row, juce::Graphics& graphics, int width, int height, bool isChosen) override;
    juce::String getNameForRow(int row) override;
    juce::String getTooltipForRow(int row) override;
    juce::var getDragSourceDescription(const juce::SparseSet<int>& rows) override;
    void listBoxItemClicked(int row, const juce::MouseEvent& event) override;
    void listBoxItemDoubleClicked(int row, const juce::MouseEvent& event) override;
    void returnKeyPressed(int row) override { add(row); }

    const BrowserEntry* at(int row) const;
    void add(int row);
    void mark(int row);
    static Zone zoneAt(int x, int width);
    void point(Place place);
    void paintIcons(int row, const BrowserEntry& entry, juce::Graphics& graphics, juce::Rectangle<int> area,
                    bool isChosen);

    std::vector<BrowserEntry> entries_;
    Place pointed_;
    Pointer pointer_{*this};
};

} // namespace rondo::host
