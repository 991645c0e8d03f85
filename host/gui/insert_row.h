// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/wrapped_text.h>
#include <host/player/insert_status.h>
#include <host/player/insert_title.h>
#include <host/session/insert.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>
#include <string>

namespace rondo::host {

/// An insert as a row of the chain. It edits nothing: what people do with it, it tells. Only the row that is
/// chosen can be reached by Tab, with its buttons. All functions: [control].
class InsertRow final : public juce::Component, public juce::SettableTooltipClient {
public:
    /// What the device gives to figures.
    struct Clock {
        double rate = 0;   ///< frames a second; 0: not known
        double period = 0; ///< s that a block may take; 0: not known
        friend bool operator==(const Clock&, const Clock&) = default;
    };

    explicit InsertRow(InsertId insert);
    ~InsertRow() override;

    InsertId insert() const noexcept { return insert_; }
    /// Effects: shows what the document says; `place` counts from 0.
    void show(const Insert& insert, std::size_t place, std::size_t count);
    /// Effects: shows how it does; what is as before is not painted again. Returns: whether `heightFor` has
    /// changed.
    bool showStatus(const InsertStatus& status, Clock clock);
    const InsertStatus& status() const noexcept { return status_; }
    void setChosen(bool chosen);
    bool chosen() const noexcept { return chosen_; }
    /// Effects: looks as something that is being dragged.
    void setDragged(bool dragged);
    /// Returns: the height that it needs to say all in that width.
    int heightFor(int width);
    const InsertTitle& title() const noexcept { return title_; }
    bool bypassed() const noexcept { return bypassed_; }

    /// Returns: "2.7 ms · 128 frames".
    static juce::String latencyText(std::uint32_t frames, double rate);

    std::function<void()> onChoose;
    std::function<void()> onBypass;
    std::function<void()> onRemove;
    std::function<void()> onOpenEditor;
    std::function<void()> onMenu;
    std::function<void(const juce::MouseEvent&)> onDrag; ///< the event is the row's, also below
    std::function<void(const juce::MouseEvent&)> onDragEnd;

    void paint(juce::Graphics& graphics) override;
    void resized() override;
    void mouseDown(const juce::MouseEvent& event) override;
    void mouseDrag(const juce::MouseEvent& event) override;
    void mouseUp(const juce::MouseEvent& event) override;
    void mouseDoubleClick(const juce::MouseEvent& event) override;
    void mouseEnter(const juce::MouseEvent& event) override { juce::ignoreUnused(event), repaint(); }
    void mouseExit(const juce::MouseEvent& event) override { juce::ignoreUnused(event), repaint(); }
    void focusGained(FocusChangeType cause) override;
    void focusLost(FocusChangeType cause) override { juce::ignoreUnused(cause), repaint(); }
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    class Icon;
    class Meter;
    bool wide() const { return getWidth() >= 560; }
    juce::String figures() const;
    juce::Rectangle<int> textArea() const;
    juce::Rectangle<int> figureArea() const;
    void paintFigures(juce::Graphics& graphics) const;
    void describe();

    const InsertId insert_;
    InsertTitle title_;
    std::size_t place_ = 0;
    std::size_t count_ = 0;
    bool bypassed_ = false;
    bool chosen_ = false;
    bool dragging_ = false;
    InsertStatus status_;
    Clock clock_;
    WrappedText warning_;
    std::unique_ptr<Icon> bypass_, editor_, remove_;
    std::unique_ptr<Meter> meter_;
};

} // namespace rondo::host
