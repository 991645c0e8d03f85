// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>
#include <string>
#include <vector>

namespace rondo::host {

/// The blocks that were late, a sentence each, the newest first, as a list to go through; Ctrl+C copies the
/// selected one. What is selected stays selected when newer ones come. [control]
class CulpritList final : public juce::Component, private juce::ListBoxModel {
public:
    CulpritList();
    ~CulpritList() override;

    void show(const std::vector<std::string>& sentences);
    juce::ListBox& list() noexcept { return list_; }
    /// Returns: the sentence of a row, as it is shown.
    juce::String sentence(int row) const;

    void resized() override;
    void paint(juce::Graphics& graphics) override;
    void paintOverChildren(juce::Graphics& graphics) override;
    bool keyPressed(const juce::KeyPress& key) override;
    void focusOfChildComponentChanged(FocusChangeType) override { repaint(); }

private:
    int getNumRows() override { return static_cast<int>(sentences_.size()); }
    void paintListBoxItem(int row, juce::Graphics& graphics, int width, int height, bool selected) override;
    juce::String getNameForRow(int row) override { return sentence(row); }
    void listBoxItemClicked(int, const juce::MouseEvent&) override {}
    void setRowHeight();

    std::vector<std::string> sentences_;
    juce::ListBox list_{"Late blocks", this};
};

} // namespace rondo::host
