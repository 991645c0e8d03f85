// SPDX-License-Identifier: MIT
#include <array>
#include <atomic>
#include <doctest/doctest.h>
#include <rondo/base/error.h>
#include <rondo/concurrency/barrier.h>
#include <string>
#include <thread>
#include <vector>

using namespace rondo::concurrency;

TEST_CASE("nobody passes before all are there, phase after phase, and exactly one is told that it was last") {
    constexpr std::uint32_t parties = 3;
    constexpr std::uint32_t phases = 200;
    Barrier done(parties);
    Barrier looked(parties);
    std::array<std::uint32_t, parties> own{}; // not atomic: the barriers order it
    std::array<std::atomic<int>, phases> last{};
    std::vector<std::thread> threads;
    for (std::uint32_t index = 0; index < parties; ++index)
        threads.emplace_back([&, index] {
            for (std::uint32_t phase = 0; phase < phases; ++phase) {
                own[index] = phase;
                const auto arrival = done.arrive(Deadline::never());
                REQUIRE(arrival.has_value());
                CHECK(arrival->phase == phase);
                last[phase] += arrival->last ? 1 : 0;
                for (const auto step : own)
                    CHECK(step == phase);
                CHECK(looked.arrive(Deadline::never()).has_value());
            }
        });
    for (auto& thread : threads)
        thread.join();
    for (const auto& count : last)
        CHECK(count == 1);
}

TEST_CASE("who gives up takes its arrival back, and the phase still needs all parties") {
    Barrier barrier(2);
    CHECK(barrier.arrive(Deadline::immediately()).error() == WaitResult::timeout);
    CHECK(barrier.arrive(Deadline::in(std::chrono::microseconds(10))).error() == WaitResult::timeout);
    CHECK(barrier.arrived() == 0);
    std::thread other([&] { CHECK(barrier.arrive(Deadline::never())->phase == 0); });
    CHECK(barrier.arrive(Deadline::never())->phase == 0);
    other.join();
    CHECK(barrier.arrived() == 0);
}

TEST_CASE("a barrier of one is always complete") {
    Barrier barrier(1);
    for (std::uint32_t phase = 0; phase < 3; ++phase) {
        const auto arrival = barrier.arrive(Deadline::immediately());
        REQUIRE(arrival.has_value());
        CHECK(arrival->last);
        CHECK(arrival->phase == phase);
    }
}

TEST_CASE("a closed barrier answers who waits and who comes") {
    Barrier barrier(3);
    std::vector<std::thread> waiters;
    for (int index = 0; index < 2; ++index)
        waiters.emplace_back([&] { CHECK(barrier.arrive(Deadline::never()).error() == WaitResult::closed); });
    barrier.close();
    for (auto& waiter : waiters)
        waiter.join();
    CHECK(barrier.closed());
    CHECK(barrier.arrive(Deadline::never()).error() == WaitResult::closed);
}

TEST_CASE("a barrier for nobody is an error that names it") {
    for (const std::uint32_t parties : {0U, 0x8000'0000U})
        try {
            const Barrier barrier(parties, "start line");
            FAIL("no error");
        } catch (const rondo::base::Failure& failure) {
            CHECK(failure.code() == rondo::base::ErrorCode::invalidArgument);
            CHECK(std::string(failure.what()).find("'start line'") != std::string::npos);
        }
}
