// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fstream>
#include <locale>
#include <map>
#include <nlohmann/json.hpp>
#include <rondo/graph/trace_writer.h>
#include <set>
#include <sstream>
#include <support/temporary_folder.h>

using namespace rondo;
using namespace rondo::graph;
using nlohmann::json;

namespace {

NodeTimes named(NodeId id) { return {id.value == 5 ? "reverb" : "", {}}; }

FlightSnapshot everyKind() {
    FlightSnapshot snapshot;
    snapshot.closures = {"other closures", "set tempo (song.cpp:12)"};
    snapshot.rate = 64000;
    snapshot.overwritten = 3;
    snapshot.lanes = {
        {"audio",
         {{4'000'000, 640, 250, 0, TimingKind::lateStart},
          {5'000'000, std::uint64_t{900} << 32 | 1, 1'200, 2, TimingKind::closures},
          {5'001'200, 3, 0, 4, TimingKind::adoption},
          {5'001'300, 5, 400'007, 0, TimingKind::node},
          {5'001'300, 5, 1'000'000, 2, TimingKind::span},
          {5'000'000, 640, 1'500'000, 64, TimingKind::block},
          {6'000'000, 640, 500'000, 1, TimingKind::miss}}},
        {"worker 1", {{5'002'000, 6, 77, 0, TimingKind::sum}}},
        {"control", {{1'000'000, 3, 20'000, 0, TimingKind::edit}, {1'500'000, 0, 1, 0, TimingKind::edit}}}};
    return snapshot;
}

json written(const FlightSnapshot& snapshot, const NodeLookup& nodes = named,
             std::span<const Miss> misses = {}) {
    std::ostringstream text;
    writeTrace(text, snapshot, nodes, misses);
    return json::parse(text.str()); // throws for what is no JSON or no UTF-8
}

json only(const json& trace, const std::string& name) {
    json found;
    for (const auto& event : trace.at("traceEvents"))
        if (event.at("name") == name) {
            CHECK(found.is_null());
            found = event;
        }
    REQUIRE(!found.is_null());
    return found;
}

} // namespace

TEST_CASE("every event of a trace has the fields that its phase needs") {
    const auto trace = written(everyKind());
    CHECK(trace.at("otherData").at("overwrittenRecords") == 3);
    std::map<std::string, int> phases;
    for (const auto& event : trace.at("traceEvents")) {
        const std::string phase = event.at("ph");
        ++phases[phase];
        CHECK(event.at("name").is_string());
        CHECK(event.at("pid") == 1);
        CHECK(event.at("tid").is_number_unsigned());
        CHECK(event.at("ts").is_number());
        CHECK(event.at("ts") >= 0);
        if (phase == "X") {
            CHECK(event.at("dur").is_number());
            CHECK(event.at("cat").is_string());
        }
        if (phase == "i")
            CHECK(event.at("s") == "t");
        if (phase == "C")
            CHECK(event.at("args").at("percent").is_number());
    }
    // process; two a lane; block, closures, node, span, sum and two edits; adoption, miss and late start; load.
    CHECK(phases == std::map<std::string, int>{{"M", 1 + 3 * 2}, {"X", 7}, {"i", 3}, {"C", 1}});
}

TEST_CASE("a trace tells what the records told") {
    Miss miss;
    miss.number = 1;
    miss.streamFrame = 640;
    const auto trace = written(everyKind(), named, std::span(&miss, 1));
    const auto node = only(trace, "reverb");
    CHECK(node.at("ts").get<double>() == doctest::Approx(4001.3)); // from the first record on, in microseconds
    CHECK(node.at("dur").get<double>() == doctest::Approx(400.007));
    CHECK(node.at("tid") == 1);
    CHECK(node.at("args").at("node") == 5);
    const auto block = only(trace, "block");
    CHECK(block.at("args").at("stream frame") == 640);
    CHECK(block.at("args").at("frames") == 64);
    CHECK(only(trace, "load").at("args").at("percent") == 150);
    CHECK(only(trace, "2 steps from reverb").at("args").at("steps") == 2);
    const auto closures = only(trace, "set tempo (song.cpp:12)");
    CHECK(closures.at("args").at("closures") == 2);
    CHECK(closures.at("args").at("longest ns") == 900);
    CHECK(only(trace, "edit 3 adopted").at("args").at("steps") == 4);
    CHECK(only(trace, "edit 3").at("tid") == 3);
    CHECK(only(trace, "edit, refused").at("dur").get<double>() == doctest::Approx(0.001));
    CHECK(only(trace, "sum into node (#6)").at("tid") == 2);
    CHECK(only(trace, "block due").at("args").at("late by ns") == 250);
    const auto missed = only(trace, "deadline missed");
    CHECK(missed.at("args").at("late by ns") == 500'000);
    CHECK(missed.at("args").at("report") == miss.text());
    std::set<std::string> lanes;
    for (const auto& event : trace.at("traceEvents"))
        if (event.at("name") == "thread_name")
            lanes.insert(event.at("args").at("name"));
    CHECK(lanes == std::set<std::string>{"audio", "worker 1", "control"});
}

TEST_CASE("in a trace what contains others comes before them, also when both begin at once") {
    const auto trace = written(everyKind());
    std::vector<std::string> order;
    for (const auto& event : trace.at("traceEvents"))
        if (event.at("ph") == "X" && event.at("tid") == 1)
            order.push_back(event.at("name"));
    CHECK(order ==
          std::vector<std::string>{"block", "set tempo (song.cpp:12)", "2 steps from reverb", "reverb"});
}

TEST_CASE("names of any bytes give a valid trace") {
    const std::string awkward[] = {"quote \" backslash \\ newline \n bell \a end",
                                   "h\xc3\xa4ll \xe2\x99\xaa \xf0\x9f\x8e\xb5",
                                   "\xff\xfe",
                                   "cut \xe2\x99",
                                   "overlong \xc0\xaf \xe0\x80\xaf \xf0\x80\x80\xaf",
                                   "surrogate \xed\xa0\x80",
                                   "beyond \xf4\x90\x80\x80",
                                   std::string("\x1f\x00\x7f", 3)};
    for (const auto& name : awkward) {
        const auto trace = written(everyKind(), [&](NodeId id) {
            return NodeTimes{id.value == 5 ? name : "", {}};
        });
        std::string back;
        for (const auto& event : trace.at("traceEvents"))
            if (event.contains("args") && event.at("args").contains("node"))
                back = event.at("name");
        CHECK(!back.empty());
        if (&name == &awkward[0] || &name == &awkward[1] || &name == &awkward[7])
            CHECK(back == name);
        else
            CHECK(back.find("\xef\xbf\xbd") != std::string::npos);
    }
}

TEST_CASE("an empty snapshot is a valid trace, without names too, and a foreign locale changes nothing") {
    CHECK(written({}, {}).at("traceEvents").size() == 1);
    struct Grouping : std::numpunct<char> {
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
        char do_decimal_point() const override { return ','; }
    };
    std::ostringstream plain, foreign;
    foreign.imbue(std::locale(std::locale::classic(), new Grouping));
    auto snapshot = everyKind();
    snapshot.overwritten = 1'234'567;
    writeTrace(plain, snapshot, named);
    writeTrace(foreign, snapshot, named);
    CHECK(plain.str() == foreign.str());
}

TEST_CASE("a trace is saved whole, or what was there stays and the error says why") {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "miss.json";
    REQUIRE(saveTrace(path, everyKind(), named));
    std::ifstream file(path);
    CHECK(json::parse(file) == written(everyKind()));
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
    const auto refused = saveTrace(folder.path() / "nowhere" / "miss.json", everyKind(), named);
    REQUIRE(!refused);
    CHECK(refused.error().code == base::ErrorCode::refused);
    CHECK(refused.error().text.find("No such file or directory") != std::string::npos);
    std::filesystem::create_directories(folder.path() / "taken" / "inside");
    CHECK(!saveTrace(folder.path() / "taken", everyKind(), named));
    CHECK(std::filesystem::is_directory(folder.path() / "taken" / "inside"));
    CHECK(!std::filesystem::exists(folder.path() / "taken.part"));
}
