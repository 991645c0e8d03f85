// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <deque>
#include <host/gui/dialog.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <memory>

namespace rondo::host {

/// Lies over the whole window while a dialog is open, and keeps mouse and Tab in it. Dialogs that come
/// meanwhile wait their turn. It is no modal loop: everything goes on behind it. [control]
class DialogLayer final : public juce::Component,
                          private juce::AsyncUpdater,
                          private juce::FocusChangeListener {
public:
    DialogLayer();
    ~DialogLayer() override;

    void show(std::unique_ptr<Dialog> dialog);
    bool isOpen() const noexcept { return open_ != nullptr; }
    /// Returns: the dialog that is answered now; null when there is none.
    Dialog* dialog() const noexcept { return open_.get(); }

    void paint(juce::Graphics& graphics) override;
    void resized() override;

private:
    void begin();
    void over();
    void globalFocusChanged(juce::Component* focused) override;
    void handleAsyncUpdate() override { gone_.clear(); }

    std::unique_ptr<Dialog> open_;
    std::deque<std::unique_ptr<Dialog>> waiting_;
    std::deque<std::unique_ptr<Dialog>> gone_; ///< one of their buttons may still be at work
    juce::Component::SafePointer<juce::Component> focusedBefore_;
};

} // namespace rondo::host
