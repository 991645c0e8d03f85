// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/theme.h>
#include <host/gui/wrapped_text.h>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// A sentence in as many lines as it takes, on a field with a coloured edge where it matters. [control]
class SentenceView final : public juce::Component {
public:
    /// `name`: what kind of sentence it is: "Trouble". `colour`: of Theme; Theme::dim has no field.
    SentenceView(const juce::String& name, int colour);

    /// Effects: shows it, or nothing for an empty one. Returns: whether the height may be another.
    bool show(const juce::String& sentence);
    const juce::String& sentence() const noexcept { return text_.text(); }
    /// Returns: 0 for no sentence.
    int heightFor(int width);
    /// Effects: keeps so many points on the right free.
    void setSpaceOnRight(int points) { spaceOnRight_ = points; }

    void paint(juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    bool hasField() const noexcept { return colour_ != Theme::dim; }
    int textWidth(int width) const noexcept;

    int colour_;
    int spaceOnRight_ = 0;
    WrappedText text_{Theme::face(13)};
};

} // namespace rondo::host
