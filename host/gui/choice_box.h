// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// A list to choose from that opens by arrow keys instead of running through its lines, for choices that cost
/// something each. Its accessible name is its title, and its value what is chosen. [control]
class ChoiceBox final : public juce::ComboBox {
public:
    /// `name`: what is chosen: "Sample rate".
    explicit ChoiceBox(const juce::String& name);

    /// Effects: other lines, of which `chosen`, counted from 0, is shown; nothing is told.
    void show(const juce::StringArray& lines, int chosen);
    /// Told when a person has chosen another line.
    std::function<void(int line)> onChosen = {};

    bool keyPressed(const juce::KeyPress& key) override;
    void mouseWheelMove(const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel) override;
    void paintOverChildren(juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    juce::StringArray lines_;
};

} // namespace rondo::host
