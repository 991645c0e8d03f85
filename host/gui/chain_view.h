// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/insert_row.h>
#include <host/gui/page.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rondo::host {

/// The inserts of the session in the order of the signal, from the source to strip and master. Up, Down, Home
/// and End choose one; Alt with Up and Down moves it, as dragging does; Return opens its editor, Ctrl+B
/// bypasses it, Ctrl+P shows its presets, Delete removes it. [control]
class ChainView final : public Page, public juce::DragAndDropTarget {
public:
    explicit ChainView(Workspace& workspace);
    ~ChainView() override;

    /// Called when people want to see an insert's editor.
    std::function<void(InsertId)> onOpenEditor;
    /// Makes the menu of an insert's presets; empty: there is none.
    std::function<juce::PopupMenu(InsertId)> makePresets;
    /// Called when something of the browser was dropped: its `identifier`, and the place in the chain, from 0.
    std::function<void(const juce::String& identifier, std::size_t place)> onDropPlugin;

    /// Returns: the insert that is chosen; none in an empty chain.
    InsertId chosen() const noexcept { return chosen_; }
    /// Returns: where something new belongs: behind the insert that is chosen, counted from 0.
    std::size_t placeAfterChosen() const;
    /// Effects: chooses an insert of the chain, and brings it into view.
    void choose(InsertId insert);
    /// Effects: shows the menu of an insert: all that one can do with it.
    void showMenu(InsertId insert);
    /// Effects: shows the menu of its presets.
    void showPresets(InsertId insert);
    /// Returns: the row of an insert, or null.
    InsertRow* row(InsertId insert) const;

    void sessionReplaced() override;
    void sessionChanged(const SessionChange& change) override;
    void tick() override;

    void paint(juce::Graphics& graphics) override;
    void resized() override;
    bool keyPressed(const juce::KeyPress& key) override;
    void lookAndFeelChanged() override { repaint(); }
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

    /// Effects: what is dragged from the browser has an object with an `identifier` as its description.
    bool isInterestedInDragSource(const SourceDetails& details) override;
    void itemDragEnter(const SourceDetails& details) override;
    void itemDragMove(const SourceDetails& details) override;
    void itemDragExit(const SourceDetails& details) override;
    void itemDropped(const SourceDetails& details) override;

private:
    class List;
    /// Scrolls by the mouse alone: the keys choose inserts.
    class Scroller final : public juce::Viewport {
    public:
        bool keyPressed(const juce::KeyPress&) override { return false; }
    };
    class DropLine;
    std::unique_ptr<InsertRow> makeRow(InsertId insert);
    void arrange();
    void layOut();
    std::optional<std::size_t> placeOf(InsertId insert) const;
    void chooseAt(std::ptrdiff_t place);
    void moveBy(InsertId insert, int places);
    void toggleBypass(InsertId insert);
    void remove(InsertId insert);
    void drag(InsertRow& row, const juce::MouseEvent& event);
    void drop(InsertRow& row);
    void showDropPlace(juce::Point<int> inList);
    void hideDropPlace();
    void show(juce::PopupMenu menu, InsertRow& row);
    bool updateStatus(InsertRow& row);
    void updateEnds();

    std::vector<std::unique_ptr<InsertRow>> rows_;    ///< in the order of the document
    std::vector<std::unique_ptr<InsertRow>> leaving_; ///< which may be in the middle of a click
    std::unique_ptr<List> list_;
    std::unique_ptr<DropLine> dropLine_; ///< a child of the list
    Scroller viewport_;
    InsertId chosen_;
    InsertId dragged_;
    bool dragGivenUp_ = false;                           ///< with Escape, until the button is let go
    std::optional<std::size_t> dropPlace_;               ///< where what is dragged would be put
    std::optional<juce::Point<int>> draggedFromOutside_; ///< where it is, in this component
    InsertRow::Clock clock_;
    juce::String source_;
    juce::String latency_;
    std::size_t nextStatus_ = 0; ///< of the rows out of sight, one a tick
    unsigned ticks_ = 0;
};

} // namespace rondo::host
