// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// The value of a component that shows a text and takes none, for people who cannot see it. [control]
class ReadOnlyText final : public juce::AccessibilityTextValueInterface {
public:
    explicit ReadOnlyText(std::function<juce::String()> text) : text_(std::move(text)) {}
    bool isReadOnly() const override { return true; }
    juce::String getCurrentValueAsString() const override { return text_(); }
    void setValueAsString(const juce::String&) override {}

    /// Returns: a handler for a component that shows `text`.
    static std::unique_ptr<juce::AccessibilityHandler>
    handler(juce::Component& component, juce::AccessibilityRole role, std::function<juce::String()> text) {
        return std::make_unique<juce::AccessibilityHandler>(
            component, role, juce::AccessibilityActions{},
            juce::AccessibilityHandler::Interfaces{std::make_unique<ReadOnlyText>(std::move(text))});
    }

private:
    std::function<juce::String()> text_;
};

} // namespace rondo::host
