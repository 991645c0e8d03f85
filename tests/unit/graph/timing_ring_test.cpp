// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <doctest/doctest.h>
#include <limits>
#include <rondo/graph/detail/timing_ring.h>
#include <thread>
#include <vector>

using namespace rondo::graph;
using Ring = detail::TimingRing<>;

namespace {

// Every field follows from the number, so that a mixture of two records shows.
TimingRecord record(std::uint64_t number) {
    const auto low = static_cast<std::uint32_t>(number);
    return {static_cast<std::int64_t>(number * 0x9e3779b97f4a7c15u), number, low * 2654435761u,
            low & TimingRecord::most, static_cast<TimingKind>(number % 9)};
}

std::vector<TimingRecord> all(const Ring& ring) {
    std::vector<TimingRecord> records;
    CHECK(ring.read([&](const TimingRecord& one) { records.push_back(one); }) == 0);
    return records;
}

} // namespace

TEST_CASE("a slot of a timing ring is no larger than 32 bytes") {
    // The ring's memory is what the options promise; a page more is the allocator's.
    static_assert(sizeof(TimingRecord) <= 32);
    CHECK(Ring(1000).capacity() == 1024);
    CHECK(Ring(0).capacity() == 1);
}

TEST_CASE("a timing ring gives back what was noted, whole and in order, as often as asked") {
    Ring ring(8);
    CHECK(all(ring).empty());
    for (std::uint64_t number = 1; number <= 5; ++number)
        ring.push(record(number));
    for (int turn = 0; turn < 2; ++turn) {
        const auto records = all(ring);
        REQUIRE(records.size() == 5);
        for (std::uint64_t number = 1; number <= 5; ++number)
            CHECK(records[number - 1] == record(number));
    }
}

TEST_CASE("a full timing ring keeps the newest records") {
    Ring ring(8);
    for (std::uint64_t number = 1; number <= 1003; ++number)
        ring.push(record(number));
    const auto records = all(ring);
    REQUIRE(records.size() == 8);
    for (std::uint64_t index = 0; index < 8; ++index)
        CHECK(records[index] == record(996 + index));
}

TEST_CASE("a timing ring keeps the extremes of every field") {
    Ring ring(4);
    const TimingRecord large{std::numeric_limits<std::int64_t>::max(), ~std::uint64_t{0}, ~std::uint32_t{0},
                             TimingRecord::most, TimingKind::edit};
    const TimingRecord small{std::numeric_limits<std::int64_t>::min(), 0, 0, 0, TimingKind::block};
    ring.push(large);
    ring.push(small);
    auto tooMany = large;
    tooMany.count = ~std::uint32_t{0};
    ring.push(tooMany);
    CHECK(all(ring) == std::vector{large, small, large});
}

TEST_CASE("what is read while the ring is written is whole, in order, and what was overwritten is counted") {
    Ring ring(16);
    std::atomic<bool> over{false};
    std::thread writer([&] {
        for (std::uint64_t number = 1; !over.load(std::memory_order_relaxed); ++number)
            ring.push(record(number));
    });
    std::uint64_t newest = 0;
    std::size_t taken = 0, torn = 0, wrong = 0;
    // Until the writer has overtaken some readings and some records were whole all the same.
    for (int turn = 0; turn < 20'000 || torn == 0 || taken < 1000; ++turn) {
        std::uint64_t before = 0;
        torn += ring.read([&](const TimingRecord& one) {
            ++taken;
            wrong += one == record(one.number) && one.number > before ? 0u : 1u;
            before = one.number;
        });
        newest = std::max(newest, before);
    }
    over = true;
    writer.join();
    CHECK(wrong == 0);
    const auto records = all(ring);
    REQUIRE(records.size() == 16);
    CHECK(records.back().number >= newest);
}
