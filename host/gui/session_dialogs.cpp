// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/session_dialogs.h>

#include <algorithm>
#include <host/gui/file_dialog.h>
#include <host/gui/question_dialog.h>
#include <host/gui/sound_kinds.h>
#include <host/session/session_file.h>
#include <memory>
#include <optional>

namespace rondo::host {

namespace fs = std::filesystem;

namespace {

constexpr auto sessionEnding = ".rondo";
constexpr auto sessionKinds = "*.rondo";

juce::String whenWritten(const fs::path& file) {
    return juce::File(file.string()).getLastModificationTime().formatted("%Y-%m-%d %H:%M");
}

/// "Rondo ended unexpectedly at …, and what was not saved is kept: last edit 'Change gain'."
juce::String storyOf(const fs::path& journal, const Recovery& recovery) {
    juce::String text =
        "Rondo ended unexpectedly at " + whenWritten(journal) + ", and what was not saved is kept";
    if (!recovery.lastEdit.empty())
        text << "; the last edit is '" << juce::String::fromUTF8(recovery.lastEdit.c_str()) << "'";
    return text + ".";
}

std::unique_ptr<Dialog> question(const juce::String& title, const juce::String& text,
                                 std::vector<QuestionDialog::Answer> answers,
                                 std::function<void()> cancelled = {}) {
    return std::make_unique<QuestionDialog>(title, text, std::move(answers), std::move(cancelled));
}

} // namespace

/// What a crash has left, of a session with a file or without.
struct SessionDialogs::Leftover {
    JournalPlace place;
    fs::path session; ///< empty: it has no name
    Recovery recovery;
};

fs::path SessionDialogs::folder() const {
    const auto& session = workspace_.session().path();
    return session.empty() ? settings_.values().folder : session.parent_path();
}

void SessionDialogs::opened(const fs::path& file) {
    workspace_.check(settings_.addRecent(file));
    workspace_.check(settings_.learn([&](auto& values) { values.folder = file.parent_path(); }));
}

void SessionDialogs::beforeLeaving(const juce::String& leaving, Next next) {
    if (!workspace_.history().isDirty()) {
        next();
        return;
    }
    const auto name = juce::String::fromUTF8(workspace_.title().c_str());
    layer_.show(question("Save '" + name + "'?", "It has changes that are not saved. " + leaving,
                         {{"Save", [this, next] { save(next); }}, {"Do not save", next}, {"Cancel"}}));
}

void SessionDialogs::newSession() {
    beforeLeaving("Then a new session begins.", [this] { workspace_.check(workspace_.newSession()); });
}

void SessionDialogs::openSession() {
    FileDialog::Options options{"Open a session", folder(), sessionKinds};
    layer_.show(std::make_unique<FileDialog>(std::move(options),
                                             [this](const auto& files) { openSession(files.front()); }));
}

void SessionDialogs::openSession(const fs::path& file) {
    std::error_code ignored;
    const auto& now = workspace_.session().path();
    if (!now.empty() && fs::weakly_canonical(file, ignored) == fs::weakly_canonical(now, ignored)) {
        workspace_.tell("The session '" + file.filename().string() + "' is open already.");
        return;
    }
    beforeLeaving("Then '" + juce::String(file.filename().string()) + "' is opened.", [this, file] {
        if (!workspace_.check(workspace_.openSession(file))) {
            forgetIfGone(file);
            return;
        }
        opened(workspace_.session().path());
        if (workspace_.session().recovery())
            offerRecovery();
    });
}

void SessionDialogs::forgetIfGone(const fs::path& file) {
    std::error_code ignored;
    if (!fs::exists(file, ignored))
        workspace_.check(settings_.learn([&](auto& values) { std::erase(values.recent, file); }));
}

void SessionDialogs::save(Next next) {
    if (workspace_.session().path().empty())
        saveAs(std::move(next));
    else
        saved(workspace_.save(), next);
}

void SessionDialogs::saveAs(Next next) {
    FileDialog::Options options{"Save the session", folder(), sessionKinds, workspace_.title() + sessionEnding,
                                sessionEnding};
    layer_.show(std::make_unique<FileDialog>(std::move(options), [this, next](const auto& files) {
        saved(workspace_.saveAs(files.front()), next);
    }));
}

void SessionDialogs::saved(const base::Result<void>& result, const Next& next) {
    const bool good = workspace_.check(result);
    if (onSaved)
        onSaved();
    if (!good)
        return;
    opened(workspace_.session().path());
    if (next)
        next();
}

void SessionDialogs::openSounds(bool add) {
    FileDialog::Options options{add ? "Add sound files" : "Open sound files", settings_.values().folder,
                                SoundKinds::pattern()};
    options.several = true;
    layer_.show(std::make_unique<FileDialog>(std::move(options), [this, add](const auto& files) {
        workspace_.check(settings_.learn([&](auto& values) { values.folder = files.front().parent_path(); }));
        openDropped(files, add);
    }));
}

void SessionDialogs::openDropped(const std::vector<fs::path>& files, bool add) {
    const auto session =
        std::ranges::find_if(files, [](const auto& file) { return file.extension() == sessionEnding; });
    if (session != files.end()) {
        openSession(*session);
        return;
    }
    for (const auto& file : files)
        if (!SoundKinds::contain(file)) {
            const auto name = juce::String::fromUTF8(file.filename().string().c_str());
            workspace_.tell(("'" + name + "' is no sound file that Rondo reads (" + SoundKinds::names() +
                             "); leave it out.")
                                .toStdString());
            return;
        }
    if (!files.empty())
        workspace_.check(add ? workspace_.edits().addFiles(files) : workspace_.edits().openFiles(files));
}

void SessionDialogs::offerRecovery() {
    const auto& session = workspace_.session();
    auto text = storyOf(session.journal()->place().file, *session.recovery());
    if (session.problem())
        text << " The session's file itself cannot be read.";
    layer_.show(question("Restore '" + juce::String::fromUTF8(workspace_.title().c_str()) + "'?", text,
                         {{"Restore", [this] { workspace_.check(workspace_.takeRecovery()); }},
                          {"Leave",
                           [this] {
                               if (!workspace_.check(workspace_.declineRecovery()))
                                   leaveAlone();
                           }}},
                         [this] { leaveAlone(); }));
}

/// What was neither taken nor declined stays for another time.
void SessionDialogs::leaveAlone() { workspace_.check(workspace_.newSession()); }

std::vector<SessionDialogs::Leftover> SessionDialogs::leftovers() const {
    std::vector<Leftover> found;
    const auto look = [&](const JournalPlace& place, const fs::path& session) {
        std::error_code ignored;
        if (!fs::exists(place.file, ignored))
            return;
        const auto journal = Journal::open(place, "session '" + session.string() + "'");
        auto recovery = journal ? (*journal)->recover() : std::optional<Recovery>();
        if (!recovery && session.empty())
            workspace_.check(recovery);
        if (!recovery || !*recovery)
            return; // another program has it open, or opening the session tells what is wrong
        const auto saved = session.empty() ? base::Result<SessionFile>(SessionFile{}) : loadSession(session);
        if (!saved || session.empty() ||
            ((*recovery)->revision > saved->revision && (*recovery)->document != saved->document))
            found.push_back({place, session, **std::move(recovery)});
    };
    for (const auto& place : workspace_.leftUntitled())
        look(place, {});
    for (const auto& session : settings_.values().recent)
        look(JournalPlace::beside(session), session);
    return found;
}

void SessionDialogs::offerLeftovers() { offer(leftovers()); }

void SessionDialogs::offer(std::vector<Leftover> leftovers) {
    if (leftovers.empty())
        return;
    const auto first = leftovers.front();
    leftovers.erase(leftovers.begin());
    const auto name = first.session.empty() ? juce::String("the session without a name")
                                            : "'" + juce::String(first.session.filename().string()) + "'";
    auto text = storyOf(first.place.file, first.recovery);
    if (!leftovers.empty())
        text << " " << juce::String(leftovers.size()) << " more are kept.";
    auto others = [this, leftovers] { offer(leftovers); };
    std::vector<QuestionDialog::Answer> answers{{"Restore", [this, first] { restore(first); }}};
    if (first.session.empty())
        answers.push_back({"Discard", [this, first, others] {
                               discard(first);
                               others();
                           }});
    answers.push_back({first.session.empty() ? "Later" : "Leave", others});
    layer_.show(question("Restore " + name + "?", text, std::move(answers), others));
}

void SessionDialogs::restore(const Leftover& leftover) {
    beforeLeaving("Then the other one is restored.", [this, leftover] {
        const auto open = leftover.session.empty() ? workspace_.openUntitled(leftover.place)
                                                   : workspace_.openSession(leftover.session);
        if (!workspace_.check(open))
            return;
        if (!leftover.session.empty())
            opened(leftover.session);
        workspace_.check(workspace_.takeRecovery());
    });
}

void SessionDialogs::discard(const Leftover& leftover) {
    // Whoever holds the journal may remove it.
    const auto journal = Journal::open(leftover.place, "session without a name");
    if (workspace_.check(journal))
        workspace_.check((*journal)->remove());
}

} // namespace rondo::host
