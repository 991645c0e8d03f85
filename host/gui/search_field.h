// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <juce_gui_basics/juce_gui_basics.h>
#include <string>

namespace rondo::host {

/// A line to look something up with: what is typed counts at once, Escape and a cross clear it. [control]
class SearchField final : public juce::Component,
                          private juce::KeyListener,
                          private juce::TextEditor::Listener {
public:
    /// `what`: what it is called, and what it shows while it is empty, with the window's key for it.
    explicit SearchField(const juce::String& what);
    ~SearchField() override;

    std::function<void()> onChange; ///< other text
    /// Another key than those of the field itself. Returns: whether that was used.
    std::function<bool(const juce::KeyPress&)> onKey;

    std::string text() const { return editor_.getText().toStdString(); }
    void setText(const juce::String& text);
    /// Effects: the keyboard goes there, with all that is in it marked.
    void focus();
    /// Effects: as if it were typed behind what is there; the keyboard goes there.
    void type(juce::juce_wchar letter);

    void paint(juce::Graphics& graphics) override;
    void resized() override;
    void lookAndFeelChanged() override;

private:
    bool keyPressed(const juce::KeyPress& key, juce::Component* origin) override;
    void textEditorTextChanged(juce::TextEditor& editor) override;
    void tell();
    void focusOfChildComponentChanged(juce::Component::FocusChangeType) override { repaint(); }

    juce::String what_;
    juce::String told_; ///< the text of the last onChange
    juce::TextEditor editor_;
    juce::ShapeButton clear_{"Clear", {}, {}, {}};
};

} // namespace rondo::host
