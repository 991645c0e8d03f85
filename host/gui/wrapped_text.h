// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// A text in as many lines as it takes at a width; a word that is wider than that is broken. It is laid out
/// anew only when something of it changes. [control]
class WrappedText {
public:
    explicit WrappedText(juce::Font font) : font_(std::move(font)) {}

    /// Returns: whether it is another text than before.
    bool set(const juce::String& text);
    const juce::String& text() const noexcept { return text_; }
    /// Returns: the points that it is high at that width, rounded up; 0 for no text.
    int heightFor(int width);
    void draw(juce::Graphics& graphics, juce::Rectangle<int> area, juce::Colour colour);

private:
    void layOut(int width, juce::Colour colour);

    juce::Font font_;
    juce::String text_;
    juce::TextLayout layout_;
    int width_ = -1;
    juce::Colour colour_;
};

} // namespace rondo::host
