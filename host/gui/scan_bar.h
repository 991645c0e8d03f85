// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/player/plugin_shelf.h>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// Where a scan is, or what the last one came to, with the button that starts or stops one. [control]
class ScanBar final : public juce::Component, public juce::SettableTooltipClient {
public:
    ScanBar();
    std::function<void()> onScan;
    std::function<void()> onStop;

    /// Effects: shows how the scan stands; repaints what is another. Returns: whether `heightFor` is another.
    bool show(const PluginShelf& shelf, std::size_t plugins, std::size_t quarantined);
    /// Returns: what is said: the plugin that a scan is at, a result, or what went wrong.
    const juce::String& message() const noexcept { return content_.message; }
    /// Returns: how high it wants to be: a sentence about trouble takes more lines.
    int heightFor(int width) const;

    void paint(juce::Graphics& graphics) override;
    void resized() override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    /// What it shows.
    struct Content {
        juce::String message;
        juce::String count; ///< while a scan runs
        double share = 0;   ///< while a scan runs, 0 to 1
        bool running = false;
        bool trouble = false;
        bool empty = false; ///< nothing was ever scanned
        bool operator==(const Content&) const = default;
    };

    static Content contentOf(const PluginShelf& shelf, std::size_t plugins, std::size_t quarantined);
    int buttonWidth() const;
    juce::Rectangle<int> textArea() const;

    juce::TextButton button_;
    Content content_;
};

} // namespace rondo::host
