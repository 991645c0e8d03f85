// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <host/session/detail/file_lock.h>
#include <host/session/detail/open_file.h>
#include <host/session/journal_place.h>
#include <host/session/recovery.h>
#include <host/session/session_document.h>
#include <memory>
#include <mutex>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/base/units.h>
#include <string>
#include <string_view>

namespace rondo::host {

/// Keeps on disk what was edited since a session was saved. The owner notes each new document, and within a
/// second lets `write` bring the newest one to the disk, on any thread: an edit that stands in memory alone for
/// longer than `interval` makes it due. `write` appends what changed; when much was appended, or something
/// failed, it makes the file anew under another name and renames it. So the file is whole, up to a last line
/// that a crash can cut off, at every moment. Destruction leaves it, as a crash does; `remove` ends it.
class Journal {
public:
    /// How long a noted document waits before it is due: well below the second that a crash may cost.
    static constexpr base::Seconds interval{0.5};

    /// Effects: locks the place and removes what a crash left half-written there. `what` names the session in
    /// sentences. Errors: notOwner when another program has it open; else what the system says. Progress:
    /// blocking. [control]
    static base::Result<std::shared_ptr<Journal>> open(JournalPlace place, std::string what);
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    ~Journal() = default;

    /// Returns: what a crash left in the file, or nothing where there is none. Errors: damaged, unsupported or
    /// refused for a file that cannot be read, which stays. Requires: `start` was not called. Progress:
    /// blocking. [control]
    base::Result<std::optional<Recovery>> recover() const;
    /// Effects: gives the file another name, ".aside" behind its own, so that nothing of it is lost. [control]
    void setAside();
    /// Effects: from now on notes are taken, and the first `write` replaces the file. [control]
    void start();
    /// Effects: holds the document for the next `write`. Takes no time that depends on its size. Requires:
    /// `start` was called, else it does nothing; revisions grow. Progress: blocking, for a moment. [any]
    void note(SessionDocument document, std::uint64_t revision, std::string_view edit, base::Seconds now);
    /// Returns: whether something noted waits since `interval` or longer. Progress: blocking, for a moment.
    /// [any]
    bool due(base::Seconds now) const;
    /// Effects: brings what was noted last to the disk. Errors: full or refused in a sentence; what was on the
    /// disk before still is, and it is due again after `interval`. Progress: blocking. [worker] [control]
    base::Result<void> write(base::Seconds now);
    /// Effects: removes the file and ends the lock; from now on nothing is written. Errors: what the system
    /// says. [control]
    base::Result<void> remove();

    const JournalPlace& place() const noexcept { return place_; }

private:
    struct Noted {
        SessionDocument document;
        std::uint64_t revision = 0;
        std::string edit;
        base::Seconds since;
    };
    Journal(JournalPlace place, std::string what, detail::FileLock lock);
    base::Result<void> append(const Noted& noted);
    base::Result<void> replace(const Noted& noted);
    base::Result<void> refuse(int reason);

    const JournalPlace place_;
    const std::string what_;

    mutable std::mutex noting_; ///< of what follows
    std::optional<Noted> noted_;
    bool started_ = false;

    std::mutex writing_; ///< of what follows; taken before `noting_`
    std::optional<detail::FileLock> lock_;
    detail::OpenFile file_;
    SessionDocument written_;
    std::uint32_t checksum_ = 0;
    std::size_t first_ = 0;    ///< bytes of the first line
    std::size_t appended_ = 0; ///< bytes of the others
    bool whole_ = false;       ///< can be appended to
    bool removed_ = false;
};

} // namespace rondo::host
