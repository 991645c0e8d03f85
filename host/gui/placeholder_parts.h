// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/page.h>
#include <host/gui/theme.h>
#include <host/hosting/plugin_search.h>

namespace rondo::host {

/// Stands where a part of the window will be.
class PlaceholderPart : public Page {
public:
    PlaceholderPart(Workspace& workspace, const juce::String& name) : Page(workspace) { setTitle(name); }
    void paint(juce::Graphics& graphics) override {
        graphics.setColour(findColour(Theme::panel));
        graphics.fillRoundedRectangle(getLocalBounds().toFloat().reduced(4), 4);
        graphics.setColour(findColour(Theme::dim));
        graphics.setFont(Theme::face(13));
        graphics.drawFittedText(getTitle(), getLocalBounds().reduced(8), juce::Justification::centred, 3);
    }
};

struct WaveformView : PlaceholderPart {
    explicit WaveformView(Workspace& workspace)
        : PlaceholderPart(workspace, "Drop sound files here, or press O") {
        setWantsKeyboardFocus(true);
    }
};

struct StripPanel : PlaceholderPart {
    static constexpr int smallestWidth = 360;
    static constexpr int height = 116;
    explicit StripPanel(Workspace& workspace) : PlaceholderPart(workspace, "Strip") {}
};

struct MeterColumn : PlaceholderPart {
    static constexpr int width = 96;
    explicit MeterColumn(Workspace& workspace) : PlaceholderPart(workspace, "Meter") {}
};

struct MetersPage : PlaceholderPart {
    explicit MetersPage(Workspace& workspace) : PlaceholderPart(workspace, "Meters") {}
};

struct ChainView : PlaceholderPart {
    explicit ChainView(Workspace& workspace) : PlaceholderPart(workspace, "Chain") {}
    std::function<void(InsertId)> onOpenEditor;
};

struct BrowserPanel : PlaceholderPart {
    explicit BrowserPanel(Workspace& workspace) : PlaceholderPart(workspace, "Browser") {
        setWantsKeyboardFocus(true);
    }
    std::function<void(const hosting::LocatedPlugin&)> onAddPlugin;
    std::function<void(const std::string& type)> onAddOwnNode;
    void focusSearch() { grabKeyboardFocus(); }
};

struct DevicePage : PlaceholderPart {
    explicit DevicePage(Workspace& workspace) : PlaceholderPart(workspace, "Device") {}
};

} // namespace rondo::host
