// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/loop_editor.h>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// An end of the loop, for mouse and keyboard: arrows move it, farther with Shift; Delete removes the loop.
/// [control]
class LoopHandle final : public juce::Component, public juce::SettableTooltipClient {
public:
    static constexpr int width = 12;

    /// Requires: editor and axis outlive it. `part`: start or end.
    LoopHandle(LoopEditor& editor, const WaveformAxis& axis, LoopEditor::Part part);

    /// Effects: stands where its end is, in a parent whose left edge is the axis'.
    void place(int y, int height);
    base::Seconds time() const;

    void paint(juce::Graphics& graphics) override;
    void mouseDown(const juce::MouseEvent& event) override;
    void mouseDrag(const juce::MouseEvent& event) override;
    void mouseUp(const juce::MouseEvent& event) override;
    void mouseDoubleClick(const juce::MouseEvent& event) override;
    void mouseEnter(const juce::MouseEvent&) override { repaint(); }
    void mouseExit(const juce::MouseEvent&) override { repaint(); }
    bool keyPressed(const juce::KeyPress& key) override;
    bool keyStateChanged(bool isKeyDown) override;
    void focusGained(FocusChangeType) override { repaint(); }
    void focusLost(FocusChangeType) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    base::Seconds at(const juce::MouseEvent& event) const;

    LoopEditor& editor_;
    const WaveformAxis& axis_;
    const LoopEditor::Part part_;
};

} // namespace rondo::host
