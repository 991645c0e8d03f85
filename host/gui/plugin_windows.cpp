// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/plugin_windows.h>

#include <algorithm>
#include <utility>

namespace rondo::host {

PluginWindows::PluginWindows(Workspace& workspace, InsertParameters::FindPlugin find)
    : workspace_(workspace),
      find_(find ? std::move(find)
                 : [&workspace](InsertId insert) { return workspace.player().plugin(insert); }),
      self_(std::make_shared<PluginWindows*>(this)) {
    workspace.player().onPluginsLeave([weak = std::weak_ptr(self_)](InsertId insert) {
        if (const auto self = weak.lock())
            (*self)->pluginLeaves(insert);
    });
}

PluginWindows::~PluginWindows() = default;

PluginWindow* PluginWindows::window(InsertId insert) const {
    const auto at = windows_.find(insert);
    return at == windows_.end() ? nullptr : at->second.window.get();
}

/// Whether there is something to show: a plugin takes its time, or is known to be missing.
bool PluginWindows::ready(InsertId insert) const {
    const auto* const known = workspace_.document().find(insert);
    if (known == nullptr || !std::holds_alternative<HostedPlugin>(known->content) || find_(insert) != nullptr)
        return true;
    const auto status = workspace_.player().status(insert);
    return status.missing || !status.trouble.empty();
}

void PluginWindows::open(InsertId insert) {
    if (auto* const known = window(insert)) {
        known->setMinimised(false);
        known->toFront(true);
        return;
    }
    std::erase(pending_, insert);
    openNow(insert);
    if (auto* const made = window(insert))
        made->toFront(true);
}

void PluginWindows::openNow(InsertId insert) {
    if (workspace_.document().find(insert) == nullptr || window(insert) != nullptr)
        return;
    auto made = std::make_unique<PluginWindow>(workspace_, insert, find_);
    made->onClose = [this, insert] { close(insert); };
    made->makePresets = [this, insert] { return makePresets ? makePresets(insert) : juce::PopupMenu(); };
    made->onUnhandledKey = [this](const juce::KeyPress& key) { return onUnhandledKey && onUnhandledKey(key); };
    const auto& places = workspace_.document().view->windows;
    const auto known = places.find(insert);
    WindowPlace place;
    if (known != places.end()) {
        place = known->second;
    } else {
        const auto at = freePlace(*made);
        place.x = at.x;
        place.y = at.y;
    }
    made->restore(place);
    made->setVisible(true);
    auto& entry = windows_[insert];
    entry = {std::move(made), place};
    remember(entry, true);
}

/// Beside the main window's middle, and not exactly over another one.
juce::Point<int> PluginWindows::freePlace(const PluginWindow& window) const {
    const auto& displays = juce::Desktop::getInstance().getDisplays();
    const auto* const display = displays.getPrimaryDisplay();
    const auto around = beside != nullptr    ? beside->getScreenBounds()
                        : display != nullptr ? display->userArea
                                             : juce::Rectangle<int>(0, 0, 1024, 768);
    auto at = around.getCentre() - juce::Point<int>(window.getWidth() / 2, window.getHeight() / 2);
    const auto taken = [&] {
        return std::ranges::any_of(windows_, [&](const auto& each) {
            return each.second.window->getPosition().getDistanceFrom(at) < 16;
        });
    };
    for (std::size_t tries = 0; tries < windows_.size() && taken(); ++tries)
        at += juce::Point<int>(24, 24);
    return at;
}

void PluginWindows::remember(Open& entry, bool open) {
    auto place = entry.window->place();
    place.open = open;
    place.unknown = entry.remembered.unknown;
    if (place == entry.remembered)
        return;
    entry.remembered = place;
    workspace_.edits().place(entry.window->insert(), place);
}

void PluginWindows::close(InsertId insert) {
    std::erase(pending_, insert);
    const auto at = windows_.find(insert);
    if (at == windows_.end())
        return;
    remember(at->second, false);
    at->second.window->setVisible(false);
    leaving_.push_back(std::move(at->second.window));
    windows_.erase(at);
}

void PluginWindows::closeAll() {
    pending_.clear();
    while (!windows_.empty())
        close(windows_.begin()->first);
}

void PluginWindows::pluginLeaves(InsertId insert) {
    if (auto* const known = window(insert))
        known->letPluginGo();
    for (const auto& window : leaving_)
        if (window->insert() == insert)
            window->letPluginGo();
}

void PluginWindows::sessionReplaced() {
    leaving_.clear();
    windows_.clear(); // the session that had them is gone, and remembers them as they were
    pending_.clear();
    for (const auto& [insert, place] : workspace_.document().view->windows)
        if (place.open && workspace_.document().find(insert) != nullptr)
            pending_.push_back(insert);
    openPending();
}

void PluginWindows::openPending() {
    const auto waiting = std::exchange(pending_, {});
    for (const auto insert : waiting)
        if (ready(insert))
            openNow(insert);
        else
            pending_.push_back(insert);
}

void PluginWindows::sessionChanged(const SessionChange& change) {
    for (const auto insert : change.removed) { // open as it was, for the undo that brings it back
        std::erase(pending_, insert);
        const auto at = windows_.find(insert);
        if (at == windows_.end())
            continue;
        at->second.window->setVisible(false);
        leaving_.push_back(std::move(at->second.window));
        windows_.erase(at);
    }
    const auto& places = workspace_.document().view->windows;
    for (const auto insert : change.added)
        if (const auto at = places.find(insert); at != places.end() && at->second.open)
            pending_.push_back(insert);
    for (const auto& changed : change.changed)
        if (changed.bypass || changed.content || changed.unknown || changed.state ||
            !changed.parameters.empty())
            if (auto* const known = window(changed.id))
                known->refresh();
}

void PluginWindows::tick() {
    leaving_.clear();
    if (!pending_.empty())
        openPending();
    for (auto& [insert, entry] : windows_) {
        entry.window->tick();
        if (!entry.window->isMinimised())
            remember(entry, true);
    }
}

} // namespace rondo::host
