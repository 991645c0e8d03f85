// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <functional>
#include <host/gui/dialog_layer.h>
#include <host/gui/window_settings.h>
#include <host/player/workspace.h>
#include <string>
#include <vector>

namespace rondo::host {

/// What has to be asked before a session is opened, saved or left, and after a crash. All functions return at
/// once; what follows an answer follows later. What goes wrong is told in the workspace. [control]
class SessionDialogs {
public:
    using Next = std::function<void()>;

    /// Requires: all outlive it.
    SessionDialogs(Workspace& workspace, DialogLayer& layer, WindowSettings& settings)
        : workspace_(workspace), layer_(layer), settings_(settings) {}

    /// Called when the session was saved.
    Next onSaved;

    void newSession();
    /// Effects: asks for a session and opens it.
    void openSession();
    /// Effects: opens it, and offers what a crash has left of it.
    void openSession(const std::filesystem::path& file);
    /// Effects: saves, under a name that is asked for when there is none; then `next`.
    void save(Next next = {});
    void saveAs(Next next = {});
    /// Effects: when nothing is lost by leaving the session, or somebody has said what is to become of it:
    /// `next`.
    void beforeLeaving(const juce::String& leaving, Next next);
    /// Effects: asks for sound files and plays them, in place of what there is or after it.
    void openSounds(bool add);
    /// Effects: opens what was dropped: a session, or sound files.
    void openDropped(const std::vector<std::filesystem::path>& files, bool add);
    /// Effects: offers what crashes have left: sessions without a name, and the recent ones.
    void offerLeftovers();

private:
    struct Leftover;
    void saved(const base::Result<void>& result, const Next& next);
    std::vector<Leftover> leftovers() const;
    void offer(std::vector<Leftover> leftovers);
    void restore(const Leftover& leftover);
    void discard(const Leftover& leftover);
    void offerRecovery();
    void leaveAlone();
    void opened(const std::filesystem::path& file);
    void forgetIfGone(const std::filesystem::path& file);
    std::filesystem::path folder() const;

    Workspace& workspace_;
    DialogLayer& layer_;
    WindowSettings& settings_;
};

} // namespace rondo::host
