// SPDX-License-Identifier: MIT
#include "../../host/expect.h"
#include "../../host/program.h"
#include "screen.h"
#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <functional>
#include <support/eventually.h>
#include <support/file_bytes.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo::test;
namespace fs = std::filesystem;

namespace {

const std::string untouched = "^Untitled - Rondo$";
const std::string changed = "^Untitled[*] - Rondo$";

/// A home of its own for the programs that are started.
struct Home {
    TemporaryFolder folder;

    Home() {
        ::setenv("HOME", folder.path().c_str(), 1);
        for (const char* variable : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
            ::unsetenv(variable);
        for (const char* variable : {"LV2_PATH", "LADSPA_PATH", "VST3_PATH"})
            ::setenv(variable, (folder / "none").c_str(), 1);
        writeWav(sound(), sines(4800, 2, 48000), 2, 48000);
    }
    fs::path sound() const { return folder / "a.wav"; }
    /// Whether a session without a name is kept.
    bool hasJournal() const { return fs::exists(folder / ".local/state/rondo/untitled-1.journal"); }
};

/// Effects: starts the window, does `act` while it runs, and ends it with that signal.
ProgramEnd runWindow(std::vector<std::string> arguments, const std::function<void()>& act,
                     int signal = SIGTERM) {
    arguments.insert(arguments.begin(), {"window", "--device", "virtual"});
    ProgramOptions options;
    options.intervene = [&](pid_t process) {
        act();
        if (signal != 0)
            ::kill(process, signal);
    };
    return runRondo(arguments, options);
}

} // namespace

TEST_CASE("Without a display rondo ends with code 1 and says what works without one") {
    const Home home;
    ::unsetenv("DISPLAY");
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{}, {"window"}}) {
        const auto end = runRondo(arguments);
        checkRefusal(end, 1, "display");
        CHECK(end.errors.find("rondo play") != std::string::npos);
    }
    ::setenv("DISPLAY", ":64999", 1);
    checkRefusal(runRondo({}), 1, ":64999");
    ::unsetenv("DISPLAY");
}

TEST_CASE("The window opens, and a signal ends it with success") {
    const Home home;
    const Screen screen;
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        bool shown = false;
        const auto end = runWindow(
            {}, [&] { shown = screen.shows(untouched); }, signal);
        CHECK(shown);
        checkSuccess(end);
        CHECK(end.errors.empty());
        CHECK_FALSE(home.hasJournal());
    }
}

TEST_CASE("A window at half the size, or at twice, is as large at the next start as it was") {
    const Screen screen;
    for (const char* scale : {"50", "200"}) {
        const Home home;
        const auto settings = [&] {
            bool shown = false;
            checkSuccess(runWindow({"--scale", scale}, [&] { shown = screen.shows(untouched); }));
            CHECK(shown);
            return readBytes(home.folder / ".config/rondo/window.json");
        };
        const auto first = settings();
        REQUIRE_FALSE(first.empty());
        CHECK(settings() == first);
    }
}

TEST_CASE("What was not saved when a signal ended the window is restored at the next start") {
    const Home home;
    const Screen screen;
    bool shown = false;
    checkSuccess(runWindow({home.sound().string()}, [&] { shown = screen.shows(changed); }));
    CHECK(shown);
    CHECK(home.hasJournal());
    bool restored = false;
    const auto restore = [&] { return screen.press("Rondo$", "Return") && screen.has(changed); };
    checkSuccess(runWindow({}, [&] { restored = eventually(restore); }));
    CHECK(restored);
}

TEST_CASE("Ctrl+Q ends the window, and nothing is left") {
    const Home home;
    const Screen screen;
    const auto quit = [&] {
        static_cast<void>(screen.press(untouched, "ctrl+q"));
        return !screen.has(untouched);
    };
    checkSuccess(runWindow(
        {}, [&] { CHECK((screen.shows(untouched) && eventually(quit))); }, 0));
    CHECK_FALSE(home.hasJournal());
}

TEST_CASE("A display that goes away ends the window with code 1, a sentence, and nothing lost") {
    const Home home;
    Screen screen;
    bool shown = false;
    const auto end = runWindow(
        {home.sound().string()},
        [&] {
            shown = screen.shows(changed);
            screen.end();
        },
        0);
    CHECK(shown);
    checkRefusal(end, 1, "offered");
    CHECK(home.hasJournal());
}
