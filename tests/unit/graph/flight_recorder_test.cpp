// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <rondo/base/error.h>
#include <rondo/concurrency/realtime_scope.h>
#include <rondo/graph/flight_recorder.h>
#include <thread>

using namespace rondo;
using namespace rondo::graph;

namespace {

constexpr std::int64_t microsecond = 1000;
// 64 frames at 64 kHz last a millisecond.
constexpr FlightRecorderOptions options{.rate = 64000, .lanes = 1, .records = 1024};

std::vector<TimingRecord> audio(const FlightRecorder& recorder) { return recorder.snapshot().lanes[0].records; }

std::size_t count(const FlightRecorder& recorder, TimingKind kind) {
    return static_cast<std::size_t>(std::ranges::count(audio(recorder), kind, &TimingRecord::kind));
}

void block(FlightRecorder& recorder, std::int64_t begin, std::int64_t duration, std::int64_t late = 0) {
    recorder.beginBlock(begin, 64, begin, late);
    recorder.endBlock(begin + duration);
}

NodeTimes lookUp(NodeId id) { return {"node " + std::to_string(id.value), {}}; }

} // namespace

TEST_CASE("a recorder keeps blocks, closures, adoptions and commits with their times") {
    FlightRecorder recorder(options);
    recorder.edited(Publication{7}, 10, 30);
    recorder.beginBlock(4096, 64, 1000);
    recorder.closuresRan({2, std::chrono::nanoseconds(300), {"set tempo", std::chrono::nanoseconds(200)}},
                         1350);
    recorder.adopted(Publication{7}, 12, 1400);
    recorder.endBlock(2000);
    const auto snapshot = recorder.snapshot();
    REQUIRE(snapshot.lanes.size() == 2);
    CHECK(snapshot.rate == 64000);
    CHECK(snapshot.lanes[0].name == "audio");
    CHECK(snapshot.lanes[1].name == "control");
    CHECK(snapshot.lanes[1].records == std::vector<TimingRecord>{{10, 7, 20, 0, TimingKind::edit}});
    const auto& records = snapshot.lanes[0].records;
    REQUIRE(records.size() == 3);
    CHECK(records[0].kind == TimingKind::closures);
    CHECK(records[0].begin == 1050);
    CHECK(records[0].duration == 300);
    CHECK(records[0].count == 2);
    CHECK(closureTime(records[0].number) == 200);
    CHECK(snapshot.closures.at(closureNumber(records[0].number)).find("set tempo (") == 0);
    CHECK(records[1] == TimingRecord{1400, 7, 0, 12, TimingKind::adoption});
    CHECK(records[2] == TimingRecord{1000, 4096, 1000, 64, TimingKind::block});
}

TEST_CASE("a block that an engine opened around the graph's own is one block") {
    FlightRecorder recorder(options);
    recorder.beginBlock(0, 64, 100);
    block(recorder, 150, 200);
    CHECK(audio(recorder).empty());
    recorder.endBlock(400);
    CHECK(audio(recorder) == std::vector<TimingRecord>{{100, 0, 300, 64, TimingKind::block}});
}

TEST_CASE("a deadline is a block's time after the moment when the block was due") {
    FlightRecorder recorder(options);
    block(recorder, 0, 1000 * microsecond);
    CHECK(recorder.misses() == 0);
    block(recorder, 0, 1000 * microsecond + 1);
    CHECK(recorder.misses() == 1);
    block(recorder, 0, 900 * microsecond, 100 * microsecond);
    CHECK(recorder.misses() == 1);
    block(recorder, 0, 900 * microsecond, 101 * microsecond);
    CHECK(recorder.misses() == 2);
    CHECK(count(recorder, TimingKind::miss) == 2);
    CHECK(count(recorder, TimingKind::lateStart) == 2);
}

