// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fstream>
#include <host/gui/window_settings.h>
#include <iterator>
#include <support/temporary_folder.h>

using namespace rondo;
using host::WindowSettings;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

std::string read(const fs::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

TEST_CASE("What the window remembers is there at the next start") {
    const test::TemporaryFolder folder;
    const auto file = folder / "rondo" / "window.json";
    WindowSettings::Values wanted;
    wanted.shade = host::Theme::Shade::light;
    wanted.scale = 1.25;
    wanted.bounds = {-20, 30, 900, 600};
    wanted.browser = false;
    wanted.target = -14;
    wanted.recent = {"/music/first.rondo", "/music/zwölf.rondo"};
    wanted.folder = "/music";
    WindowSettings settings(file);
    CHECK(settings.notice().empty());
    CHECK(settings.values() == WindowSettings::Values{});
    REQUIRE(settings.change([&](auto& values) { values = wanted; }));
    CHECK(WindowSettings(file).values() == wanted);
}

TEST_CASE("Settings that nobody changes make no file") {
    const test::TemporaryFolder folder;
    WindowSettings settings(folder / "window.json");
    REQUIRE(settings.change([](auto& values) { values.scale = 1; }));
    CHECK_FALSE(fs::exists(folder / "window.json"));
}

TEST_CASE("The file of settings is where the XDG directories say") {
    const auto at = [](const std::string& home, const std::string& config) {
        return WindowSettings::usualFile([=](const char* variable) {
            return std::string(variable) == "HOME"              ? home
                   : std::string(variable) == "XDG_CONFIG_HOME" ? config
                                                                : std::string();
        });
    };
    CHECK(at("/somebody", "") == "/somebody/.config/rondo/window.json");
    CHECK(at("/somebody", "/config") == "/config/rondo/window.json");
}

TEST_CASE("A file of settings that cannot be read is told, and kept when somebody changes one") {
    const test::TemporaryFolder folder;
    const auto file = folder / "window.json";
    for (const std::string text : {"{\"format\": \"rondo win", "[]", "{\"format\": \"rondo window\"}",
                                   "{\"format\": \"rondo window\", \"version\": 2, \"theme\": \"light\"}"}) {
        CAPTURE(text);
        write(file, text);
        WindowSettings settings(file);
        CHECK(settings.notice().find("window.json") != std::string::npos);
        CHECK(settings.values() == WindowSettings::Values{});
        REQUIRE(settings.learn([](auto& values) { values.bounds = {1, 2, 800, 600}; }));
        REQUIRE(settings.addRecent("/music/first.rondo"));
        CHECK(read(file) == text);
        REQUIRE(settings.change([](auto& values) { values.browser = false; }));
        CHECK(read(folder / "window.json.old") == text);
        const WindowSettings again(file);
        CHECK(again.notice().empty());
        CHECK_FALSE(again.values().browser);
        CHECK(again.values().recent.size() == 1);
    }
}

TEST_CASE("Settings out of range become the nearest that are in it") {
    const test::TemporaryFolder folder;
    const auto file = folder / "window.json";
    write(file, R"({"format": "rondo window", "version": 1, "scale": 1e9, "theme": 7, "browser": "no",
                    "bounds": {"x": 1e300, "y": "high", "width": -5, "height": 600},
                    "recent": ["/a", 7, "/b"], "folder": []})");
    const WindowSettings settings(file);
    CHECK(settings.notice().empty());
    CHECK(settings.values().scale == 3);
    CHECK(settings.values().shade == host::Theme::Shade::dark);
    CHECK(settings.values().browser);
    CHECK(settings.values().bounds == juce::Rectangle<int>{100000, 0, 0, 600});
    CHECK(settings.values().recent == std::vector<fs::path>{"/a", "/b"});
}

TEST_CASE("The newest session is the first of ten recent ones, each once") {
    const test::TemporaryFolder folder;
    WindowSettings settings(folder / "window.json");
    for (int number = 0; number < 12; ++number)
        REQUIRE(settings.addRecent("/music/" + std::to_string(number) + ".rondo"));
    REQUIRE(settings.addRecent("/music/5.rondo"));
    const auto recent = WindowSettings(folder / "window.json").values().recent;
    REQUIRE(recent.size() == WindowSettings::mostRecent);
    CHECK(recent[0] == "/music/5.rondo");
    CHECK(recent[1] == "/music/11.rondo");
    CHECK(recent.back() == "/music/2.rondo");
}

TEST_CASE("Settings that cannot be saved are told, and hold for this run") {
    const test::TemporaryFolder folder;
    write(folder / "file", "");
    WindowSettings settings(folder / "file" / "window.json");
    CHECK_FALSE(settings.change([](auto& values) { values.scale = 2; }));
    CHECK(settings.values().scale == 2);
}
