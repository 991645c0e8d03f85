// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <functional>
#include <host/player/plugin_shelf.h>
#include <host/player/preset_folder.h>
#include <host/player/session_edits.h>
#include <host/player/session_player.h>
#include <host/session/open_session.h>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/session/peaks/peak_cache.h>
#include <rondo/task/pool.h>
#include <string>
#include <vector>

namespace rondo::host {

/// Everything that a window shows and edits, without the window: the session that is open, its player, the
/// plugins of the machine, and what there is to tell. One thread, which is JUCE's message thread.
class Workspace {
public:
    struct Options {
        PluginShelf::Options shelf;
        std::filesystem::path stateFolder = {}; ///< of journals; empty: the usual one
        std::string device = {};                ///< in place of what sessions wish for; empty: their wish
        std::function<base::Result<std::unique_ptr<device::AudioDevice>>(const device::StreamRequest&)>
            openDevice = {};
        OpenSession::Clock clock = {}; ///< empty: the system's
    };

    /// Effects: begins with a new session; no device is open yet. Errors: throws base::Failure when the state
    /// folder cannot be used. [control]
    explicit Workspace(Options options);
    ~Workspace();
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    OpenSession& session() noexcept;
    History& history() noexcept;
    const SessionDocument& document() const noexcept;
    SessionPlayer& player() noexcept;
    /// Returns: the edits of the session of now; not to be kept. [control]
    SessionEdits edits() noexcept;
    PluginShelf& shelf() noexcept;
    const PresetFolder& presets() const noexcept;
    session::PeakCache& peaks() noexcept;
    task::Pool& pool() noexcept;

    /// Effects: puts another session in the place of this one, whose journal is removed unless it holds a
    /// recovery that was neither taken nor declined: ask first whether to save. Errors: as OpenSession::open;
    /// then the session of before is still open. `onSessionReplaced` tells the others. [control]
    base::Result<void> newSession();
    base::Result<void> openSession(const std::filesystem::path& path);
    /// Returns: the sessions without a name that crashes have left. [control]
    std::vector<JournalPlace> leftUntitled() const;
    base::Result<void> openUntitled(const JournalPlace& place);
    /// Effects: decides about OpenSession::recovery. What is taken has no window of a plugin open. [control]
    base::Result<void> takeRecovery();
    base::Result<void> declineRecovery();
    /// Effects: keeps the states of plugins, then saves. [control]
    base::Result<void> save();
    base::Result<void> saveAs(const std::filesystem::path& path);
    /// Returns: what a title shows: the file's name, or "Untitled". [control]
    std::string title() const;
    /// Effects: ends the session: its journal is removed, so that nothing is offered at the next start, but for
    /// a recovery that was neither taken nor declined. [control]
    base::Result<void> closeSession();
    /// Effects: writes what the journal does not have yet, at once: when the program has to end. [control]
    void rescue() noexcept;

    /// Effects: what a timer does, 20 to 60 times a second: player, shelf and journal. [control]
    void attend();
    /// Effects: a sentence for people, shown until it is read. [control]
    void tell(std::string sentence);
    /// Effects: tells the error of a result that has one. Returns: whether there is none. [control]
    template <class T>
    bool check(const base::Result<T>& result) {
        if (!result)
            tell(result.error().text);
        return result.has_value();
    }
    std::vector<std::string> takeNotices();

    /// Effects: `listener` is called for each change of the session that is open, also after it was replaced.
    void onChange(std::function<void(const SessionChange&)> listener);
    /// Effects: `listener` is called when another session is open.
    void onSessionReplaced(std::function<void()> listener);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace rondo::host
