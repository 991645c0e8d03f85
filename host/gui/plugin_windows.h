// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <functional>
#include <host/gui/insert_parameters.h>
#include <host/gui/plugin_window.h>
#include <host/player/workspace.h>
#include <juce_gui_basics/juce_gui_basics.h>
#include <map>
#include <memory>
#include <vector>

namespace rondo::host {

/// The windows of inserts, one for each at most. The session remembers where each is and which are open. The
/// owner calls `sessionReplaced`, `sessionChanged` and `tick` as those of a Page, `tick` always. All functions:
/// [control].
class PluginWindows {
public:
    /// Effects: none; `sessionReplaced` opens what was open. Requires: the workspace outlives it. `find` finds
    /// an insert's plugin; empty: the player's.
    explicit PluginWindows(Workspace& workspace, InsertParameters::FindPlugin find = {});
    /// Effects: closes all windows; the session remembers them as open.
    ~PluginWindows();
    PluginWindows(const PluginWindows&) = delete;
    PluginWindows& operator=(const PluginWindows&) = delete;

    /// Called for keys that a window and its plugin do not take. Returns whether it was taken.
    std::function<bool(const juce::KeyPress&)> onUnhandledKey;
    /// Makes the menu of an insert's presets; empty: there is none.
    std::function<juce::PopupMenu(InsertId)> makePresets;
    /// The component beside which windows appear that have no place yet; null: the middle of the screen.
    juce::Component::SafePointer<juce::Component> beside;

    /// Effects: opens the window of an insert, or brings it to the front; nothing when there is no such insert.
    void open(InsertId insert);
    void close(InsertId insert);
    void closeAll();
    /// Returns: the window of an insert; null when it is closed.
    PluginWindow* window(InsertId insert) const;
    std::size_t count() const noexcept { return windows_.size(); }

    void sessionReplaced();
    void sessionChanged(const SessionChange& change);
    void tick();
    /// Effects: closes the own editor of a plugin that goes; the player calls it.
    void pluginLeaves(InsertId insert);

private:
    struct Open {
        std::unique_ptr<PluginWindow> window;
        WindowPlace remembered;
    };
    bool ready(InsertId insert) const;
    void openNow(InsertId insert);
    void openPending();
    void remember(Open& entry, bool open);
    juce::Point<int> freePlace(const PluginWindow& window) const;

    Workspace& workspace_;
    InsertParameters::FindPlugin find_;
    std::map<InsertId, Open> windows_;
    std::vector<InsertId> pending_;                      ///< to be opened when their plugins are there
    std::vector<std::unique_ptr<PluginWindow>> leaving_; ///< which may be in the middle of a click
    std::shared_ptr<PluginWindows*> self_;               ///< for the player, which may live longer
};

} // namespace rondo::host
