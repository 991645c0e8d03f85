// SPDX-License-Identifier: MIT
#include "workspace_fixture.h"

#include <doctest/doctest.h>
#include <fstream>
#include <functional>
#include <host/gui/capture_file.h>
#include <host/gui/transport_actions.h>
#include <host/gui/transport_bar.h>
#include <support/sound_files.h>

using namespace rondo;
namespace fs = std::filesystem;

namespace {

struct Stage {
    test::WorkspaceFixture fixture;
    host::Workspace& workspace = fixture.workspace;
    host::TransportActions actions{workspace, fixture.folder / "music"};

    const host::LoopSettings& loop() const { return *workspace.document().loop; }
    const host::SessionSource& source() const { return *workspace.document().source; }
    double position() const { return workspace.player().transport().position.value; }
    bool playing() const { return workspace.player().transport().playing; }
    /// Effects: does what timers do until it is so. Returns: whether it became so within a minute.
    bool until(const std::function<bool()>& condition) const {
        for (int round = 0; round < 6000; ++round) {
            workspace.attend();
            if (condition())
                return true;
            test::WorkspaceFixture::pump(10);
        }
        return false;
    }
    /// Effects: opens the device, and a file of that length.
    void playFile(std::size_t seconds) const {
        const auto file = fixture.folder / "a.wav";
        test::writeWav(file, test::sines(seconds * 48000, 2, 48000), 2, 48000);
        REQUIRE(workspace.edits().openFiles({file}));
        REQUIRE(workspace.player().open());
        REQUIRE(until([&] { return workspace.player().transport().length.has_value(); }));
    }
};

} // namespace

TEST_CASE("What is open is played and stopped, and one goes back and forth in it") {
    const Stage stage;
    stage.playFile(20);
    auto actions = stage.actions;
    actions.skip({5});
    CHECK(stage.position() == doctest::Approx(5).epsilon(0.01));
    actions.skip({-2});
    CHECK(stage.position() == doctest::Approx(3).epsilon(0.01));
    actions.skip({-100});
    CHECK(stage.position() == 0);
    actions.skip({100});
    CHECK(stage.position() == doctest::Approx(20).epsilon(0.01));
    actions.toBeginning();
    CHECK(stage.position() == 0);

    host::TransportBar bar(stage.workspace);
    actions.playOrStop();
    CHECK(stage.until([&] { return stage.playing() && stage.position() > 0.05; }));
    bar.tick();
    CHECK(bar.positionText().endsWith(" / 0:20.00"));
    CHECK(bar.positionText() != "0:00.00 / 0:20.00");
    CHECK(bar.deviceText().startsWith("load "));
    actions.playOrStop();
    CHECK_FALSE(stage.playing());
}

TEST_CASE("Without a device playing is refused with a sentence") {
    Stage stage;
    REQUIRE(stage.workspace.edits().openFiles({"/music/a.wav"}));
    stage.actions.playOrStop();
    CHECK(stage.workspace.takeNotices().size() == 1);
}

TEST_CASE("A loop is marked at the position, switched and kept") {
    Stage stage;
    stage.actions.toggleLoop();
    CHECK_FALSE(stage.loop().looping);
    CHECK(stage.workspace.takeNotices().size() == 1); // there is nothing to loop
    stage.playFile(20);
    stage.actions.toggleLoop();
    CHECK(stage.loop().looping);
    CHECK(stage.loop().end.value == doctest::Approx(20));
    stage.actions.skip({5});
    stage.actions.startLoopHere();
    CHECK(stage.loop().start.value == doctest::Approx(5).epsilon(0.01));
    CHECK(stage.loop().end.value == doctest::Approx(20));
    stage.actions.skip({5});
    stage.actions.endLoopHere();
    CHECK(stage.loop().start.value == doctest::Approx(5).epsilon(0.01));
    CHECK(stage.loop().end.value == doctest::Approx(10).epsilon(0.01));
    stage.actions.skip({5});
    stage.actions.startLoopHere(); // behind the end: to the end of the file
    CHECK(stage.loop().end.value == doctest::Approx(20));
    stage.actions.toggleLoop();
    CHECK_FALSE(stage.loop().looping);
    CHECK(stage.loop().start.value > 0);
}

TEST_CASE("Live input takes the place of the files, and they come back") {
    Stage stage;
    CHECK_FALSE(stage.actions.hasSource());
    REQUIRE(stage.workspace.edits().openFiles({"/music/a.wav"}));
    CHECK(stage.actions.hasPlaces());
    stage.actions.toggleInput();
    CHECK(stage.source().kind == host::SourceKind::input);
    CHECK(stage.actions.hasSource());
    CHECK_FALSE(stage.actions.hasPlaces());
    stage.actions.toggleInput();
    CHECK(stage.source().kind == host::SourceKind::files);
    CHECK(stage.source().files.size() == 1);
}

TEST_CASE("A capture writes what is heard beside the session, and both its ends are told") {
    Stage stage;
    stage.playFile(5);
    fs::create_directory(stage.fixture.folder / "songs");
    auto folder = stage.fixture.folder / "music";
    SUBCASE("a session without a file: in the folder for music, which is made") {}
    SUBCASE("a session with a file: beside it") {
        folder = stage.fixture.folder / "songs";
        REQUIRE(stage.workspace.saveAs(folder / "song.rondo"));
    }
    static_cast<void>(stage.workspace.takeNotices());
    stage.actions.playOrStop();
    stage.actions.toggleCapture();
    const auto begun = stage.workspace.takeNotices();
    REQUIRE(begun.size() == 1);
    CHECK(begun.front().find(folder.string() + "/capture ") != std::string::npos);
    CHECK(stage.until([&] { return stage.workspace.player().transport().captured.value > 0.1; }));
    stage.actions.toggleCapture();
    CHECK_FALSE(stage.workspace.player().transport().capturing);
    CHECK(stage.workspace.takeNotices().size() == 1);
    std::size_t captures = 0;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().filename().string().starts_with("capture ") && entry.file_size() > 48000 * 6 / 10)
            ++captures;
    CHECK(captures == 1);
}

TEST_CASE("A capture has the time in its name, and a number when there is one already") {
    const test::TemporaryFolder folder;
    const juce::Time time(2026, 10, 29, 21, 14, 5, 0, true);
    const auto first = host::captureFile(folder.path(), time);
    CHECK(first == folder / "capture 2026-11-29 21.14.wav");
    std::ofstream(first) << "sound";
    const auto second = host::captureFile(folder.path(), time);
    CHECK(second == folder / "capture 2026-11-29 21.14 2.wav");
    std::ofstream(second) << "sound";
    CHECK(host::captureFile(folder.path(), time) == folder / "capture 2026-11-29 21.14 3.wav");
}
