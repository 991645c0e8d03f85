// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/gui/insert_parameters.h>
#include <host/gui/parameter_row.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>
#include <vector>

namespace rondo::host {

/// All values of an insert below each other, for every plugin and node; for a plugin that is missing the values
/// that are kept, with the reason. Only rows that are seen are made. All functions: [control].
class GenericEditor final : public juce::Component, private juce::ListBoxModel {
public:
    static constexpr std::size_t mostWithoutFilter = 12;

    /// Requires: the workspace outlives it. `find` finds the plugin; empty: the player's.
    GenericEditor(Workspace& workspace, InsertId insert, InsertParameters::FindPlugin find = {});
    ~GenericEditor() override;

    /// Effects: shows what the document and the plugin have now: after an edit, and when a plugin comes.
    void refresh();
    /// Effects: lets go of the plugin, which goes.
    void letPluginGo();
    /// Effects: follows what the plugin does by itself; for a timer.
    void tick();
    /// Effects: shows only values whose names have all words of the text.
    void setFilter(const juce::String& text);

    const InsertParameters& parameters() const noexcept { return parameters_; }
    /// Returns: the row of a parameter; null when it is not in sight.
    ParameterRow* row(std::size_t parameter) const;
    /// Returns: how many values are shown, in sight or not.
    std::size_t shown() const noexcept { return order_.size(); }
    /// Returns: the height in which nothing has to scroll.
    int fullHeight() const;

    void paint(juce::Graphics& graphics) override;
    void resized() override;
    bool keyPressed(const juce::KeyPress& key) override;
    void lookAndFeelChanged() override;

private:
    class List;
    int getNumRows() override { return static_cast<int>(order_.size()); }
    void paintListBoxItem(int, juce::Graphics&, int, int, bool) override {}
    juce::Component* refreshComponentForRow(int row, bool chosen, juce::Component* existing) override;
    juce::String getNameForRow(int row) override;
    void rebuild();
    int reasonHeight() const;
    template <class Do>
    void forRowsInSight(Do&& act) const;

    Workspace& workspace_;
    InsertParameters parameters_;
    std::vector<std::size_t> order_; ///< parameters that the filter lets through
    bool others_ = false;            ///< while rows are given other parameters
    juce::TextEditor filter_;
    std::unique_ptr<List> list_;
};

} // namespace rondo::host
