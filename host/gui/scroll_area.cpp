// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/scroll_area.h>

namespace rondo::host {
namespace {

constexpr int margin = 16; ///< around what has the keyboard

} // namespace

ScrollArea::ScrollArea() {
    setScrollBarsShown(true, false);
    setWantsKeyboardFocus(false);
    juce::Desktop::getInstance().addFocusChangeListener(this);
}
ScrollArea::~ScrollArea() { juce::Desktop::getInstance().removeFocusChangeListener(this); }

void ScrollArea::globalFocusChanged(juce::Component* focused) {
    auto* const content = getViewedComponent();
    if (content == nullptr || focused == nullptr || !content->isParentOf(focused))
        return;
    const auto area = content->getLocalArea(focused, focused->getLocalBounds()).expanded(0, margin);
    const auto seen = getViewArea();
    if (area.getY() < seen.getY() || area.getHeight() > seen.getHeight())
        setViewPosition(0, area.getY());
    else if (area.getBottom() > seen.getBottom())
        setViewPosition(0, area.getBottom() - seen.getHeight());
}

} // namespace rondo::host