TEST_CASE("what is measured can be chosen while blocks run") {
    FlightRecorder recorder(options);
    CHECK(recorder.measuring() == Measuring::sampled);
    recorder.setMeasuring(Measuring::off);
    recorder.edited(Publication{1}, 0, 1);
    recorder.beginBlock(0, 64, 0);
    recorder.closuresRan({1, std::chrono::nanoseconds(1), {}}, 1);
    recorder.adopted(Publication{1}, 12, 1);
    CHECK(recorder.plan().stride == 0);
    recorder.setMeasuring(Measuring::everyNode); // from the next block on
    recorder.endBlock(1'000'000'000);
    CHECK(recorder.misses() == 0);
    const auto nothing = recorder.snapshot();
    CHECK(nothing.lanes[0].records.empty());
    CHECK(nothing.lanes[1].records.empty());
    recorder.beginBlock(0, 64, 0);
    CHECK(recorder.plan().stride == 1);
    recorder.endBlock(1);
    recorder.setMeasuring(Measuring::blocks);
    recorder.beginBlock(0, 64, 0);
    CHECK(recorder.plan().stride == 0);
    recorder.endBlock(1);
    CHECK(count(recorder, TimingKind::block) == 2);
    recorder.setMeasuring(Measuring::sampled);
    recorder.beginBlock(0, 64, 0);
    CHECK(recorder.plan().stride > 1);
    recorder.endBlock(1);
}

TEST_CASE("calls outside a block record nothing") {
    FlightRecorder recorder(options);
    recorder.endBlock(5);
    recorder.closuresRan({1, std::chrono::nanoseconds(1), {}}, 1);
    recorder.adopted(Publication{1}, 12, 1);
    CHECK(audio(recorder).empty());
}

TEST_CASE("a timed node counts in its histogram, and a duration that is too long counts as the longest") {
    FlightRecorder recorder(options);
    detail::NodeHistogram times;
    recorder.lane().nodeRan(NodeId{5}, times, 100, 160);
    recorder.lane().nodeRan(NodeId{6}, times, 100, 100 + 5'000'000'000);
    recorder.lane().nodeRan(NodeId{6}, times, 100, 90);
    CHECK(times.counts().total() == 3);
    CHECK(times.counts().counts[6] == 1);
    const auto records = audio(recorder);
    REQUIRE(records.size() == 3);
    CHECK(records[0] == TimingRecord{100, 5, 60, 0, TimingKind::node});
    CHECK(records[1].duration == TimingRecord::longest);
    CHECK(records[2].duration == 0);
}

TEST_CASE("a node's histogram counts as the full one does, but for its ends") {
    detail::NodeHistogram times;
    concurrency::Histogram full;
    for (std::int64_t time = 16; time < 1 << 26; time = time * 3 / 2 + 1) {
        times.recordAlone(time);
        full.record(std::chrono::nanoseconds(time));
    }
    CHECK(times.counts().counts == full.counts().counts);
    for (const std::int64_t time : {-5ll, 0ll, 1ll, 15ll})
        times.recordAlone(time);
    CHECK(times.counts().counts[4] == 4);
    const auto before = times.counts().counts[27];
    for (const std::int64_t time : {1ll << 26, 1ll << 30, std::numeric_limits<long long>::max()})
        times.recordAlone(time);
    CHECK(times.counts().counts[27] == before + 3);
    static_assert(sizeof(times) == 96);
}

TEST_CASE("more names of closures than there is room for are called others") {
    FlightRecorder recorder(options);
    for (std::uint32_t line = 0; line < 600; ++line) {
        static const std::string words(600, 'x');
        recorder.beginBlock(0, 64, 0);
        recorder.closuresRan(
            {1, std::chrono::nanoseconds(1), {words.c_str() + line, std::chrono::nanoseconds(1)}}, 1);
        recorder.endBlock(2);
    }
    const auto snapshot = recorder.snapshot();
    CHECK(snapshot.closures.size() == 256);
    const auto named = [&](std::size_t index) {
        std::vector<TimingRecord> closures;
        std::ranges::copy_if(snapshot.lanes[0].records, std::back_inserter(closures),
                             [](const auto& record) { return record.kind == TimingKind::closures; });
        return snapshot.closures.at(closureNumber(closures.at(index).number));
    };
    CHECK(named(0).find(std::string(600, 'x')) == std::string::npos); // the oldest 88 are overwritten
    CHECK(named(511) == "other closures");
}

TEST_CASE("collect tells each missed deadline once") {
    FlightRecorder recorder(options);
    CHECK(!recorder.collect(lookUp));
    block(recorder, 0, 10);
    CHECK(!recorder.collect(lookUp));
    block(recorder, 1'000'000, 1'500'000);
    block(recorder, 2'000'000, 1'600'000);
    const auto report = recorder.collect(lookUp);
    REQUIRE(report);
    CHECK(report->count == 2);
    REQUIRE(report->misses.size() == 2);
    CHECK(report->misses[0].streamFrame == 1'000'000);
    CHECK(report->misses[0].late == 500'000);
    CHECK(report->misses[1].late == 600'000);
    CHECK(report->misses[1].frames == 64);
    CHECK(report->misses[1].duration == 1'600'000);
    CHECK(!recorder.collect(lookUp));
    block(recorder, 4'000'000, 1'700'000);
    const auto next = recorder.collect(lookUp);
    REQUIRE(next);
    CHECK(next->count == 1);
    CHECK(next->misses.at(0).number == 3);
}

TEST_CASE("collect tells the newest misses of many, and how many there were") {
    FlightRecorder recorder(options);
    for (std::int64_t turn = 0; turn < 5000; ++turn) // more than the ring holds
        block(recorder, turn * 2'000'000, 1'500'000);
    const auto report = recorder.collect(lookUp);
    REQUIRE(report);
    CHECK(report->count == 5000);
    REQUIRE(report->misses.size() == FlightRecorder::mostReports);
    CHECK(report->misses.back().number == 5000);
    // A miss whose record is gone is still counted, and not told twice.
    block(recorder, 0, 1'500'000);
    for (int turn = 0; turn < 2000; ++turn)
        block(recorder, 0, 10);
    const auto lost = recorder.collect(lookUp);
    REQUIRE(lost);
    CHECK(lost->count == 1);
    CHECK(lost->misses.empty());
    CHECK(!recorder.collect(lookUp));
}

TEST_CASE("a miss is laid outside when the device says that only the system was late") {
    FlightRecorder recorder(options);
    detail::NodeHistogram times;
    const auto missByNode = [&] {
        recorder.beginBlock(0, 64, 0);
        recorder.lane().nodeRan(NodeId{5}, times, 0, 1'400'000);
        recorder.endBlock(1'500'000);
    };
    missByNode();
    CHECK(recorder.collect(lookUp, {.ours = 1, .theirs = 0})->misses.at(0).blame == Blame::node);
    missByNode();
    const auto report = recorder.collect(lookUp, {.ours = 1, .theirs = 1});
    CHECK(report->misses.at(0).blame == Blame::outside);
    CHECK(report->misses.at(0).text().find("while node 5 ran") != std::string::npos);
    missByNode();
    CHECK(recorder.collect(lookUp, {.ours = 2, .theirs = 2})->misses.at(0).blame == Blame::node);
    missByNode();
    CHECK(recorder.collect(lookUp)->misses.at(0).blame == Blame::node);
}

TEST_CASE("recording does nothing that an audio callback must not do") {
    FlightRecorder recorder(options);
    detail::NodeHistogram times;
    const concurrency::RealtimeScope watched;
    for (std::int64_t turn = 0; turn < 100; ++turn) {
        recorder.beginBlock(turn * 64, 64, recorder.now(), 5);
        recorder.closuresRan({1, std::chrono::nanoseconds(1), {"word", std::chrono::nanoseconds(1)}},
                             recorder.now());
        recorder.adopted(Publication{1}, 12, recorder.now());
        recorder.lane().nodeRan(NodeId{5}, times, 1, 2);
        recorder.lane().spanRan(NodeId{5}, 3, 1, 2);
        recorder.endBlock(recorder.now() + 2'000'000);
    }
}

TEST_CASE("snapshots and reports can be taken while every lane is written") {
    FlightRecorder recorder({.rate = 64000, .lanes = 3, .records = 64});
    std::atomic<bool> over{false};
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
        for (std::int64_t turn = 0; !over; ++turn) {
            recorder.beginBlock(turn * 64, 64, turn * 2'000'000);
            recorder.closuresRan({1, std::chrono::nanoseconds(10), {"word", std::chrono::nanoseconds(10)}},
                                 turn * 2'000'000 + 10);
            recorder.lane().spanRan(NodeId{5}, 3, turn * 2'000'000 + 10, turn * 2'000'000 + 1'500'000);
            recorder.endBlock(turn * 2'000'000 + 1'500'000);
        }
    });
    for (std::uint32_t lane : {1u, 2u})
        threads.emplace_back([&, lane] {
            detail::NodeHistogram times;
            for (std::int64_t turn = 0; !over; ++turn)
                recorder.lane(lane).nodeRan(NodeId{lane}, times, turn, turn + 1);
        });
    std::uint64_t told = 0, last = 0;
    for (int turn = 0; turn < 200 || told < 50; ++turn) {
        recorder.edited(Publication{1}, turn, turn + 1);
        const auto report = recorder.collect(lookUp);
        if (!report)
            continue;
        for (const auto& miss : report->misses) {
            CHECK(miss.number > last);
            last = miss.number;
            ++told;
            if (miss.duration == 0)
                continue; // its block was overwritten first
            CHECK(miss.duration == 1'500'000);
            CHECK(miss.late == 500'000);
        }
    }
    over = true;
    for (auto& thread : threads)
        thread.join();
}

TEST_CASE("options outside their ranges are refused in a sentence") {
    CHECK_THROWS_WITH_AS(FlightRecorder({.rate = 0}), doctest::Contains("a rate above 0"), base::Failure);
    CHECK_THROWS_WITH_AS(FlightRecorder({.rate = std::nan("")}), doctest::Contains("a rate above 0"),
                         base::Failure);
    CHECK_THROWS_WITH_AS(FlightRecorder({.lanes = 0}), doctest::Contains("1 to 64 lanes; 0 was"),
                         base::Failure);
    CHECK_THROWS_WITH_AS(FlightRecorder({.lanes = 65}), doctest::Contains("1 to 64 lanes"), base::Failure);
    CHECK_THROWS_WITH_AS(FlightRecorder({.records = 0}), doctest::Contains("records; 0 was"), base::Failure);
}
