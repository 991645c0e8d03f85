// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <functional>
#include <host/session/history.h>
#include <host/session/journal.h>
#include <host/session/journal_place.h>
#include <host/session/recovery.h>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/base/units.h>
#include <string>

namespace rondo::host {

/// A session while somebody works on it: its history, its file, its journal. One program at a time has it open.
///
/// Every change of the history is noted in the journal. The owner looks with a timer, at least four times a
/// second, whether the journal is due, and then lets it write, best by a task that may block:
///
///     if (session.journalIsDue())
///         pool.spawnBlocking([journal = session.journal(), now] { return journal->write(now); });
///
/// After a crash `recovery` has what the journal kept; somebody has to take or decline it before the first
/// edit. All functions: [control], one thread.
class OpenSession {
public:
    /// Tells the time that journals go by: seconds from any moment on, never backwards.
    using Clock = std::function<base::Seconds()>;
    struct Options {
        Clock clock;
        std::filesystem::path
            stateFolder; ///< for journals that cannot lie beside their session; see stateFolder()
        HistoryLimits history = {};
    };

    /// Returns: a new session without a name. Errors: when the state folder cannot be made or written to.
    static base::Result<std::unique_ptr<OpenSession>> create(Options options);
    /// Returns: the session of a file, which may also be damaged or gone as long as its journal is there.
    /// Errors: as loadSession; notOwner when another program has it open; unsupported for a journal of a newer
    /// release.
    static base::Result<std::unique_ptr<OpenSession>> open(const std::filesystem::path& path, Options options);
    /// Returns: a session without a name that a crash left; see JournalPlace::leftUntitled. Errors: as `open`.
    static base::Result<std::unique_ptr<OpenSession>> openUntitled(const JournalPlace& place, Options options);
    OpenSession(const OpenSession&) = delete;
    OpenSession& operator=(const OpenSession&) = delete;
    ~OpenSession() = default;

    History& history() noexcept { return *history_; }
    const History& history() const noexcept { return *history_; }
    /// Returns: the session's file; empty while it has no name.
    const std::filesystem::path& path() const noexcept { return path_; }
    /// Returns: a counter of all changes, which the session's file and journal have too.
    std::uint64_t revision() const noexcept { return revision_; }

    /// Returns: what a crash left that is newer than the file, until it is taken or declined.
    const std::optional<Recovery>& recovery() const noexcept { return recovery_; }
    /// Returns: why the file itself could not be read, where only the journal can.
    const std::optional<base::Error>& problem() const noexcept { return problem_; }
    /// Effects: goes on with what the journal kept, as a history that is dirty and has no steps. Invalidates
    /// what `history` returned. Requires: there is a recovery.
    void takeRecovery();
    /// Effects: goes on with the file; the first edit replaces the journal of the crash. Errors: `problem`, and
    /// then nothing is replaced.
    base::Result<void> declineRecovery();

    /// Returns: the journal, for a task that writes it. Another one after `saveAs`.
    const std::shared_ptr<Journal>& journal() const noexcept { return journal_; }
    bool journalIsDue() const { return journal_->due(clock_()); }
    /// Effects: writes the journal on this thread. Errors: as Journal::write.
    base::Result<void> writeJournal() { return journal_->write(clock_()); }

    /// Effects: saves to the session's file. Errors: as saveSession; invalidArgument while it has no name, or a
    /// recovery is neither taken nor declined.
    base::Result<void> save();
    /// Effects: saves to another file, which is the session's from now on. Errors: as `save` and `open`; then
    /// the session still has the file that it had.
    base::Result<void> saveAs(const std::filesystem::path& path);
    /// Effects: removes the journal: what is not saved is gone. Without it, the end of the object is as a
    /// crash. Errors: as Journal::remove.
    base::Result<void> close() { return journal_->remove(); }

private:
    OpenSession(Options options, std::shared_ptr<Journal> journal, std::filesystem::path path);
    base::Result<void> load();
    void begin(SessionDocument document);
    base::Result<void> checkDecided() const;

    Clock clock_;
    std::filesystem::path stateFolder_;
    HistoryLimits limits_;
    std::shared_ptr<Journal> journal_;
    std::filesystem::path path_;
    std::unique_ptr<History> history_;
    std::uint64_t revision_ = 0;
    std::optional<Recovery> recovery_;
    std::optional<base::Error> problem_;
};

} // namespace rondo::host
