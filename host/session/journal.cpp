// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/journal.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <host/session/detail/file_text.h>
#include <host/session/detail/journal_text.h>
#include <host/session/detail/leftovers.h>
#include <host/session/detail/sentence.h>
#include <host/session/session_limits.h>
#include <rondo/session/file/text_file.h>

namespace rondo::host {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr std::size_t smallestTurn = 1 << 20;
constexpr std::size_t largestFile = 4 * SessionLimits::fileBytes;

/// Errors: errno.
int writeAll(int file, std::string_view text) {
    while (!text.empty()) {
        const auto done = ::write(file, text.data(), text.size());
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return done < 0 ? errno : ENOSPC;
        text.remove_prefix(static_cast<std::size_t>(done));
    }
    return ::fdatasync(file) != 0 && errno != EINVAL ? errno : 0;
}

} // namespace

Journal::Journal(JournalPlace place, std::string what, detail::FileLock lock)
    : place_(std::move(place)), what_(std::move(what)), lock_(std::move(lock)) {}

Result<std::shared_ptr<Journal>> Journal::open(JournalPlace place, std::string what) {
    auto lock = detail::FileLock::take(place.lock, what);
    if (!lock)
        return tl::unexpected(lock.error());
    detail::removeLeftovers(place.file);
    return std::shared_ptr<Journal>(new Journal(std::move(place), std::move(what), *std::move(lock)));
}

Result<std::optional<Recovery>> Journal::recover() const {
    const auto text = detail::readText(place_.file, "journal", largestFile);
    if (!text && text.error().code == ErrorCode::notFound)
        return std::nullopt;
    if (!text)
        return tl::unexpected(text.error());
    auto recovery = detail::readJournal(*text, detail::quoted(place_.file));
    if (!recovery)
        return tl::unexpected(recovery.error());
    return std::optional(*std::move(recovery));
}

void Journal::setAside() {
    auto aside = place_.file;
    aside += ".aside";
    std::error_code ignored;
    std::filesystem::rename(place_.file, aside, ignored);
}

void Journal::start() {
    const std::scoped_lock guard(noting_);
    started_ = true;
}

void Journal::note(SessionDocument document, std::uint64_t revision, std::string_view edit, base::Seconds now) {
    const std::scoped_lock guard(noting_);
    if (started_)
        noted_ = Noted{std::move(document), revision, std::string(edit), noted_ ? noted_->since : now};
}

bool Journal::due(base::Seconds now) const {
    const std::scoped_lock guard(noting_);
    return noted_ && now.value - noted_->since.value >= interval.value;
}

Result<void> Journal::write(base::Seconds now) {
    const std::scoped_lock guard(writing_);
    std::optional<Noted> noted;
    {
        const std::scoped_lock moment(noting_);
        noted.swap(noted_);
    }
    if (!noted || removed_)
        return {};
    // An edit that another one took back still has to be there as a revision.
    const bool append = whole_ && appended_ <= std::max(smallestTurn, 2 * first_) &&
                        written_.unknown == noted->document.unknown;
    auto done = append ? this->append(*noted) : replace(*noted);
    if (done) {
        written_ = std::move(noted->document);
        return done;
    }
    const std::scoped_lock moment(noting_);
    if (!noted_)
        noted_ = std::move(noted);
    noted_->since = now;
    return done;
}

Result<void> Journal::append(const Noted& noted) {
    const auto line = detail::nextLine(checksum_, written_, noted.document, noted.revision, noted.edit);
    if (const int reason = writeAll(file_.get(), line.text); reason != 0)
        return refuse(reason);
    checksum_ = line.checksum;
    appended_ += line.text.size();
    return {};
}

Result<void> Journal::replace(const Noted& noted) {
    whole_ = false;
    const auto line = detail::firstLine(asStored(noted.document), noted.revision, noted.edit);
    if (auto saved = session::saveText(line.text, place_.file); !saved)
        return fail(
            saved.error().code,
            "The journal of the " + what_ +
                " could not be written, so a crash would lose what is edited now: " + saved.error().text);
    file_ = detail::OpenFile(::open(place_.file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    if (!file_)
        return refuse(errno);
    checksum_ = line.checksum;
    first_ = line.text.size();
    appended_ = 0;
    whole_ = true;
    return {};
}

Result<void> Journal::refuse(int reason) {
    whole_ = false;
    const bool full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
    return fail(full ? ErrorCode::full : ErrorCode::refused,
                "The journal " + detail::quoted(place_.file) + " of the " + what_ + " could not be written (" +
                    std::strerror(reason) + "), so a crash would lose what is edited now; " +
                    (full ? "free some room" : "check the disk") + " or save to another disk.");
}

Result<void> Journal::remove() {
    const std::scoped_lock guard(writing_);
    removed_ = true;
    file_ = {};
    const int reason = ::unlink(place_.file.c_str()) == 0 ? 0 : errno;
    lock_.reset();
    if (reason != 0 && reason != ENOENT)
        return fail(ErrorCode::refused, "The journal " + detail::quoted(place_.file) + " of the " + what_ +
                                            " could not be removed (" + std::strerror(reason) +
                                            "); remove it by hand, or it is offered again.");
    return {};
}

} // namespace rondo::host
