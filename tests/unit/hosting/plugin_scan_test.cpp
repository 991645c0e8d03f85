// SPDX-License-Identifier: MIT
#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <host/hosting/plugin_scan.h>
#include <map>
#include <set>
#include <support/temporary_folder.h>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace rondo;
using namespace rondo::hosting;
using rondo::test::TemporaryFolder;

namespace {

// A worker that loads nothing: what it does follows from the name of the file. `log` holds the paths asked for.
const std::string workerScript = R"script(
say() { echo "rondo-plugin-worker $1"; }
found() { say '{"say":"found","format":"LADSPA","identifier":"'"$1"'","name":"'"$1"'"}'; }
say '{"say":"ready"}'
while read -r line; do
  path=${line#*\"path\":\"}; path=${path%%\"*}; file=${path##*/}
  echo "$file" >> "$1/log"
  say '{"say":"begin","plugin":""}'
  case $file in
  crash*) kill -SEGV $$ ;;
  quit*) exit 3 ;;
  hang*) say '{"say":"begin","plugin":"hang"}'; while :; do read -r never < "$1/fifo"; done ;;
  middle*)
    case $line in *'"one"'*) ;; *) say '{"say":"begin","plugin":"one"}'; found one ;; esac
    case $line in *'"two"'*) ;; *) say '{"say":"begin","plugin":"two"}'; kill -ABRT $$ ;; esac
    say '{"say":"begin","plugin":"three"}'; found three ;;
  stubborn*) say '{"say":"begin","plugin":"again"}'; kill -SEGV $$ ;;
  garbage*) printf 'no line \377\n{"say":"done"}\nrondo-plugin-worker {{{\nrondo-plugin-worker 7\n'
    say '{"say":"found","format":"LADSPA"}'; say '{"say":"found","format":"LV2","identifier":"other","name":"o"}'
    printf 'glued to it '; found garbage ;;
  refused*) say '{"say":"refused","plugin":"r","reason":"cannot be opened"}' ;;
  *) say '{"say":"begin","plugin":"'"$file"'"}'; found "$file" ;;
  esac
  say '{"say":"done"}'
done
)script";

/// A folder of files to scan, the worker, and what was saved.
class Rig {
public:
    Rig() {
        std::filesystem::create_directory(folder_ / "plugins");
        std::ofstream(folder_ / "worker.sh") << workerScript;
        REQUIRE(::mkfifo((folder_ / "fifo").c_str(), 0600) == 0);
        options.worker.command = {"/bin/sh", (folder_ / "worker.sh").string(), folder_.path().string()};
        options.folders = {{PluginFormat::ladspa, folder_ / "plugins"}};
    }

    void add(const std::string& name, const std::string& content = "x") {
        std::ofstream(folder_ / ("plugins/" + name)) << content;
    }
    void remove(const std::string& name) { std::filesystem::remove(folder_ / ("plugins/" + name)); }

    base::Result<ScanSummary> run() {
        return scan(cache, options, {goOn, [&](const PluginCache& state) {
                                         saved = state;
                                         return saving;
                                     }});
    }
    ScanSummary scanned() {
        const auto summary = run();
        REQUIRE_MESSAGE(summary, (summary ? "" : summary.error().text));
        // Nobody is left, not even a zombie.
        CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
        return *summary;
    }
    std::vector<std::string> takeLog() {
        std::vector<std::string> lines;
        {
            std::ifstream log(folder_ / "log");
            for (std::string line; std::getline(log, line);)
                lines.push_back(line);
        }
        std::filesystem::remove(folder_ / "log");
        std::ranges::sort(lines);
        return lines;
    }
    std::set<std::string> found() const {
        std::set<std::string> identifiers;
        for (const auto& [path, record] : cache.files)
            for (const auto& plugin : record.plugins)
                identifiers.insert(plugin.identifier);
        return identifiers;
    }
    std::map<std::string, std::string> reasons() const {
        std::map<std::string, std::string> all;
        for (const auto& [path, record] : cache.files)
            for (const auto& entry : record.quarantine)
                all[path.filename().string() + " " + entry.identifier] = entry.reason;
        return all;
    }

    ScanOptions options;
    PluginCache cache;
    PluginCache saved;
    base::Result<void> saving;
    std::function<bool(const ScanProgress&)> goOn = [](const ScanProgress&) { return true; };

private:
    TemporaryFolder folder_;
};

using Lines = std::vector<std::string>;
using Names = std::set<std::string>;

} // namespace

