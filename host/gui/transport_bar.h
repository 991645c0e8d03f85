// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/command_id.h>
#include <host/gui/icon_button.h>
#include <host/gui/page.h>
#include <host/gui/plain_button.h>

namespace rondo::host {

/// The top of the window: the session and its menu, the transport, the time, and how the device does. [control]
class TransportBar final : public Page {
public:
    static constexpr int height = 56;

    explicit TransportBar(Workspace& workspace);

    /// Does what a button stands for.
    std::function<void(CommandId)> onCommand;
    /// Makes the menu that the session's title opens.
    std::function<juce::PopupMenu()> makeMenu;

    void sessionReplaced() override;
    void sessionChanged(const SessionChange& change) override;
    void tick() override;
    /// Effects: shows the session's name, and whether there is something to save.
    void showTitle();

    /// Returns: what stands there now, as people read it.
    juce::String positionText() const { return position_ + length_; }
    juce::String deviceText() const { return device_.getButtonText(); }
    juce::String titleText() const { return title_.getButtonText(); }

    void paint(juce::Graphics& graphics) override;
    void resized() override;

private:
    void showTimes(const TransportStatus& transport);
    void showDevice();
    void openMenu();
    IconButton& add(IconButton& button, CommandId command);

    PlainButton title_;
    IconButton toBeginning_;
    IconButton play_;
    IconButton loop_;
    IconButton capture_;
    PlainButton device_;
    juce::String position_;
    juce::String length_;
    juce::String captured_;
    juce::Rectangle<int> positionArea_;
    juce::Rectangle<int> capturedArea_;
};

} // namespace rondo::host
