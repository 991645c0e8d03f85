// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/workspace.h>

#include <rondo/base/clock.h>
#include <rondo/base/error.h>
#include <rondo/device/device_list.h>
#include <rondo/task/blocking.h>
#include <rondo/task/root_task.h>
#include <utility>

namespace rondo::host {

using base::Result;

struct Workspace::Parts {
    explicit Parts(Options given);

    OpenSession::Options sessionOptions() const { return {options.clock, options.stateFolder, {}}; }
    Result<void> replace(Result<std::unique_ptr<OpenSession>> next);
    Result<void> end();
    Result<void> decide(const std::function<Result<void>()>& decision);
    Result<void> save(const std::function<Result<void>()>& write);
    void begin();
    void writeJournal();
    void lookAtJournal();

    Options options;
    task::Pool pool{{.workers = 1, .name = "workspace"}};
    hosting::PluginLoader loader; // before all that has plugins
    PluginShelf shelf;
    PresetFolder presets;
    session::PeakCache peaks;
    std::unique_ptr<OpenSession> session;
    std::unique_ptr<SessionPlayer> player;
    task::RootTask<Result<void>> writing; ///< of the journal
    std::string journalTrouble;           ///< the sentence that was told last
    std::vector<std::string> notices;
    std::vector<std::function<void(const SessionChange&)>> changeListeners;
    std::vector<std::function<void()>> replacementListeners;
};

namespace {

OpenSession::Clock systemClock() {
    return [] { return base::Seconds{base::monotonicSeconds()}; };
}

/// Where pictures of sound files are kept. Without the folder they are computed each time.
std::filesystem::path peakFolder(const Workspace::Options& options) {
    auto folder = hosting::ownFolder(options.shelf.environment, "XDG_CACHE_HOME", ".cache") / "peaks";
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);
    return folder;
}

Workspace::Options completed(Workspace::Options options) {
    if (!options.clock)
        options.clock = systemClock();
    if (options.stateFolder.empty())
        options.stateFolder = stateFolder().value_or(std::filesystem::temp_directory_path() / "rondo");
    return options;
}

} // namespace

Workspace::Parts::Parts(Options given)
    : options(completed(std::move(given))), shelf(options.shelf), presets(options.shelf.environment),
      peaks(pool, peakFolder(options)) {
    auto created = OpenSession::create(sessionOptions());
    if (!created)
        throw base::Failure(created.error());
    session = *std::move(created);
    SessionPlayer::Options playing;
    playing.pool = &pool;
    playing.loader = &loader;
    playing.locate = [this](const HostedPlugin& plugin) { return shelf.locate(plugin); };
    playing.tryState = [this](const HostedPlugin& plugin) { return shelf.tryState(plugin); };
    playing.openDevice = [this](device::StreamRequest request) {
        if (!options.device.empty())
            request.device = options.device;
        return options.openDevice ? options.openDevice(request) : device::openDevice(request);
    };
    player = std::make_unique<SessionPlayer>(session->history(), std::move(playing));
    begin();
}

/// What every session of the workspace gets.
void Workspace::Parts::begin() {
    session->history().listen([this](const SessionChange& change) {
        for (const auto& listener : changeListeners)
            listener(change);
    });
}

Result<void> Workspace::Parts::replace(Result<std::unique_ptr<OpenSession>> next) {
    if (!next)
        return tl::unexpected(next.error());
    writing = {};
    const auto closed = end();
    player->follow((*next)->history());
    session = *std::move(next);
    begin();
    for (const auto& listener : replacementListeners)
        listener();
    return closed;
}

/// What a crash has left is for another time, as long as nobody has decided about it.
Result<void> Workspace::Parts::end() { return session->recovery() ? Result<void>() : session->close(); }

/// What is decided about a crash makes the history anew, so nobody may look at the old one meanwhile.
Result<void> Workspace::Parts::decide(const std::function<Result<void>()>& decision) {
    History stopgap{SessionDocument{}};
    player->follow(stopgap);
    const auto before = &session->history();
    auto decided = decision();
    player->follow(session->history());
    if (&session->history() != before)
        begin();
    for (const auto& listener : replacementListeners)
        listener();
    return decided;
}

