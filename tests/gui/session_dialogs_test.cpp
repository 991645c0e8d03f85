// SPDX-License-Identifier: MIT
#include "workspace_fixture.h"

#include <doctest/doctest.h>
#include <fstream>
#include <host/gui/file_dialog.h>
#include <host/gui/question_dialog.h>
#include <host/gui/session_dialogs.h>
#include <host/session/session_file.h>

using namespace rondo;
namespace fs = std::filesystem;

namespace {

/// A home where a crash has left something before the workspace is there.
struct Home {
    test::TemporaryFolder folder;

    host::OpenSession::Options options() const {
        return {[] { return base::Seconds{0}; }, folder / "state", {}};
    }
    static void edit(host::OpenSession& session, double gain) {
        REQUIRE(session.history().edit("Change gain", [&](host::SessionDocument& document) {
            document.strip.change([&](auto& strip) { strip.gain = {gain}; });
        }));
        REQUIRE(session.writeJournal());
    }
    /// Effects: leaves a session without a name.
    void crash(double gain) const {
        const auto session = host::OpenSession::create(options());
        REQUIRE(session);
        edit(**session, gain);
    }
    /// Effects: leaves a session with a file.
    fs::path crashNamed(double gain) const {
        const auto file = folder / "song.rondo";
        const auto session = host::OpenSession::create(options());
        REQUIRE(session);
        REQUIRE((*session)->saveAs(file));
        edit(**session, gain);
        return file;
    }
};

struct Stage {
    test::WorkspaceFixture fixture;
    host::Workspace& workspace = fixture.workspace;
    host::WindowSettings settings{fixture.folder / "window.json"};
    juce::Component view;
    host::DialogLayer layer;
    host::SessionDialogs dialogs{workspace, layer, settings};

    Stage() {
        view.addChildComponent(layer);
        layer.setBounds(0, 0, 900, 700);
        test::WorkspaceFixture::show(view, 900, 700);
    }
    double gain() const { return workspace.document().strip->gain.value; }
    void edit(double gain) const {
        auto strip = *workspace.document().strip;
        strip.gain = {gain};
        REQUIRE(workspace.edits().setStrip(strip));
    }
    host::QuestionDialog& question() const {
        auto* const dialog = dynamic_cast<host::QuestionDialog*>(layer.dialog());
        REQUIRE(dialog != nullptr);
        return *dialog;
    }
    host::FileDialog& files() const {
        auto* const dialog = dynamic_cast<host::FileDialog*>(layer.dialog());
        REQUIRE(dialog != nullptr);
        return *dialog;
    }
    void answer(std::size_t number) const {
        question().answer(number);
        test::WorkspaceFixture::pump();
    }
    std::string told() const {
        std::string all;
        for (const auto& notice : workspace.takeNotices())
            all += notice + "\n";
        return all;
    }
    /// Effects: what crashes of a home before have left is in this one.
    void moveIn(const Home& home) const {
        for (const auto& entry : fs::directory_iterator(home.folder / "state"))
            if (entry.path().extension() == ".journal")
                fs::copy(entry.path(),
                         fixture.folder / "state" / ("untitled-7" + entry.path().extension().string()));
    }
};

} // namespace

TEST_CASE("A session without changes is left without a question") {
    Stage stage;
    int left = 0;
    stage.dialogs.beforeLeaving("", [&] { ++left; });
    CHECK(left == 1);
    CHECK_FALSE(stage.layer.isOpen());
}

TEST_CASE("Before changes are lost one is asked, and can save them, lose them, or stay") {
    Stage stage;
    int left = 0;
    stage.edit(-3);
    const auto leave = [&] { stage.dialogs.beforeLeaving("", [&] { ++left; }); };
    leave();
    CHECK(left == 0);
    CHECK(stage.question().getTitle() == "Save 'Untitled'?");
    stage.answer(2);
    CHECK(left == 0);
    leave();
    stage.question().cancel();
    CHECK(left == 0);
    leave();
    stage.answer(1);
    CHECK(left == 1);

    leave();
    stage.answer(0);
    stage.files().setName((stage.fixture.folder / "song").string());
    stage.files().accept();
    test::WorkspaceFixture::pump();
    CHECK(left == 2);
    CHECK_FALSE(stage.workspace.history().isDirty());
    CHECK(stage.settings.values().recent == std::vector<fs::path>{stage.fixture.folder / "song.rondo"});
}

TEST_CASE("What cannot be saved is told, and the session is not left") {
    Stage stage;
    int left = 0;
    stage.edit(-3);
    stage.dialogs.beforeLeaving("", [&] { ++left; });
    stage.answer(0);
    stage.files().setName((stage.fixture.folder / std::string(300, 'x')).string());
    stage.files().accept();
    CHECK(left == 0);
    CHECK(stage.workspace.history().isDirty());
}

