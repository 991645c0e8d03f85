// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <rondo/base/error.h>
#include <rondo/task/barrier.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <support/rounds.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using concurrency::Deadline;

TEST_CASE("barrier: nobody goes on before all have arrived, round after round, and one is the last") {
    constexpr int parties = 5, rounds = test::rounds(800);
    Pool pool({.workers = 2});
    Barrier barrier(parties);
    std::atomic<int> arrived{0}, lasts{0}, early{0};
    const auto check = [&](int round) {
        if (arrived < (round + 1) * parties)
            ++early;
    };
    std::thread outside([&] {
        for (int round = 0; round < rounds; ++round) {
            ++arrived;
            const auto last = barrier.arriveWait();
            REQUIRE(last);
            lasts += *last ? 1 : 0;
            check(round);
        }
    });
    pool.run([&]() -> Task<> {
        std::vector<Child<>> children;
        for (int number = 1; number < parties; ++number)
            children.push_back(spawn([&, number]() -> Task<> {
                for (int round = 0; round < rounds; ++round) {
                    ++arrived;
                    bool last = false;
                    if (number == 1)
                        last = *barrier.arriveWait();
                    else
                        last = co_await barrier.arrive();
                    lasts += last ? 1 : 0;
                    check(round);
                }
            }));
        for (auto& child : children)
            co_await child;
    });
    outside.join();
    CHECK(early == 0);
    CHECK(lasts == rounds);
}

TEST_CASE("barrier: who gives up takes its arrival back") {
    Pool pool({.workers = 1});
    Barrier barrier(2);
    pool.run([&]() -> Task<> {
        CHECK_FALSE(co_await barrier.arrive(1ms));
        CHECK_FALSE(barrier.arriveWait(Deadline::in(1ms)));
        auto cancelled = spawn([&]() -> Task<> { co_await barrier.arrive(); });
        co_await yield();
        cancelled.cancel();
        CHECK_THROWS_AS(co_await cancelled, TaskCancelled);
        auto first = spawn([&]() -> Task<bool> { co_return co_await barrier.arrive(); });
        co_await yield();
        CHECK_FALSE(first.finished()); // none of the three counts
        const auto last = co_await barrier.arrive(0ms);
        CHECK(last == std::optional(true));
        CHECK_FALSE(co_await first);
    });
}

TEST_CASE("barrier: a cancellation at the very moment of the last arrival takes nobody's arrival away") {
    Pool pool({.workers = 2});
    for (int turn = 0; turn < test::rounds(4000); ++turn) {
        Barrier barrier(2);
        pool.run([&]() -> Task<> {
            auto waits = spawn([&]() -> Task<bool> { co_return co_await barrier.arrive(); });
            auto comes = spawn([&]() -> Task<bool> { co_return co_await barrier.arrive(); });
            if (turn % 2 == 0)
                co_await yield();
            waits.cancel();
            const auto first = co_await waits.outcome();
            const bool mine = first ? *first : co_await barrier.arrive(); // in its place
            CHECK(co_await comes != mine);
        });
    }
}

TEST_CASE("barrier: one for nobody is refused, and one for one never waits") {
    CHECK_THROWS_AS(Barrier(0), base::Failure);
    Pool pool({.workers = 1});
    pool.run([]() -> Task<> {
        Barrier alone(1);
        CHECK(co_await alone.arrive());
        CHECK(alone.arriveWait(Deadline::immediately()) == std::optional(true));
    });
}
