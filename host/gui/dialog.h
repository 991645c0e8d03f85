// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// A question in the window, in front of everything else; see DialogLayer. Its keys work without a mouse, and
/// Esc is `cancel`. [control]
class Dialog : public juce::Component {
public:
    Dialog();

    /// Returns: how large it wants to be; the layer gives no more than it has.
    virtual juce::Rectangle<int> wantedSize() const = 0;
    /// Effects: the keyboard goes to what is answered first.
    virtual void begin() = 0;
    /// Effects: ends it without an answer.
    virtual void cancel() = 0;

    /// Called when it is over; the layer sets it.
    std::function<void()> onOver;

    bool keyPressed(const juce::KeyPress& key) override;
    void paint(juce::Graphics& graphics) override;

protected:
    static constexpr int margin = 24;
    /// Effects: takes the dialog away, then does `answer`.
    void end(std::function<void()> answer);
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;
};

} // namespace rondo::host
