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

struct ChainView : PlaceholderPart {
    explicit ChainView(Workspace& workspace) : PlaceholderPart(workspace, "Chain") {}
    std::function<void(InsertId)> onOpenEditor;
};

} // namespace rondo::host
