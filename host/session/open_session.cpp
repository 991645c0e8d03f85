// SPDX-License-Identifier: GPL-3.0-only
#include <host/session/open_session.h>

#include <cerrno>
#include <cstring>
#include <host/session/detail/leftovers.h>
#include <host/session/detail/sentence.h>
#include <host/session/session_file.h>
#include <sys/stat.h>

namespace rondo::host {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

Result<void> makeFolder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return fail(ErrorCode::refused, "The folder " + detail::quoted(folder) +
                                            " for the journals of sessions could not be made (" +
                                            error.message() + "); make it, or check its permissions.");
    return {};
}

/// Beside the session, and where the system does not allow that, in the state folder.
Result<std::shared_ptr<Journal>> openJournal(const std::filesystem::path& path,
                                             const std::filesystem::path& stateFolder) {
    const auto what = "session " + detail::quoted(path);
    auto journal = Journal::open(JournalPlace::beside(path), what);
    if (journal || journal.error().code == ErrorCode::notOwner)
        return journal;
    if (auto made = makeFolder(stateFolder); !made)
        return tl::unexpected(made.error());
    return Journal::open(JournalPlace::away(path, stateFolder), what);
}

} // namespace

OpenSession::OpenSession(Options options, std::shared_ptr<Journal> journal, std::filesystem::path path)
    : clock_(std::move(options.clock)), stateFolder_(std::move(options.stateFolder)), limits_(options.history),
      journal_(std::move(journal)), path_(std::move(path)) {}

Result<std::unique_ptr<OpenSession>> OpenSession::create(Options options) {
    if (auto made = makeFolder(options.stateFolder); !made)
        return tl::unexpected(made.error());
    constexpr unsigned most = 10000;
    for (unsigned number = 1; number <= most; ++number) {
        const auto place = JournalPlace::untitled(number, options.stateFolder);
        auto journal = Journal::open(place, "session without a name");
        if (!journal && journal.error().code != ErrorCode::notOwner)
            return tl::unexpected(journal.error());
        std::error_code ignored;
        if (!journal || std::filesystem::exists(place.file, ignored))
            continue;
        std::unique_ptr<OpenSession> session(new OpenSession(std::move(options), *std::move(journal), {}));
        session->begin({});
        return session;
    }
    return fail(ErrorCode::full, "The folder " + detail::quoted(options.stateFolder) + " holds journals of " +
                                     std::to_string(most) +
                                     " sessions without a name; recover or remove some of them.");
}

Result<std::unique_ptr<OpenSession>> OpenSession::open(const std::filesystem::path& path, Options options) {
    std::error_code error;
    auto absolute = std::filesystem::absolute(path, error).lexically_normal();
    auto journal = openJournal(absolute, options.stateFolder);
    if (!journal)
        return tl::unexpected(journal.error());
    std::unique_ptr<OpenSession> session(
        new OpenSession(std::move(options), *std::move(journal), std::move(absolute)));
    if (auto loaded = session->load(); !loaded)
        return tl::unexpected(loaded.error());
    return session;
}

Result<std::unique_ptr<OpenSession>> OpenSession::openUntitled(const JournalPlace& place, Options options) {
    auto journal = Journal::open(place, "session without a name");
    if (!journal)
        return tl::unexpected(journal.error());
    auto recovery = (*journal)->recover();
    if (!recovery)
        return tl::unexpected(recovery.error());
    if (!*recovery)
        return fail(ErrorCode::notFound, "The journal " + detail::quoted(place.file) +
                                             " is gone, so there is no session to recover; begin a new one.");
    std::unique_ptr<OpenSession> session(new OpenSession(std::move(options), *std::move(journal), {}));
    session->history_ = std::make_unique<History>(SessionDocument{}, session->limits_);
    session->recovery_ = *std::move(recovery);
    session->revision_ = session->recovery_->revision;
    return session;
}

Result<void> OpenSession::load() {
    std::error_code ignored;
    detail::removeLeftovers(std::filesystem::weakly_canonical(path_, ignored));
    auto file = loadSession(path_);
    if (!file && file.error().code == ErrorCode::unsupported)
        return tl::unexpected(file.error());
    auto recovery = journal_->recover();
    if (!recovery && recovery.error().code == ErrorCode::damaged && file)
        journal_->setAside();
    else if (!recovery)
        return tl::unexpected(file ? recovery.error() : file.error());
    if (!file && (!recovery || !*recovery))
        return tl::unexpected(file.error());
    revision_ = file ? file->revision : 0;
    if (recovery && *recovery &&
        (!file || ((*recovery)->revision > revision_ && (*recovery)->document != file->document))) {
        recovery_ = *std::move(recovery);
        revision_ = std::max(revision_, recovery_->revision);
        if (!file)
            problem_ = file.error();
        history_ = std::make_unique<History>(file ? std::move(file->document) : SessionDocument{}, limits_);
        return {};
    }
    begin(std::move(file->document));
    return {};
}

void OpenSession::begin(SessionDocument document) {
    history_ = std::make_unique<History>(std::move(document), limits_);
    history_->listen([this](const SessionChange&) {
        const auto name = history_->undoName();
        journal_->note(history_->document(), ++revision_, name.value_or(std::string_view()), clock_());
    });
    journal_->start();
}

void OpenSession::takeRecovery() {
    auto document = std::move(recovery_.value().document);
    recovery_.reset();
    problem_.reset();
    begin(std::move(document));
    history_->markUnsaved();
}

Result<void> OpenSession::declineRecovery() {
    if (problem_)
        return tl::unexpected(*problem_);
    recovery_.reset();
    begin(history_->document());
    return {};
}

Result<void> OpenSession::checkDecided() const {
    if (!recovery_)
        return {};
    return fail(ErrorCode::invalidArgument,
                "What was recovered of the session was neither taken nor declined; do "
                "one of them before it is saved.");
}

Result<void> OpenSession::save() {
    if (auto decided = checkDecided(); !decided)
        return decided;
    if (path_.empty())
        return fail(ErrorCode::invalidArgument,
                    "The session has no file yet, and the name of one was expected; save it under a name.");
    if (auto saved = saveSession({history_->document(), revision_}, path_); !saved)
        return saved;
    history_->markSaved();
    return {};
}

Result<void> OpenSession::saveAs(const std::filesystem::path& path) {
    if (auto decided = checkDecided(); !decided)
        return decided;
    std::error_code error;
    auto absolute = std::filesystem::absolute(path, error).lexically_normal();
    if (!path_.empty() &&
        std::filesystem::weakly_canonical(absolute, error) == std::filesystem::weakly_canonical(path_, error))
        return save();
    auto journal = openJournal(absolute, stateFolder_);
    if (!journal)
        return tl::unexpected(journal.error());
    (*journal)->setAside(); // one that a crash left of the session that is replaced
    if (auto saved = saveSession({history_->document(), revision_}, absolute); !saved)
        return saved;
    history_->markSaved();
    (*journal)->start();
    const auto before = std::exchange(journal_, *std::move(journal));
    path_ = std::move(absolute);
    return before->remove();
}

} // namespace rondo::host
