// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/search_field.h>

#include <host/gui/browser_icons.h>
#include <host/gui/theme.h>

namespace rondo::host {

SearchField::SearchField(const juce::String& what) : what_(what) {
    setFocusContainerType(FocusContainerType::none);
    editor_.setTitle(what);
    editor_.setFont(Theme::face(13.0F));
    editor_.setBorder({});
    editor_.setIndents(0, 0);
    editor_.setJustification(juce::Justification::centredLeft);
    editor_.setSelectAllWhenFocused(false);
    editor_.setEscapeAndReturnKeysConsumed(false);
    editor_.addKeyListener(this);
    editor_.addListener(this);
    addAndMakeVisible(editor_);
    clear_.setShape(BrowserIcons::cross(), false, true, false);
    clear_.setBorderSize(juce::BorderSize<int>(11));
    clear_.setTitle("Clear the search");
    clear_.setTooltip("Clear the search (Escape)");
    clear_.setWantsKeyboardFocus(false);
    clear_.onClick = [this] {
        setText({});
        focus();
    };
    addChildComponent(clear_);
    lookAndFeelChanged();
}

SearchField::~SearchField() {
    editor_.removeListener(this);
    editor_.removeKeyListener(this);
}

void SearchField::setText(const juce::String& text) {
    editor_.setText(text, false);
    tell();
}

void SearchField::focus() {
    editor_.grabKeyboardFocus();
    editor_.selectAll();
}

void SearchField::type(juce::juce_wchar letter) {
    editor_.moveCaretToEnd();
    editor_.insertTextAtCaret(juce::String::charToString(letter));
    editor_.grabKeyboardFocus();
}

void SearchField::paint(juce::Graphics& graphics) {
    const auto area = getLocalBounds().toFloat().reduced(0.5F);
    graphics.setColour(findColour(Theme::raised));
    graphics.fillRoundedRectangle(area, 4);
    graphics.setColour(findColour(Theme::dim));
    BrowserIcons::draw(graphics, BrowserIcons::glass(), area.withWidth(32), 14);
    if (editor_.hasKeyboardFocus(true))
        Theme::drawFocus(graphics, *this);
}

void SearchField::resized() {
    auto area = getLocalBounds();
    area.removeFromLeft(32);
    clear_.setBounds(area.removeFromRight(32));
    editor_.setBounds(area);
}

void SearchField::lookAndFeelChanged() {
    const juce::Colour none;
    for (const auto id : {juce::TextEditor::backgroundColourId, juce::TextEditor::outlineColourId,
                          juce::TextEditor::focusedOutlineColourId, juce::TextEditor::shadowColourId})
        editor_.setColour(id, none);
    editor_.setColour(juce::TextEditor::textColourId, findColour(Theme::text));
    editor_.setColour(juce::TextEditor::highlightColourId, findColour(Theme::accent).withAlpha(0.4F));
    editor_.setColour(juce::TextEditor::highlightedTextColourId, findColour(Theme::text));
    editor_.setColour(juce::CaretComponent::caretColourId, findColour(Theme::accent));
    editor_.applyColourToAllText(findColour(Theme::text));
    editor_.setTextToShowWhenEmpty(what_ + " (Ctrl+F)", findColour(Theme::dim));
    clear_.setColours(findColour(Theme::dim), findColour(Theme::text), findColour(Theme::accent));
    repaint();
}

bool SearchField::keyPressed(const juce::KeyPress& key, juce::Component*) {
    if (key == juce::KeyPress::escapeKey && !editor_.isEmpty()) {
        setText({});
        return true;
    }
    tell();
    return onKey && onKey(key);
}

void SearchField::textEditorTextChanged(juce::TextEditor&) { tell(); }

/// The editor tells of changes by a message, which a quick key may overtake.
void SearchField::tell() {
    if (told_ == editor_.getText())
        return;
    told_ = editor_.getText();
    clear_.setVisible(!editor_.isEmpty());
    if (onChange)
        onChange();
}

} // namespace rondo::host
