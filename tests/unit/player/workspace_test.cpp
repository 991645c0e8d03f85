// SPDX-License-Identifier: MIT
#include <host/player/workspace.h>

#include <doctest/doctest.h>
#include <support/eventually.h>
#include <support/temporary_folder.h>

using namespace rondo;

namespace {

/// The workspace of a folder: each is a start of the program.
host::Workspace::Options in(const std::filesystem::path& folder, std::shared_ptr<double> now) {
    host::Workspace::Options options;
    options.shelf.environment = [home = folder.string()](const char* variable) {
        return std::string(variable) == "HOME" ? home : std::string();
    };
    options.stateFolder = folder / "state";
    options.device = "virtual";
    options.clock = [now] { return base::Seconds{*now}; };
    return options;
}

struct Desk {
    test::TemporaryFolder folder;
    std::shared_ptr<double> now = std::make_shared<double>(0);
    host::Workspace::Options options() { return in(folder.path(), now); }
};

void writeJournal(host::Workspace& workspace, double& now) {
    now += 1;
    while (workspace.session().journalIsDue())
        workspace.attend();
}

} // namespace

TEST_CASE("a session is saved, opened and goes on where it was") {
    Desk desk;
    const auto path = desk.folder / "song.rondo";
    {
        host::Workspace workspace(desk.options());
        CHECK(workspace.title() == "Untitled");
        REQUIRE(workspace.edits().addOwnNode("filter", 0));
        CHECK(workspace.history().isDirty());
        CHECK_FALSE(workspace.save());
        REQUIRE(workspace.saveAs(path));
        CHECK_FALSE(workspace.history().isDirty());
        CHECK(workspace.title() == "song");
        REQUIRE(workspace.closeSession());
    }
    host::Workspace workspace(desk.options());
    int replaced = 0, changed = 0;
    workspace.onSessionReplaced([&] { ++replaced; });
    workspace.onChange([&](const host::SessionChange&) { ++changed; });
    REQUIRE(workspace.openSession(path));
    CHECK(replaced == 1);
    CHECK(workspace.document().inserts.size() == 1);
    REQUIRE(workspace.edits().addOwnNode("gain", 0));
    CHECK(changed == 1);
    CHECK_FALSE(workspace.session().recovery().has_value());
    CHECK_FALSE(workspace.openSession(desk.folder / "none.rondo"));
    CHECK(workspace.title() == "song");
    REQUIRE(workspace.closeSession());
}

TEST_CASE("what a crash left is offered, taken, or declined") {
    Desk desk;
    const auto path = desk.folder / "song.rondo";
    {
        host::Workspace workspace(desk.options());
        REQUIRE(workspace.saveAs(path));
        const auto filter = workspace.edits().addOwnNode("filter", 0);
        REQUIRE(filter);
        workspace.edits().place(*filter, {.x = 10, .y = 20, .width = 300, .height = 200, .open = true});
        REQUIRE(workspace.edits().bypass(*filter, true));
        writeJournal(workspace, *desk.now);
    } // without closeSession: as a crash
    host::Workspace workspace(desk.options());
    REQUIRE(workspace.openSession(path));
    REQUIRE(workspace.session().recovery().has_value());
    int changed = 0;
    workspace.onChange([&](const host::SessionChange&) { ++changed; });
    SUBCASE("taken") {
        REQUIRE(workspace.takeRecovery());
        REQUIRE(workspace.document().inserts.size() == 1);
        CHECK(workspace.history().isDirty());
        const auto& window = workspace.document().view->windows.at(workspace.document().inserts[0]->id);
        CHECK_FALSE(window.open); // it may be what ended the program
        CHECK(window.x == 10);
    }
    SUBCASE("declined") {
        REQUIRE(workspace.declineRecovery());
        CHECK(workspace.document().inserts.empty());
        CHECK_FALSE(workspace.history().isDirty());
    }
    REQUIRE(workspace.edits().addOwnNode("gain", 0));
    CHECK(changed == 1);
    REQUIRE(workspace.closeSession());
}

TEST_CASE("a session without a name that a crash left is found at the next start") {
    Desk desk;
    {
        host::Workspace workspace(desk.options());
        REQUIRE(workspace.edits().addOwnNode("filter", 0));
        workspace.rescue();
    }
    host::Workspace workspace(desk.options());
    const auto left = workspace.leftUntitled();
    REQUIRE(left.size() == 1);
    REQUIRE(workspace.openUntitled(left.front()));
    REQUIRE(workspace.takeRecovery());
    CHECK(workspace.document().inserts.size() == 1);
    REQUIRE(workspace.closeSession());
    CHECK(workspace.leftUntitled().empty());
}

TEST_CASE("a session plays on the device, and goes on when another one is opened") {
    Desk desk;
    host::Workspace workspace(desk.options());
    REQUIRE(workspace.player().open());
    CHECK(workspace.player().deviceReport().format.device == "virtual");
    REQUIRE(workspace.edits().addOwnNode("reverb", 0));
    REQUIRE(workspace.newSession());
    CHECK(workspace.document().inserts.empty());
    CHECK(workspace.player().deviceReport().open);
    workspace.attend();
    CHECK(workspace.takeNotices().empty());
    REQUIRE(workspace.closeSession());
}

TEST_CASE("sentences are told once") {
    Desk desk;
    host::Workspace workspace(desk.options());
    CHECK(workspace.check(base::Result<void>{}));
    CHECK_FALSE(workspace.check(workspace.edits().addOwnNode("time machine", 0)));
    CHECK(workspace.takeNotices().size() == 1);
    CHECK(workspace.takeNotices().empty());
    REQUIRE(workspace.closeSession());
}

TEST_CASE("the states of a session that was saved here need not be tried when it is opened") {
    Desk desk;
    std::filesystem::create_directories(desk.folder / ".ladspa");
    std::filesystem::copy(RONDO_LADSPA_FOLDER "/good.so", desk.folder / ".ladspa/good.so");
    auto options = desk.options();
    options.shelf.environment = [home = desk.folder.path().string()](const char* variable) {
        const std::string name = variable;
        return name == "HOME"            ? home
               : name == "LADSPA_PATH"   ? home + "/.ladspa"
               : name.ends_with("_PATH") ? "/none"
                                         : "";
    };
    options.shelf.workerCommand = {RONDO_PROGRAM, "plugin-worker"};
    host::Workspace workspace(options);
    workspace.shelf().startScan();
    REQUIRE(test::eventually([&] {
        workspace.attend();
        return !workspace.shelf().scan().running;
    }));
    REQUIRE(workspace.player().open());
    const auto found = workspace.shelf().find({});
    REQUIRE(found.size() == 1);
    const auto insert = workspace.edits().addPlugin(found[0], 0);
    REQUIRE(insert);
    REQUIRE(
        workspace.edits().setParameter(*insert, workspace.player().plugin(*insert)->parameters()[0].id, 0.75));
    REQUIRE(workspace.saveAs(desk.folder / "song.rondo"));
    const auto plugin = std::get<host::HostedPlugin>(workspace.document().find(*insert)->content);
    REQUIRE_FALSE(plugin.state->empty());
    auto nobody = options.shelf;
    nobody.workerCommand = {"/bin/false"}; // a child that could not try anything
    CHECK(host::PluginShelf(nobody).tryState(plugin));
    REQUIRE(workspace.closeSession());
}
