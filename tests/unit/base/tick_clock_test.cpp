// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/base/tick_clock.h>

namespace rondo::base {

TEST_CASE("A tick clock never goes back on one thread") {
    const TickClock clock;
    auto before = clock.nanoseconds();
    CHECK(before >= 0);
    bool went = false;
    for (int reading = 0; reading < 100'000; ++reading) {
        const auto now = clock.nanoseconds();
        went = went || now < before;
        before = now;
    }
    CHECK(!went);
}

TEST_CASE("A tick clock runs at the rate of CLOCK_MONOTONIC, to a hundredth") {
    const TickClock clock;
    // Each clock's readings enclose the other's, so that an interruption anywhere only widens the enclosure.
    const auto outerFrom = monotonicNanoseconds();
    const auto from = clock.nanoseconds();
    const auto innerFrom = monotonicNanoseconds();
    while (monotonicNanoseconds() - innerFrom < 10'000'000) {
    }
    const auto innerTo = monotonicNanoseconds();
    const auto to = clock.nanoseconds();
    const auto outerTo = monotonicNanoseconds();
    CHECK(static_cast<double>(to - from) >= 0.99 * static_cast<double>(innerTo - innerFrom));
    CHECK(static_cast<double>(to - from) <= 1.01 * static_cast<double>(outerTo - outerFrom));
}

TEST_CASE("Each tick clock counts from its own beginning") {
    const TickClock first;
    while (first.nanoseconds() < 100'000) {
    }
    const TickClock second;
    const auto later = second.nanoseconds();
    CHECK(first.nanoseconds() - later >= 100'000);
}

} // namespace rondo::base
