// SPDX-License-Identifier: MIT
#include <host/session/open_session.h>

#include <doctest/doctest.h>
#include <fstream>
#include <host/session/session_file.h>
#include <support/file_bytes.h>
#include <support/file_size_limit.h>
#include <support/temporary_folder.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace rondo;
using namespace rondo::host;
using rondo::test::TemporaryFolder;

namespace {

/// A folder, a clock that a test turns, and sessions that end without a word, as in a crash.
struct Rig {
    TemporaryFolder folder;
    double now = 0;
    OpenSession::Options options() {
        return {.clock = [this] { return base::Seconds{now}; }, .stateFolder = folder / "state"};
    }
    std::filesystem::path path(const std::string& name = "a.rondo") const { return folder / name; }
    std::unique_ptr<OpenSession> open(const std::string& name = "a.rondo") {
        auto session = OpenSession::open(path(name), options());
        REQUIRE_MESSAGE(session, (session ? "" : session.error().text));
        return *std::move(session);
    }
    std::unique_ptr<OpenSession> create() {
        auto session = OpenSession::create(options());
        REQUIRE_MESSAGE(session, (session ? "" : session.error().text));
        return *std::move(session);
    }
    void put(const std::string& name) {
        SessionFile file;
        file.document.name = "first";
        REQUIRE(saveSession(file, path(name)));
    }
};

void rename(OpenSession& session, const std::string& name) {
    REQUIRE(session.history().edit("Rename", [&](SessionDocument& document) { document.name = name; }));
}

std::string nameOf(const OpenSession& session) { return session.history().document().name; }

std::size_t entries(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

} // namespace

TEST_CASE("A session is opened, edited, saved and closed, and only its file is left") {
    Rig rig;
    rig.put("a.rondo");
    auto session = rig.open();
    CHECK(nameOf(*session) == "first");
    CHECK(!session->history().isDirty());
    CHECK(!session->recovery());
    rename(*session, "second");
    CHECK(session->history().isDirty());
    rig.now = 0.5;
    REQUIRE(session->journalIsDue());
    REQUIRE(session->writeJournal());
    REQUIRE(session->save());
    CHECK(!session->history().isDirty());
    REQUIRE(session->close());
    session.reset();
    CHECK(entries(rig.folder.path()) == 1);
    CHECK(nameOf(*rig.open()) == "second");
}

TEST_CASE("After a crash what was written of the edits is offered, and taken or declined") {
    for (const bool take : {true, false}) {
        Rig rig;
        rig.put("a.rondo");
        auto session = rig.open();
        rename(*session, "second");
        REQUIRE(session->writeJournal());
        rename(*session, "lost");
        session.reset();
        session = rig.open();
        REQUIRE(session->recovery());
        CHECK(session->recovery()->document.name == "second");
        CHECK(session->recovery()->lastEdit == "Rename");
        CHECK(nameOf(*session) == "first");
        CHECK(!session->save());
        session.reset();
        session = rig.open(); // still undecided, so still offered
        REQUIRE(session->recovery());
        if (take)
            session->takeRecovery();
        else
            REQUIRE(session->declineRecovery());
        CHECK(!session->recovery());
        CHECK(nameOf(*session) == (take ? "second" : "first"));
        CHECK(session->history().isDirty() == take);
        CHECK(session->history().undoSteps() == 0);
        rename(*session, "third");
        REQUIRE(session->writeJournal());
        session.reset();
        session = rig.open();
        REQUIRE(session->recovery());
        CHECK(session->recovery()->document.name == "third");
        session->takeRecovery();
        REQUIRE(session->save());
        session.reset();
        CHECK(!rig.open()->recovery());
        CHECK(nameOf(*rig.open()) == "third");
    }
}

TEST_CASE("A crash right after saving offers nothing, also when the journal was not written since") {
    Rig rig;
    rig.put("a.rondo");
    auto session = rig.open();
    rename(*session, "second");
    REQUIRE(session->writeJournal());
    rename(*session, "third");
    REQUIRE(session->save());
    session.reset();
    session = rig.open();
    CHECK(!session->recovery());
    CHECK(nameOf(*session) == "third");
    rename(*session, "fourth");
    REQUIRE(session->writeJournal());
    session.reset();
    CHECK(rig.open()->recovery()->document.name == "fourth");
}

TEST_CASE("Undo reaches the journal as an edit does") {
    Rig rig;
    rig.put("a.rondo");
    auto session = rig.open();
    rename(*session, "second");
    REQUIRE(session->writeJournal());
    rename(*session, "third");
    REQUIRE(session->history().undo());
    REQUIRE(session->history().undo());
    REQUIRE(session->history().redo());
    rig.now = 0.5;
    REQUIRE(session->journalIsDue());
    REQUIRE(session->writeJournal());
    session.reset();
    CHECK(rig.open()->recovery()->document.name == "second");
}

TEST_CASE("What came back to the saved document is not offered") {
    Rig rig;
    rig.put("a.rondo");
    auto session = rig.open();
    rename(*session, "second");
    REQUIRE(session->history().undo());
    REQUIRE(session->writeJournal());
    session.reset();
    CHECK(!rig.open()->recovery());
}

TEST_CASE("A session without a name is recovered from the state folder") {
    Rig rig;
    auto first = rig.create();
    auto second = rig.create();
    rename(*first, "one");
    REQUIRE(first->writeJournal());
    rename(*second, "two");
    REQUIRE(second->writeJournal());
    CHECK(!first->save());
    CHECK(JournalPlace::leftUntitled(rig.folder / "state").empty()); // both are open
    first.reset();
    auto third = rig.create(); // takes nobody's place
    rename(*third, "three");
    REQUIRE(third->writeJournal());
    const auto left = JournalPlace::leftUntitled(rig.folder / "state");
    REQUIRE(left.size() == 1);
    auto session = OpenSession::openUntitled(left[0], rig.options());
    REQUIRE(session);
    REQUIRE((*session)->recovery());
    (*session)->takeRecovery();
    CHECK(nameOf(**session) == "one");
    CHECK((*session)->history().isDirty());
    REQUIRE((*session)->saveAs(rig.path("one.rondo")));
    REQUIRE((*session)->close());
    CHECK(JournalPlace::leftUntitled(rig.folder / "state").empty());
    CHECK(loadSession(rig.path("one.rondo"))->document.name == "one");
    CHECK(!OpenSession::openUntitled(left[0], rig.options()));
}

TEST_CASE("Saving under another name takes the journal along") {
    Rig rig;
    rig.put("a.rondo");
    auto session = rig.open();
    const auto before = session->journal();
    rename(*session, "second");
    REQUIRE(session->writeJournal());
    REQUIRE(session->saveAs(rig.path("b.rondo")));
    CHECK(session->path() == rig.path("b.rondo"));
    CHECK(!session->history().isDirty());
    CHECK(session->journal() != before);
    CHECK(!rig.open("a.rondo")->recovery());
    CHECK(nameOf(*rig.open("a.rondo")) == "first");
    CHECK(!OpenSession::open(rig.path("b.rondo"), rig.options()));
    rename(*session, "third");
    REQUIRE(session->writeJournal());
    session.reset();
    CHECK(rig.open("b.rondo")->recovery()->document.name == "third");
}

TEST_CASE("Saving under a name that cannot be keeps the session where it was") {
    Rig rig;
    rig.put("a.rondo");
    rig.put("b.rondo");
    auto session = rig.open();
    rename(*session, "second");
    const auto other = rig.open("b.rondo");
    const auto taken = session->saveAs(rig.path("b.rondo"));
    REQUIRE(!taken);
    CHECK(taken.error().code == base::ErrorCode::notOwner);
    CHECK(!session->saveAs(rig.folder / "none" / "c.rondo"));
    CHECK(session->path() == rig.path("a.rondo"));
    CHECK(session->history().isDirty());
    REQUIRE(session->writeJournal());
    session.reset();
    CHECK(rig.open()->recovery()->document.name == "second");
    CHECK(loadSession(rig.path("b.rondo"))->document.name == "first");
}

TEST_CASE("A journal that a crash left of a session that is replaced is not offered for the new one") {
    Rig rig;
    rig.put("a.rondo");
    auto session = rig.open();
    for (int edit = 0; edit < 20; ++edit)
        rename(*session, "old " + std::to_string(edit));
    REQUIRE(session->writeJournal());
    session.reset();
    session = rig.create();
    rename(*session, "new");
    REQUIRE(session->saveAs(rig.path("a.rondo")));
    session.reset();
    session = rig.open();
    CHECK(!session->recovery());
    CHECK(nameOf(*session) == "new");
}

TEST_CASE("A damaged or missing session comes back from its journal") {
    for (const bool damaged : {true, false}) {
        Rig rig;
        rig.put("a.rondo");
        auto session = rig.open();
        rename(*session, "second");
        REQUIRE(session->writeJournal());
        session.reset();
        damaged ? std::filesystem::resize_file(rig.path(), 40) : void(std::filesystem::remove(rig.path()));
        session = rig.open();
        REQUIRE(session->problem());
        CHECK(session->problem()->code == (damaged ? base::ErrorCode::damaged : base::ErrorCode::notFound));
        const auto declined = session->declineRecovery();
        REQUIRE(!declined);
        CHECK(declined.error().text == session->problem()->text);
        REQUIRE(session->recovery());
        session->takeRecovery();
        CHECK(!session->problem());
        REQUIRE(session->save());
        CHECK(loadSession(rig.path())->document.name == "second");
    }
}

TEST_CASE("A session of a newer release is not opened, and nor is one with such a journal") {
    Rig rig;
    std::ofstream(rig.path()) << R"({"format": "rondo-session", "version": 2})";
    const auto newer = OpenSession::open(rig.path(), rig.options());
    REQUIRE(!newer);
    CHECK(newer.error().code == base::ErrorCode::unsupported);
    std::filesystem::remove(rig.path());
    rig.put("a.rondo");
    // {"format":"rondo-journal","version":2} under its checksum
    std::ofstream(JournalPlace::beside(rig.path()).file)
        << "94cca2e0 {\"format\":\"rondo-journal\",\"version\":2}\n";
    const auto before = test::readBytes(JournalPlace::beside(rig.path()).file);
    const auto journal = OpenSession::open(rig.path(), rig.options());
    REQUIRE(!journal);
    CHECK_MESSAGE(journal.error().code == base::ErrorCode::unsupported, journal.error().text);
    CHECK(test::readBytes(JournalPlace::beside(rig.path()).file) == before);
}

TEST_CASE("A journal that cannot be read is set aside and the session opens") {
    Rig rig;
    rig.put("a.rondo");
    const auto place = JournalPlace::beside(rig.path());
    std::ofstream(place.file) << "00000000 {}\n";
    auto session = rig.open();
    CHECK(nameOf(*session) == "first");
    CHECK(!session->recovery());
    CHECK(test::readBytes(place.file.string() + ".aside") == "00000000 {}\n");
}

TEST_CASE("A session that does not exist is an error, and leaves nothing behind") {
    Rig rig;
    for (const char* name : {"none.rondo", "none/none.rondo"}) {
        const auto session = OpenSession::open(rig.path(name), rig.options());
        REQUIRE(!session);
        CHECK(session.error().code == base::ErrorCode::notFound);
        CHECK(session.error().text.find("none.rondo") != std::string::npos);
    }
    std::filesystem::remove(rig.folder / "state");
    CHECK(entries(rig.folder.path()) == 0);
}

TEST_CASE("A session in a folder that cannot be written to has its journal in the state folder") {
    Rig rig;
    const auto folder = rig.folder / "closed";
    std::filesystem::create_directory(folder);
    rig.put("closed/a.rondo");
    // A folder of the lock's name stands in the way, which holds for root too.
    std::filesystem::create_directory(JournalPlace::beside(folder / "a.rondo").lock);
    auto session = rig.open("closed/a.rondo");
    rename(*session, "second");
    REQUIRE(session->writeJournal());
    CHECK(session->journal()->place().file.parent_path() == rig.folder / "state");
    CHECK(!OpenSession::open(folder / "a.rondo", rig.options()));
    session.reset();
    CHECK(rig.open("closed/a.rondo")->recovery()->document.name == "second");
    CHECK(entries(folder) == 2);
}

TEST_CASE("A disk without room loses neither the saved session nor the journal") {
    Rig rig;
    rig.put("a.rondo");
    auto session = rig.open();
    rename(*session, "second");
    REQUIRE(session->writeJournal());
    rename(*session, std::string(3000, 'x'));
    {
        const test::FileSizeLimit full(2000);
        const auto saved = session->save();
        REQUIRE(!saved);
        CHECK(saved.error().code == base::ErrorCode::full);
        CHECK(session->history().isDirty());
        CHECK(!session->writeJournal());
    }
    CHECK(loadSession(rig.path())->document.name == "first");
    CHECK((*session->journal()->recover())->document.name == "second");
    REQUIRE(session->writeJournal());
    REQUIRE(session->save());
    CHECK(loadSession(rig.path())->document.name.size() == 3000);
}

TEST_CASE("The journal is written by another thread while edits go on") {
    Rig rig;
    rig.put("a.rondo");
    auto session = rig.open();
    constexpr int edits = 300;
    std::atomic<bool> over{false};
    std::thread writer([journal = session->journal(), &over] {
        while (!over.load())
            CHECK(journal->write({0}));
    });
    for (int edit = 1; edit <= edits; ++edit)
        rename(*session, std::to_string(edit));
    over.store(true);
    writer.join();
    REQUIRE(session->writeJournal());
    session.reset();
    session = rig.open();
    REQUIRE(session->recovery());
    CHECK(session->recovery()->document.name == std::to_string(edits));
    CHECK(session->recovery()->revision == edits);
}