Result<void> Workspace::Parts::save(const std::function<Result<void>()>& write) {
    auto kept = player->keepStates();
    if (auto written = write(); !written)
        return written;
    std::vector<HostedPlugin> loaded;
    for (const auto& insert : session->history().document().inserts)
        if (const auto* plugin = std::get_if<HostedPlugin>(&insert->content);
            plugin != nullptr && player->plugin(insert->id) != nullptr)
            loaded.push_back(*plugin);
    shelf.trustStates(loaded);
    return kept;
}

void Workspace::Parts::lookAtJournal() {
    if (writing && writing.finished()) {
        const auto written = writing.take();
        if (written)
            journalTrouble.clear();
        else if (std::exchange(journalTrouble, written.error().text) != journalTrouble)
            notices.push_back(journalTrouble);
    }
    if (!writing && session->journalIsDue())
        writeJournal();
}

void Workspace::Parts::writeJournal() {
    writing =
        task::start(pool, [journal = session->journal(), now = options.clock()]() -> task::Task<Result<void>> {
            co_return task::blocking([&] { return journal->write(now); });
        });
}

Workspace::Workspace(Options options) : parts_(std::make_unique<Parts>(std::move(options))) {}
Workspace::~Workspace() = default;

OpenSession& Workspace::session() noexcept { return *parts_->session; }
History& Workspace::history() noexcept { return parts_->session->history(); }
const SessionDocument& Workspace::document() const noexcept { return parts_->session->history().document(); }
SessionPlayer& Workspace::player() noexcept { return *parts_->player; }
SessionEdits Workspace::edits() noexcept { return {history(), player()}; }
PluginShelf& Workspace::shelf() noexcept { return parts_->shelf; }
const PresetFolder& Workspace::presets() const noexcept { return parts_->presets; }
session::PeakCache& Workspace::peaks() noexcept { return parts_->peaks; }
task::Pool& Workspace::pool() noexcept { return parts_->pool; }

Result<void> Workspace::newSession() { return parts_->replace(OpenSession::create(parts_->sessionOptions())); }

Result<void> Workspace::openSession(const std::filesystem::path& path) {
    return parts_->replace(OpenSession::open(path, parts_->sessionOptions()));
}

std::vector<JournalPlace> Workspace::leftUntitled() const {
    return JournalPlace::leftUntitled(parts_->options.stateFolder);
}

Result<void> Workspace::openUntitled(const JournalPlace& place) {
    return parts_->replace(OpenSession::openUntitled(place, parts_->sessionOptions()));
}

Result<void> Workspace::takeRecovery() {
    return parts_->decide([this]() -> Result<void> {
        if (!session().recovery())
            return {};
        session().takeRecovery();
        // An editor may be what ended the program: nobody wants it to do so again at once.
        return history().show([](SessionView& view) {
            for (auto& [insert, window] : view.windows)
                window.open = false;
        });
    });
}

Result<void> Workspace::declineRecovery() {
    return parts_->decide([this] { return session().declineRecovery(); });
}

Result<void> Workspace::save() {
    return parts_->save([this] { return session().save(); });
}

Result<void> Workspace::saveAs(const std::filesystem::path& path) {
    return parts_->save([&] {
        parts_->writing = {}; // it holds the journal of the former name
        return session().saveAs(path);
    });
}

std::string Workspace::title() const {
    const auto& path = parts_->session->path();
    return path.empty() ? "Untitled" : path.stem().string();
}

Result<void> Workspace::closeSession() {
    parts_->writing = {};
    return parts_->end();
}

void Workspace::rescue() noexcept {
    try {
        parts_->writing = {};
        static_cast<void>(session().writeJournal());
    } catch (const std::exception&) { // what was written before is there
    }
}

void Workspace::attend() {
    player().attend();
    if (shelf().attend())
        player().retryMissing();
    parts_->lookAtJournal();
    for (auto& notice : player().takeNotices())
        tell(std::move(notice));
    for (auto& notice : shelf().takeNotices())
        tell(std::move(notice));
}

void Workspace::tell(std::string sentence) { parts_->notices.push_back(std::move(sentence)); }
std::vector<std::string> Workspace::takeNotices() { return std::exchange(parts_->notices, {}); }

void Workspace::onChange(std::function<void(const SessionChange&)> listener) {
    parts_->changeListeners.push_back(std::move(listener));
}

void Workspace::onSessionReplaced(std::function<void()> listener) {
    parts_->replacementListeners.push_back(std::move(listener));
}

} // namespace rondo::host
