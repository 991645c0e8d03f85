// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <host/hosting/hosted_plugin.h>
#include <host/hosting/plugin_search.h>
#include <host/session/history.h>
#include <host/session/open_session.h>
#include <rondo/base/result.h>
#include <string>
#include <utility>
#include <vector>

namespace rondo::host {

class SessionPlayer;

/// The edits that people do, each a step of the history under a name that an undo can show. Whoever shows the
/// session learns of them as of every edit: by History::listen. All functions: [control]. Errors, where a
/// function returns a Result: one sentence, and nothing has changed.
class SessionEdits {
public:
    /// Requires: both outlive it. `player` keeps the states of plugins that go. [control]
    SessionEdits(History& history, SessionPlayer& player) noexcept : history_(history), player_(player) {}

    /// Effects: plays these files, one after the other, in place of what was there.
    base::Result<void> openFiles(const std::vector<std::filesystem::path>& files);
    base::Result<void> addFiles(const std::vector<std::filesystem::path>& files);
    base::Result<void> useInput(LiveInput input);
    base::Result<void> setLoop(base::Seconds start, base::Seconds end, bool looping, GestureId gesture = {});

    /// Returns: the new insert. `place` counts from 0; beyond the end is the end.
    base::Result<InsertId> addPlugin(const hosting::LocatedPlugin& plugin, std::size_t place);
    /// `type`: one of ownNodeTypes().
    base::Result<InsertId> addOwnNode(const std::string& type, std::size_t place);
    base::Result<void> remove(InsertId insert);
    /// `place` counts without the insert.
    base::Result<void> move(InsertId insert, std::size_t place);
    base::Result<void> bypass(InsertId insert, bool bypassed);
    /// `parameter`: a plugin's id with a value of 0 to 1, or the name of a node's parameter in its own unit.
    base::Result<void> setParameter(InsertId insert, const std::string& parameter, double value,
                                    GestureId gesture = {});
    /// Effects: the insert's plugin takes one of its own programs over; `program` counts from 0.
    base::Result<void> chooseProgram(InsertId insert, std::size_t program);
    /// Effects: the insert takes over what a preset's file holds.
    base::Result<void> loadPreset(InsertId insert, const std::filesystem::path& file);
    /// Effects: writes what the insert is now into a preset's file; no step.
    base::Result<void> savePreset(InsertId insert, const std::filesystem::path& file);

    base::Result<void> setStrip(const StripSettings& strip, GestureId gesture = {});
    base::Result<void> setMaster(const MasterSettings& master, GestureId gesture = {});
    base::Result<void> setDevices(const DeviceWishes& devices);
    base::Result<void> rename(const std::string& name);
    /// Effects: remembers where an insert's window is; no step.
    void place(InsertId insert, const WindowPlace& window);

    GestureId newGesture() noexcept { return history_.newGesture(); }

private:
    using Values = std::vector<std::pair<std::string, double>>;
    /// Lets a plugin do something, and keeps what it is then in a step. `values`: that cover its state.
    base::Result<void> takeOver(InsertId insert, const std::string& step, hosting::HostedPlugin& plugin,
                                const Values& values, const std::function<base::Result<void>()>& act);
    base::Result<void> loadPreset(InsertId insert, const std::string& step, const HostedPlugin& preset,
                                  const std::filesystem::path& file);

    History& history_;
    SessionPlayer& player_;
};

} // namespace rondo::host