TEST_CASE("A session is opened, remembered as recent, and told when it is open already or none") {
    const Home home;
    const auto file = home.folder / "song.rondo";
    host::SessionDocument document;
    document.name = "First";
    REQUIRE(host::saveSession({document, 1}, file));
    Stage stage;
    stage.dialogs.openSession(file);
    CHECK(stage.workspace.document().name == "First");
    CHECK(stage.settings.values().recent == std::vector<fs::path>{file});
    CHECK(stage.told().empty());
    stage.dialogs.openSession(file);
    CHECK(stage.told().find("open already") != std::string::npos);
    REQUIRE(stage.settings.addRecent(home.folder / "none.rondo"));
    stage.dialogs.openSession(home.folder / "none.rondo");
    CHECK(stage.settings.values().recent == std::vector<fs::path>{file});
    CHECK(stage.told().find("none.rondo") != std::string::npos);
    CHECK(stage.workspace.document().name == "First");
}

TEST_CASE("What a crash left of a session is offered when it is opened: taken, left, or decided later") {
    const Home home;
    const auto file = home.crashNamed(-6);
    const auto journal = host::JournalPlace::beside(file).file;
    Stage stage;
    SUBCASE("taken") {
        stage.dialogs.openSession(file);
        CHECK(stage.question().getTitle() == "Restore 'song'?");
        CHECK(stage.question().getDescription().contains("Change gain"));
        stage.answer(0);
        CHECK(stage.gain() == -6);
        CHECK(stage.workspace.history().isDirty());
    }
    SUBCASE("left") {
        stage.dialogs.openSession(file);
        stage.answer(1);
        CHECK(stage.gain() == 0);
        CHECK(stage.workspace.title() == "song");
    }
    SUBCASE("later") {
        stage.dialogs.openSession(file);
        stage.question().cancel();
        CHECK(stage.workspace.title() == "Untitled");
        CHECK(fs::exists(journal));
        stage.dialogs.openSession(file);
        stage.answer(0);
        CHECK(stage.gain() == -6);
    }
    SUBCASE("by closing the program") {
        stage.dialogs.openSession(file);
        REQUIRE(stage.workspace.closeSession());
        CHECK(fs::exists(journal));
    }
    SUBCASE("at the start, from the recent sessions") {
        REQUIRE(stage.settings.addRecent(file));
        stage.dialogs.offerLeftovers();
        CHECK(stage.question().getTitle() == "Restore 'song.rondo'?");
        test::WorkspaceFixture::picture(stage.view, "recovery");
        stage.answer(0);
        CHECK(stage.gain() == -6);
        CHECK(stage.workspace.session().path() == file);
    }
}

TEST_CASE("A session whose file is damaged can be restored, and leaving it keeps its journal") {
    const Home home;
    const auto file = home.crashNamed(-6);
    std::ofstream(file) << "{";
    Stage stage;
    stage.dialogs.openSession(file);
    stage.answer(1);
    CHECK(stage.told().find("song.rondo") != std::string::npos);
    CHECK(stage.workspace.title() == "Untitled");
    stage.dialogs.openSession(file);
    stage.answer(0);
    CHECK(stage.gain() == -6);
}

TEST_CASE("A session without a name that a crash left is offered at the start") {
    const Home home;
    home.crash(-9);
    Stage stage;
    stage.moveIn(home);
    const auto journal = stage.fixture.folder / "state" / "untitled-7.journal";
    stage.dialogs.offerLeftovers();
    REQUIRE(stage.layer.isOpen());
    SUBCASE("restored") {
        stage.answer(0);
        CHECK(stage.gain() == -9);
        CHECK_FALSE(stage.layer.isOpen());
    }
    SUBCASE("discarded") {
        stage.answer(1);
        CHECK_FALSE(fs::exists(journal));
        CHECK(stage.gain() == 0);
    }
    SUBCASE("later") {
        stage.question().cancel();
        CHECK(fs::exists(journal));
    }
}

TEST_CASE("A start after a good end offers nothing") {
    Stage stage;
    stage.edit(-3);
    REQUIRE(stage.workspace.closeSession());
    REQUIRE(stage.workspace.newSession());
    stage.dialogs.offerLeftovers();
    CHECK_FALSE(stage.layer.isOpen());
}

TEST_CASE("Sound files are opened and added, a session among them is opened, and what is neither is told") {
    Stage stage;
    const auto sources = [&] { return stage.workspace.document().source->files.size(); };
    stage.dialogs.openDropped({"/music/a.wav", "/music/b.FLAC"}, false);
    CHECK(sources() == 2);
    stage.dialogs.openDropped({"/music/c.mp3"}, true);
    CHECK(sources() == 3);
    stage.dialogs.openDropped({"/music/c.mp3"}, false);
    CHECK(sources() == 1);
    stage.dialogs.openDropped({"/music/letter.txt", "/music/a.wav"}, false);
    CHECK(stage.told().find("letter.txt") != std::string::npos);
    stage.dialogs.openDropped({}, false);
    CHECK(sources() == 1);
    REQUIRE(stage.workspace.newSession());
    stage.dialogs.openDropped({"/music/none.rondo"}, false);
    CHECK(stage.told().find("none.rondo") != std::string::npos);
}
