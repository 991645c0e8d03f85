// SPDX-License-Identifier: MIT
#include "simulated_clock.h"

#include <cmath>
#include <doctest/doctest.h>
#include <rondo/device/detail/block_timer.h>

using rondo::device::detail::BlockTimer;
using rondo::test::SimulatedClock;

namespace {
constexpr std::int64_t second = 1'000'000'000;
}

TEST_CASE("after an hour of blocks a timer is still within a nanosecond of the rate") {
    for (const double rate : {44100.0, 48000.0, 11025.0, 47999.3}) {
        SimulatedClock clock;
        BlockTimer timer(clock, rate, 441);
        timer.start();
        const auto begin = clock.now();
        std::int64_t frames = 0;
        BlockTimer::Wake wake;
        while (static_cast<double>(frames) < 3600 * rate) {
            wake = timer.wait();
            frames += 441;
        }
        const auto exact = static_cast<long double>(frames - 441) * second / static_cast<long double>(rate);
        CHECK(std::fabs(static_cast<double>(static_cast<long double>(wake.nanoseconds - begin) - exact)) <=
              1.0);
        CHECK(timer.due() - begin >= 3600 * second);
    }
}

TEST_CASE("a sleep that is always too long does not add up") {
    SimulatedClock clock;
    clock.oversleep(300'000);
    BlockTimer timer(clock, 48000, 48);
    timer.start();
    const auto begin = clock.now();
    BlockTimer::Wake wake;
    for (int block = 0; block <= 60'000; ++block)
        wake = timer.wait();
    CHECK(wake.nanoseconds - begin == 60 * second + 300'000);
}

TEST_CASE("a timer that is up to four blocks behind catches up without a sleep and loses nothing") {
    SimulatedClock clock;
    BlockTimer timer(clock, 48000, 48); // one millisecond
    timer.start();
    const auto begin = clock.now();
    CHECK(timer.wait().nanoseconds == begin);
    clock.stall(5'000'000); // the next block was due after one of them
    const int sleeps = clock.sleeps();
    for (int block = 1; block <= 5; ++block) {
        const auto wake = timer.wait();
        CHECK(wake.lost == 0);
        CHECK(wake.nanoseconds == begin + 5'000'000);
    }
    CHECK(clock.sleeps() == sleeps);
    CHECK(timer.wait().nanoseconds == begin + 6'000'000);
}

TEST_CASE("a timer that is more than four blocks behind moves its anchor and says by how much") {
    SimulatedClock clock;
    BlockTimer timer(clock, 48000, 48);
    timer.start();
    const auto begin = clock.now();
    timer.wait();
    clock.stall(5'000'001);
    const auto wake = timer.wait();
    CHECK(wake.lost == 4'000'001);
    CHECK(wake.nanoseconds == begin + 5'000'001);
    const auto next = timer.wait();
    CHECK(next.lost == 0);
    CHECK(next.nanoseconds == begin + 6'000'001);
}
