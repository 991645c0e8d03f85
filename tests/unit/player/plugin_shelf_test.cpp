// SPDX-License-Identifier: MIT
#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <host/player/plugin_shelf.h>
#include <map>
#include <support/eventually.h>
#include <support/temporary_folder.h>
#include <sys/wait.h>

using namespace rondo;
using host::PluginShelf;
namespace fs = std::filesystem;

namespace {

/// A home with LADSPA libraries of the tests and no other plugins, and shelves that look at it.
class Home {
public:
    explicit Home(const std::vector<std::string>& libraries = {}) {
        fs::create_directories(folder_ / "ladspa");
        for (const auto& library : libraries)
            put(library, library);
        variables = {{"HOME", folder_.path().string()},
                     {"LADSPA_PATH", (folder_ / "ladspa").string()},
                     {"LV2_PATH", (folder_ / "none").string()},
                     {"VST3_PATH", (folder_ / "none").string()}};
    }

    PluginShelf::Options options() const {
        PluginShelf::Options result;
        result.environment = [this](const char* variable) {
            const auto found = variables.find(variable);
            return found == variables.end() ? std::string() : found->second;
        };
        result.workerCommand = {RONDO_PROGRAM, "plugin-worker"};
        result.patience = patience;
        return result;
    }
    /// The tests' library `kind` under another name.
    void put(const std::string& name, const std::string& kind) const {
        fs::copy_file(fs::path(RONDO_LADSPA_FOLDER) / (kind + ".so"), library(name),
                      fs::copy_options::overwrite_existing);
    }
    fs::path library(const std::string& name) const { return folder_ / ("ladspa/" + name + ".so"); }
    fs::path cache() const { return folder_ / ".cache/rondo/plugins.json"; }
    fs::path favourites() const { return folder_ / ".config/rondo/favourites.json"; }
    fs::path operator/(const std::string& name) const { return folder_ / name; }

