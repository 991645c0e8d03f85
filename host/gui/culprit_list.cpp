// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/culprit_list.h>

#include <algorithm>
#include <host/gui/theme.h>
#include <host/gui/value_text.h>
#include <host/gui/wrapped_text.h>

namespace rondo::host {
namespace {

constexpr int edge = 8;
constexpr int gap = 4; ///< above and below a sentence

WrappedText wrapped(const juce::String& sentence) {
    WrappedText text(Theme::face(12));
    text.set(sentence);
    return text;
}

} // namespace

CulpritList::CulpritList() {
    setTitle("Late blocks");
    list_.setTitle("Late blocks");
    list_.setHelpText("The newest first. Ctrl+C copies the selected one.");
    list_.setColour(juce::ListBox::backgroundColourId, juce::Colours::transparentBlack);
    list_.setColour(juce::ListBox::outlineColourId, juce::Colours::transparentBlack);
    addAndMakeVisible(list_);
}
CulpritList::~CulpritList() { list_.setModel(nullptr); }

juce::String CulpritList::sentence(int row) const {
    return juce::isPositiveAndBelow(row, static_cast<int>(sentences_.size()))
               ? ValueText::shown(sentences_[static_cast<std::size_t>(row)])
               : juce::String();
}

void CulpritList::show(const std::vector<std::string>& sentences) {
    if (sentences == sentences_)
        return;
    // Which of equal sentences it was does not matter: they say the same.
    const int selected = list_.getSelectedRow();
    const auto kept = selected >= 0 ? sentences_[static_cast<std::size_t>(selected)] : std::string();
    sentences_ = sentences;
    list_.updateContent();
    const auto again = std::ranges::find(sentences_, kept);
    if (selected >= 0 && again != sentences_.end())
        list_.selectRow(static_cast<int>(again - sentences_.begin()), true);
    else
        list_.deselectAllRows();
    setRowHeight();
    repaint();
}

/// All rows of a list are equally high: as high as the longest sentence needs.
void CulpritList::setRowHeight() {
    const int width = list_.getVisibleRowWidth() - 2 * edge;
    int highest = 16;
    for (int row = 0; row < getNumRows(); ++row)
        highest = std::max(highest, wrapped(sentence(row)).heightFor(width));
    list_.setRowHeight(highest + 2 * gap);
}

void CulpritList::resized() {
    list_.setBounds(getLocalBounds().reduced(1));
    setRowHeight();
}

void CulpritList::paint(juce::Graphics& graphics) {
    graphics.setColour(findColour(Theme::track));
    graphics.fillRoundedRectangle(getLocalBounds().toFloat(), 4);
    if (!sentences_.empty())
        return;
    graphics.setColour(findColour(Theme::dim));
    graphics.setFont(Theme::face(13));
    graphics.drawFittedText("No block was late.", getLocalBounds().reduced(edge), juce::Justification::centred,
                            2);
}

void CulpritList::paintOverChildren(juce::Graphics& graphics) {
    if (list_.hasKeyboardFocus(true))
        Theme::drawFocus(graphics, *this);
}

void CulpritList::paintListBoxItem(int row, juce::Graphics& graphics, int width, int height, bool selected) {
    const auto colour = findColour(selected ? Theme::onAccent : Theme::text);
    if (selected) {
        graphics.setColour(findColour(Theme::accent));
        graphics.fillRect(0, 0, width, height);
    } else {
        graphics.setColour(findColour(Theme::outline));
        graphics.drawHorizontalLine(height - 1, static_cast<float>(edge), static_cast<float>(width - edge));
    }
    wrapped(sentence(row)).draw(graphics, {edge, gap, width - 2 * edge, height - 2 * gap}, colour);
}

bool CulpritList::keyPressed(const juce::KeyPress& key) {
    if (key != juce::KeyPress('c', juce::ModifierKeys::commandModifier, 0) || list_.getSelectedRow() < 0)
        return false;
    juce::SystemClipboard::copyTextToClipboard(sentence(list_.getSelectedRow()));
    return true;
}

} // namespace rondo::host