TEST_CASE("A scan finds what is there, saves it, and does not examine again what is unchanged") {
    Rig rig;
    rig.add("a.so");
    rig.add("b.so");
    auto summary = rig.scanned();
    CHECK(summary.plugins == 2);
    CHECK(summary.files == 2);
    CHECK(summary.unchanged == 0);
    CHECK(rig.found() == Names{"a.so", "b.so"});
    CHECK(rig.saved.files == rig.cache.files);
    CHECK(rig.takeLog() == Lines{"a.so", "b.so"});

    summary = rig.scanned();
    CHECK(summary.unchanged == 2);
    CHECK(summary.plugins == 2);
    CHECK(rig.takeLog().empty());

    rig.add("b.so", "another size");
    rig.remove("a.so");
    summary = rig.scanned();
    CHECK(summary.unchanged == 0);
    CHECK(summary.vanished == 1);
    CHECK(rig.takeLog() == Lines{"b.so"});
    CHECK(rig.found() == Names{"b.so"});
    CHECK(rig.saved.files == rig.cache.files);
}

TEST_CASE("A crash puts the plugin into quarantine with its signal or its exit code, and the rest goes on") {
    Rig rig;
    rig.options.children = 2;
    for (const auto* name : {"a.so", "crash.so", "middle.so", "quit.so", "refused.so", "stubborn.so", "z.so"})
        rig.add(name);
    CHECK(rig.scanned().quarantine.size() == 5);
    CHECK(rig.found() == Names{"a.so", "one", "three", "z.so"});
    CHECK(rig.reasons() == std::map<std::string, std::string>{
                               {"crash.so ", "was ended by SIGSEGV (Segmentation fault)"},
                               {"middle.so two", "was ended by SIGABRT (Aborted)"},
                               {"quit.so ", "ended its process with exit code 3"},
                               {"refused.so r", "cannot be opened"},
                               {"stubborn.so again", "was ended by SIGSEGV (Segmentation fault)"}});
}

TEST_CASE("What is in quarantine is tried again only when its file has changed or somebody asks for it") {
    Rig rig;
    rig.add("a.so");
    rig.add("crash.so");
    rig.scanned();
    rig.takeLog();
    CHECK(rig.scanned().quarantine.size() == 1);
    CHECK(rig.takeLog().empty());
    rig.options.retry = true;
    rig.scanned();
    CHECK(rig.takeLog() == Lines{"crash.so"});
    rig.options.retry = false;
    rig.add("crash.so", "mended?");
    rig.scanned();
    CHECK(rig.takeLog() == Lines{"crash.so"});
}

TEST_CASE("A plugin that gives no sign of life for the limit is ended and told so") {
    Rig rig;
    rig.add("hang.so");
    rig.options.worker.patience = std::chrono::milliseconds(1500);
    rig.scanned();
    CHECK(rig.reasons() == std::map<std::string, std::string>{{"hang.so hang", "gave no sign for 1.5 s"}});
}

TEST_CASE("Garbage between the lines changes nothing") {
    Rig rig;
    rig.add("garbage.so");
    rig.scanned();
    CHECK(rig.found() == Names{"garbage"});
    CHECK(rig.reasons().empty());
}

TEST_CASE("A scan that is stopped keeps what it has found and leaves no child behind") {
    Rig rig;
    rig.add("a.so");
    rig.add("hang.so");
    rig.add("z.so");
    rig.goOn = [](const ScanProgress& progress) { return progress.current != "hang"; };
    const auto summary = rig.scanned();
    CHECK(summary.stopped);
    CHECK(rig.found() == Names{"a.so"});
    CHECK(rig.saved.files == rig.cache.files);
    CHECK(rig.reasons().empty());
    rig.remove("hang.so");
    rig.takeLog();
    rig.goOn = [](const ScanProgress&) { return true; };
    CHECK_FALSE(rig.scanned().stopped);
    CHECK(rig.takeLog() == Lines{"z.so"});
}

TEST_CASE("A child that cannot be started, or never gets ready, is an error and nobody's quarantine") {
    Rig rig;
    rig.add("a.so");
    for (const auto& command : {Lines{"/nowhere/rondo"}, Lines{"/bin/false"}}) {
        rig.options.worker.command = command;
        const auto summary = rig.run();
        REQUIRE_FALSE(summary);
        CHECK(summary.error().text.find(command.front()) != std::string::npos);
        CHECK(rig.cache.files.empty());
        CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
    }
}

TEST_CASE("A cache that cannot be saved ends the scan before anything is examined") {
    Rig rig;
    rig.add("a.so");
    rig.saving = base::fail(base::ErrorCode::full, "No room.");
    const auto summary = rig.run();
    REQUIRE_FALSE(summary);
    CHECK(summary.error().text == "No room.");
    CHECK(rig.takeLog().empty());
}
