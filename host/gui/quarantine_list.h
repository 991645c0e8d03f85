// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/hosting/plugin_scan.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <vector>

namespace rondo::host {

/// What did not load and why, each with a button to try it again. [control]
class QuarantineList final : public juce::ListBox, private juce::ListBoxModel {
public:
    QuarantineList();
    ~QuarantineList() override { setModel(nullptr); }

    std::function<void(const hosting::QuarantinedPlugin&)> onRetry; ///< Enter, or the button of a row

    void show(std::vector<hosting::QuarantinedPlugin> plugins);
    std::size_t size() const noexcept { return plugins_.size(); }
    /// Effects: nothing can be tried again while a scan runs.
    void setBusy(bool busy);

    void paintOverChildren(juce::Graphics& graphics) override;
    void focusGained(FocusChangeType) override { repaint(); }
    void focusLost(FocusChangeType) override { repaint(); }

private:
    int getNumRows() override { return static_cast<int>(plugins_.size()); }
    void paintListBoxItem(int row, juce::Graphics& graphics, int width, int height, bool isChosen) override;
    juce::Component* refreshComponentForRow(int row, bool isChosen, juce::Component* existing) override;
    juce::String getNameForRow(int row) override;
    juce::String getTooltipForRow(int row) override;
    void returnKeyPressed(int row) override { retry(row); }
    const hosting::QuarantinedPlugin* at(int row) const;
    void retry(int row);

    std::vector<hosting::QuarantinedPlugin> plugins_;
    bool busy_ = false;
};

} // namespace rondo::host