    std::map<std::string, std::string> variables;
    std::chrono::milliseconds patience{20'000};

private:
    test::TemporaryFolder folder_;
};

void finish(PluginShelf& shelf) {
    REQUIRE(test::eventually([&] {
        shelf.attend();
        return !shelf.scan().running;
    }));
}

void scan(PluginShelf& shelf, bool retry = false) {
    shelf.startScan(retry);
    REQUIRE(shelf.scan().running);
    finish(shelf);
    CHECK(shelf.scan().trouble.empty());
}

std::vector<std::string> names(const PluginShelf& shelf) {
    std::vector<std::string> result;
    for (const auto& located : shelf.find({}))
        result.push_back(located.plugin.name);
    return result;
}

std::string refusal(const PluginShelf& shelf, const host::HostedPlugin& plugin) {
    const auto located = shelf.locate(plugin);
    REQUIRE_FALSE(located);
    return located.error().text;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

using Names = std::vector<std::string>;
const host::HostedPlugin goodGain{"LADSPA", "ladspa:7001:good", "Good Gain"};
const host::HostedPlugin crashingGain{"LADSPA", "ladspa:7012:crash", "Crashing Gain"};

} // namespace

TEST_CASE("What a scan finds is there when the shelf has looked, and in the next run") {
    const Home home({"good", "second"});
    PluginShelf shelf(home.options());
    CHECK_FALSE(shelf.scannedBefore());
    CHECK(names(shelf).empty());
    const auto before = shelf.revision();
    scan(shelf);
    CHECK(names(shelf) == Names{"Good Gain", "Second Gain"});
    CHECK(shelf.revision() != before);
    CHECK(shelf.scannedBefore());
    REQUIRE(shelf.scan().last);
    CHECK(shelf.scan().last->plugins == 2);
    CHECK(shelf.scan().progress.done == 2);
    CHECK(shelf.takeNotices().empty());

    PluginShelf next(home.options());
    CHECK(next.scannedBefore());
    CHECK(names(next) == Names{"Good Gain", "Second Gain"});
    // Nothing has changed since, so nothing is new.
    const auto known = next.revision();
    scan(next);
    CHECK(next.scan().last->unchanged == 2);
    CHECK(next.revision() == known);
}

TEST_CASE(
    "An insert's plugin is found by its format and identifier, or there is a sentence that says what to do") {
    const Home home({"good", "crashing"});
    PluginShelf shelf(home.options());
    CHECK(contains(refusal(shelf, goodGain), "'Good Gain' was expected, and this machine was not scanned"));
    scan(shelf);
    const auto located = shelf.locate(goodGain);
    REQUIRE(located);
    CHECK(located->plugin.name == "Good Gain");
    CHECK(located->path == home.library("good"));
    CHECK(contains(refusal(shelf, crashingGain),
                   "is in quarantine because it was ended by SIGSEGV (Segmentation fault); press Retry"));
    CHECK(
        contains(refusal(shelf, {"LV2", "ladspa:7001:good", "Good Gain"}),
                 "The LV2 plugin 'Good Gain' was expected, and no scan has found it on this machine; install"));
    CHECK(contains(refusal(shelf, {"LADSPA", "", ""}), "no scan has found it"));
    CHECK(contains(refusal(shelf, {"CLAP", "x", "Some Reverb"}), "'Some Reverb' is of the format 'CLAP'"));
}

TEST_CASE("A plugin that may be in a file that nobody could open is said to be so") {
    const Home home({"good"});
    write(home.library("broken"), "no library");
    PluginShelf shelf(home.options());
    scan(shelf);
    CHECK(contains(refusal(shelf, crashingGain), "(1 file in quarantine may hold it)"));
}

TEST_CASE("One plugin of the quarantine is tried again, and nothing else is looked at") {
    const Home home({"good", "crashing"});
    write(home.library("broken"), "no library");
    PluginShelf shelf(home.options());
    scan(shelf);
    REQUIRE(shelf.quarantine().size() == 2);
    CHECK(shelf.quarantine()[0].path == home.library("broken"));
    CHECK(shelf.quarantine()[1].plugin.identifier == "ladspa:7012:crash");
    // All of these would be noticed by a scan.
    home.put("crashing", "second");
    home.put("broken", "crashing");
    home.put("another", "good");
    fs::remove(home.library("good"));
    shelf.retry(shelf.quarantine()[1]);
    finish(shelf);
    CHECK(shelf.scan().trouble.empty());
    CHECK(names(shelf) == Names{"Good Gain", "Second Gain"});
    REQUIRE(shelf.quarantine().size() == 1);
    CHECK(shelf.quarantine()[0].path == home.library("broken"));
    CHECK(shelf.quarantine()[0].plugin.identifier.empty());
    // And so it is in the file.
    const PluginShelf next(home.options());
    CHECK(names(next) == Names{"Good Gain", "Second Gain"});
    CHECK(next.quarantine().size() == 1);
}

TEST_CASE("What is tried again and fails again stays in quarantine; what is gone leaves it") {
    const Home home({"crashing"});
    PluginShelf shelf(home.options());
    scan(shelf);
    REQUIRE(shelf.quarantine().size() == 1);
    const auto kept = shelf.quarantine()[0];
    shelf.retry(kept);
    finish(shelf);
    REQUIRE(shelf.quarantine().size() == 1);
    CHECK(shelf.quarantine()[0].plugin == kept.plugin);
    CHECK(names(shelf).size() == 2);
    fs::remove(home.library("crashing"));
    shelf.retry(kept);
    finish(shelf);
    CHECK(shelf.quarantine().empty());
    CHECK(names(shelf).empty());
}

TEST_CASE("A scan tries all of the quarantine again when asked to, and only then") {
    const Home home({"crashing"});
    PluginShelf shelf(home.options());
    scan(shelf);
    scan(shelf);
    CHECK(shelf.scan().last->unchanged == 1);
    scan(shelf, true);
    CHECK(shelf.scan().last->unchanged == 0);
    CHECK(shelf.quarantine().size() == 1);
}

TEST_CASE("A scan is stopped by a word or by the end of the shelf, keeps what it found, and leaves no child") {
    Home home({"good", "hanging"});
    home.patience = std::chrono::minutes(30); // far longer than a test may take
    {
        PluginShelf shelf(home.options());
        const auto reachHanging = [&] {
            shelf.startScan();
            REQUIRE(test::eventually([&] {
                shelf.attend();
                return shelf.scan().progress.current == "hanging.so";
            }));
        };
        reachHanging();
        shelf.startScan(); // one runs
        shelf.retry({});
        CHECK(shelf.scan().running);
        shelf.stopScan();
        finish(shelf);
        CHECK(shelf.scan().last->stopped);
        CHECK(names(shelf) == Names{"Good Gain"});
        CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
        reachHanging();
    }
    CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
    const PluginShelf next(home.options());
    CHECK(names(next) == Names{"Good Gain"});
    CHECK(next.quarantine().empty());
}

TEST_CASE("What another process has scanned meanwhile is not thrown away by a scan or a retry") {
    const Home home({"crashing"});
    PluginShelf shelf(home.options());
    scan(shelf);
    {
        auto elsewhere = home.options();
        elsewhere.environment = [&home](const char* variable) {
            return std::string(variable) == "HOME"          ? (home / "").string()
                   : std::string(variable) == "LADSPA_PATH" ? (home / "more").string()
                                                            : (home / "none").string();
        };
        fs::create_directories(home / "more");
        fs::copy_file(fs::path(RONDO_LADSPA_FOLDER) / "second.so", home / "more/second.so");
        elsewhere.cacheFolder = home.cache().parent_path();
        PluginShelf other(elsewhere);
        scan(other);
        CHECK(names(other).size() == 3);
    }
    CHECK(names(shelf).size() == 2);
    shelf.retry(shelf.quarantine()[0]);
    finish(shelf);
    CHECK(names(shelf) == Names{"After The Crash", "Before The Crash", "Second Gain"});
    scan(shelf);
    CHECK(names(shelf).size() == 3);
}

TEST_CASE("Favourites are saved one by one, and those that another process added stay") {
    const Home home;
    PluginShelf shelf(home.options());
    PluginShelf other(home.options());
    REQUIRE(shelf.setFavourite("one", true));
    REQUIRE(other.setFavourite("two", true));
    const auto before = shelf.revision();
    REQUIRE(shelf.setFavourite("three", true));
    CHECK(shelf.revision() != before);
    CHECK(shelf.favourites() == hosting::Favourites{"one", "three", "two"});
    REQUIRE(shelf.setFavourite("one", false));
    CHECK_FALSE(shelf.isFavourite("one"));
    CHECK(PluginShelf(home.options()).favourites() == hosting::Favourites{"three", "two"});
}

TEST_CASE("A damaged list of favourites is told and never written over") {
    const Home home;
    write(home.favourites(), "{\"format\": ");
    PluginShelf shelf(home.options());
    const auto notices = shelf.takeNotices();
    REQUIRE(notices.size() == 1);
    CHECK(contains(notices[0], "favourites.json' is damaged"));
    const auto marked = shelf.setFavourite("one", true);
    REQUIRE_FALSE(marked);
    CHECK(marked.error().text == notices[0]);
    CHECK_FALSE(shelf.isFavourite("one"));
    std::ifstream file(home.favourites());
    CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == "{\"format\": ");
}

TEST_CASE("A damaged cache is told once, and a scan makes it anew") {
    const Home home({"good"});
    write(home.cache(), "{\"format\": ");
    PluginShelf shelf(home.options());
    const auto notices = shelf.takeNotices();
    REQUIRE(notices.size() == 1);
    CHECK(contains(notices[0], "plugins.json' is damaged"));
    CHECK_FALSE(shelf.scannedBefore());
    scan(shelf);
    CHECK(shelf.takeNotices().empty());
    CHECK(names(shelf) == Names{"Good Gain"});
    CHECK(names(PluginShelf(home.options())) == Names{"Good Gain"});
}

TEST_CASE("A folder that cannot be read is told in one sentence, and the others are scanned") {
    Home home({"good"});
    fs::create_directory_symlink(home / "loop", home / "loop");
    home.variables["LV2_PATH"] = (home / "loop").string();
    PluginShelf shelf(home.options());
    scan(shelf);
    CHECK(names(shelf) == Names{"Good Gain"});
    const auto notices = shelf.takeNotices();
    REQUIRE(notices.size() == 1);
    CHECK(contains(notices[0], (home / "loop").string()));
    CHECK(contains(notices[0], "scan again"));
}

TEST_CASE(
    "A cache that cannot be written ends a scan with a sentence, and so does a program that is not there") {
    const Home home({"good"});
    write(home / ".cache/rondo", "a file where a folder is needed");
    PluginShelf shelf(home.options());
    shelf.startScan();
    finish(shelf);
    CHECK(contains(shelf.scan().trouble, ".cache/rondo"));
    CHECK(names(shelf).empty());

    auto without = home.options();
    without.cacheFolder = home / "elsewhere";
    without.workerCommand = {"/nowhere/rondo"};
    PluginShelf second(without);
    second.startScan();
    finish(second);
    CHECK(contains(second.scan().trouble, "/nowhere/rondo"));
    without.workerCommand = {};
    PluginShelf third(without);
    third.startScan();
    CHECK_FALSE(third.scan().running);
    CHECK(contains(third.scan().trouble, "A program that loads plugins was expected"));
    // A scan that goes well afterwards leaves nothing of it.
    fs::remove(home / ".cache/rondo");
    scan(shelf);
    CHECK(names(shelf) == Names{"Good Gain"});
}

TEST_CASE("A state is tried once, as long as the plugin's file is the same, and one that a plugin gave never") {
    const Home home({"good"});
    {
        PluginShelf shelf(home.options());
        scan(shelf);
    }
    const auto with = [](const std::string& state) {
        auto plugin = goodGain;
        plugin.state = host::Shared(state);
        return plugin;
    };
    auto nobody = home.options();
    nobody.workerCommand = {"/bin/false"}; // a child that could not try anything
    CHECK_FALSE(PluginShelf(nobody).tryState(with("taken")));
    CHECK(PluginShelf(home.options()).tryState(with("taken")));
    const PluginShelf shelf(nobody);
    CHECK(shelf.tryState(with("taken")));
    CHECK_FALSE(shelf.tryState(with("take")));
    const std::vector given{with("given"), with(""), host::HostedPlugin{"LADSPA", "ladspa:1:none", "None"}};
    PluginShelf(nobody).trustStates(given);
    CHECK(shelf.tryState(with("given")));
    SUBCASE("another file is another plugin") {
        const auto path = home.library("good");
        fs::last_write_time(path, fs::last_write_time(path) + std::chrono::seconds(1));
        CHECK_FALSE(shelf.tryState(with("given")));
    }
    SUBCASE("what is known may be lost") {
        write(home.cache().parent_path() / "states", "rondo-states 1\n0123\nno number no no\n");
        const PluginShelf later(nobody);
        CHECK_FALSE(later.tryState(with("given")));
        later.trustStates(given);
        CHECK(PluginShelf(nobody).tryState(with("given")));
    }
}
