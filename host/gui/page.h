// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/player/workspace.h>
#include <juce_gui_basics/juce_gui_basics.h>

namespace rondo::host {

/// A part of the window that shows the workspace: all that the window tells its parts. It lives no longer than
/// the workspace. All functions: [control], JUCE's message thread.
class Page : public juce::Component {
public:
    explicit Page(Workspace& workspace) noexcept : workspace_(workspace) {}

    /// Effects: shows the session anew: another one is open, or the page is new.
    virtual void sessionReplaced() {}
    /// Effects: shows what an edit has changed.
    virtual void sessionChanged(const SessionChange& change) { juce::ignoreUnused(change); }
    /// Effects: shows what moves: meters, positions, times. Called about 30 times a second while it is on
    /// screen; repaints what has changed and nothing else.
    virtual void tick() {}

protected:
    Workspace& workspace() const noexcept { return workspace_; }

private:
    Workspace& workspace_;
};

} // namespace rondo::host
