// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/graph/flight_report.h>

using namespace rondo::graph;

namespace {

constexpr std::int64_t period = 1'000'000;

NodeTimes usually(NodeId id, std::chrono::nanoseconds time, std::uint64_t runs = 100) {
    rondo::concurrency::Histogram histogram;
    for (std::uint64_t run = 0; run < runs; ++run)
        histogram.record(time);
    return {"'n" + std::to_string(id.value) + "' (#" + std::to_string(id.value) + ")", histogram.counts()};
}

/// Blocks of 64 frames at 64 kHz, in which each test lets something last.
struct Flight {
    Flight() {
        snapshot.lanes = {{"audio", {}}, {"worker 1", {}}, {"control", {}}};
        snapshot.closures = {"other closures", "set tempo (song.cpp:12)"};
    }
    void note(TimingKind kind, std::uint64_t number, std::int64_t begin, std::int64_t duration,
              std::uint32_t count = 0, std::size_t lane = 0) {
        snapshot.lanes[lane].records.push_back(
            {begin, number, static_cast<std::uint32_t>(duration), count, kind});
    }
    void endBlock(std::int64_t begin, std::int64_t duration, std::int64_t late = 0) {
        const auto frame = static_cast<std::uint64_t>(begin / period * 64);
        note(TimingKind::block, frame, begin, duration, 64);
        if (duration + late > period)
            note(TimingKind::miss, frame, begin - late + period, duration + late - period, ++misses);
    }
    // Two spans of ten steps, of which one step was timed by itself.
    void usualBlocks(int count = 20) {
        for (int block = 0; block < count; ++block, now += period) {
            note(TimingKind::span, 5, now + 1000, 99'000, 10);
            note(TimingKind::node, 15, now + 100'000, 5'000);
            note(TimingKind::span, 15, now + 100'000, 200'000, 10);
            endBlock(now, 301'000);
        }
    }
    Miss only(NodeLookup lookup = [](NodeId id) { return usually(id, std::chrono::nanoseconds(7000)); }) const {
        const auto found = judgeMisses(snapshot, lookup);
        REQUIRE(found.size() == 1);
        return found[0];
    }
    FlightSnapshot snapshot;
    std::int64_t now = 0;
    std::uint32_t misses = 0;
};

} // namespace

TEST_CASE("the culprit is the node that exceeds its own usual time by most, not the longest") {
    Flight flight;
    flight.note(TimingKind::node, 5, 0, 600'000);
    flight.note(TimingKind::node, 6, 600'000, 500'000);
    flight.note(TimingKind::node, 7, 1'100'000, 20'000); // a thousand times its usual, and without weight
    flight.endBlock(0, 1'130'000);
    const auto miss = flight.only([](NodeId id) {
        return usually(id, std::chrono::nanoseconds(id.value == 5 ? 500'000 : id.value == 6 ? 1000 : 20));
    });
    CHECK(miss.blame == Blame::node);
    CHECK(miss.culprit.number == 6);
    CHECK(miss.usual == 1023);
    CHECK(miss.late == 130'000);
    CHECK(miss.text() ==
          "The block at frame 0 (64 frames) missed its deadline by 130.0 us; it took 1130.0 us. Culprit: "
          "'n6' (#6) took 500.0 us, usually under 1.0 us.");
}

TEST_CASE("a run of steps is compared with its own usual time") {
    Flight flight;
    flight.usualBlocks();
    flight.note(TimingKind::span, 5, flight.now, 900'000, 10);
    flight.note(TimingKind::span, 15, flight.now + 900'000, 250'000, 10);
    flight.endBlock(flight.now, 1'150'000);
    const auto miss = flight.only();
    CHECK(miss.blame == Blame::span);
    CHECK(miss.culprit.number == 5);
    CHECK(miss.culprit.count == 10);
    CHECK(miss.usual == 99'000);
    CHECK(miss.text().find(
              "Culprit: among the 10 steps from 'n5' (#5) on, which took 900.0 us together, usually under "
              "99.0 us; measure every node") != std::string::npos);
}

TEST_CASE("a node inside a run of steps is named when it explains what the run took too long") {
    Flight flight;
    flight.usualBlocks();
    flight.note(TimingKind::node, 8, flight.now + 10'000, 800'000);
    flight.note(TimingKind::span, 5, flight.now, 900'000, 10);
    flight.note(TimingKind::span, 15, flight.now + 900'000, 200'000, 10);
    flight.endBlock(flight.now, 1'100'000);
    const auto miss = flight.only();
    CHECK(miss.blame == Blame::node);
    CHECK(miss.culprit.number == 8);
    CHECK(miss.usual == 8191);
}

TEST_CASE("a node inside a run of steps that explains little of it is not named") {
    Flight flight;
    flight.usualBlocks();
    flight.note(TimingKind::node, 8, flight.now + 10'000, 40'000);
    flight.note(TimingKind::span, 5, flight.now, 900'000, 10);
    flight.note(TimingKind::span, 15, flight.now + 900'000, 200'000, 10);
    flight.endBlock(flight.now, 1'100'000);
    CHECK(flight.only().blame == Blame::span);
}

TEST_CASE("a node on another thread can be the culprit") {
    Flight flight;
    flight.note(TimingKind::node, 5, 0, 5'000);
    flight.note(TimingKind::node, 9, 1'000, 1'100'000, 0, 1);
    flight.endBlock(0, 1'110'000);
    CHECK(flight.only().culprit.number == 9);
}

TEST_CASE("closures are the culprit when they took the time, with the name of the longest") {
    Flight flight;
    flight.usualBlocks();
    flight.note(TimingKind::closures, std::uint64_t{800'000} << 32 | 1, flight.now, 850'000, 3);
    flight.note(TimingKind::span, 5, flight.now + 850'000, 99'000, 10);
    flight.note(TimingKind::span, 15, flight.now + 949'000, 200'000, 10);
    flight.endBlock(flight.now, 1'149'000);
    const auto miss = flight.only();
    CHECK(miss.blame == Blame::closures);
    CHECK(miss.text().find(
              "Culprit: 3 closures before the block took 850.0 us, the longest, set tempo (song.cpp:12), "
              "800.0 us.") != std::string::npos);
}

TEST_CASE("time in which no step and no closure ran was lost outside") {
    Flight flight;
    flight.usualBlocks();
    flight.note(TimingKind::span, 5, flight.now, 99'000, 10);
    flight.note(TimingKind::span, 15, flight.now + 900'000, 200'000, 10);
    flight.endBlock(flight.now, 1'101'000);
    const auto miss = flight.only();
    CHECK(miss.blame == Blame::outside);
    CHECK(
        miss.text().find("Culprit: outside; the system called the block late or took the processor from it.") !=
        std::string::npos);
}

TEST_CASE("a block that was called late was lost outside") {
    Flight flight;
    flight.usualBlocks();
    flight.note(TimingKind::lateStart, static_cast<std::uint64_t>(flight.now / period * 64),
                flight.now - 800'000, 800'000);
    flight.note(TimingKind::span, 5, flight.now, 99'000, 10);
    flight.note(TimingKind::span, 15, flight.now + 99'000, 201'000, 10);
    flight.endBlock(flight.now, 300'000, 800'000);
    const auto miss = flight.only();
    CHECK(miss.blame == Blame::outside);
    CHECK(miss.late == 100'000);
}

TEST_CASE("where nothing exceeds its usual time by what was missing, the graph as a whole is too heavy") {
    Flight flight;
    for (int block = 0; block < 20; ++block, flight.now += 2 * period) {
        flight.note(TimingKind::span, 5, flight.now, 1'200'000 + block, 10);
        flight.endBlock(flight.now, 1'200'000 + block);
    }
    const auto misses = judgeMisses(flight.snapshot, {}, 10, 5);
    REQUIRE(misses.size() == 5);
    CHECK(misses[0].number == 16);
    CHECK(misses[4].number == 20);
    CHECK(misses[4].blame == Blame::whole);
    CHECK(misses[4].text().find("Nothing stands out: such a block usually takes 1200.0 us") !=
          std::string::npos);
    CHECK(judgeMisses(flight.snapshot, {}, 18).size() == 2);
}

TEST_CASE("where no step was timed the report says so") {
    Flight flight;
    flight.endBlock(0, 1'500'000);
    const auto miss = flight.only();
    CHECK(miss.blame == Blame::unknown);
    CHECK(miss.text().find("were not timed") != std::string::npos);
}

TEST_CASE("a node that was timed too seldom to know its usual time is blamed with all it took") {
    Flight flight;
    flight.note(TimingKind::node, 5, 0, 1'100'000);
    flight.endBlock(0, 1'110'000);
    const auto miss =
        flight.only([](NodeId id) { return usually(id, std::chrono::nanoseconds(1'100'000), 1); });
    CHECK(miss.blame == Blame::node);
    CHECK(miss.usual == 0);
    CHECK(miss.text().find("took 1100.0 us.") != std::string::npos);
}

TEST_CASE("a snapshot that is empty, cut off or looked at without names still gives reports") {
    CHECK(judgeMisses({}, {}).empty());
    Flight flight;
    flight.note(TimingKind::miss, 64, period, 5, 1); // its block was overwritten
    CHECK(flight.only().blame == Blame::unknown);
    flight.snapshot.lanes[0].records.clear();
    flight.note(TimingKind::node, 5, 0, 1'100'000);
    flight.endBlock(0, 1'110'000);
    CHECK(flight.only(NodeLookup{}).name == "node (#5)");
}
