// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <rondo/task/pool.h>
#include <rondo/task/semaphore.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <support/rounds.h>
#include <thread>
#include <vector>

using namespace rondo::task;
using namespace std::chrono_literals;
using rondo::concurrency::Deadline;
using rondo::concurrency::WaitResult;
namespace test = rondo::test;

TEST_CASE("semaphore: never more than its permits are out, and those that wait get one in their order") {
    Pool pool({.workers = 1});
    Semaphore permits(2);
    std::vector<int> order;
    int inside = 0, most = 0;
    pool.run([&]() -> Task<> {
        std::vector<Child<>> children;
        for (int number = 0; number < 8; ++number)
            children.push_back(spawn([&, number]() -> Task<> {
                co_await permits.acquire();
                order.push_back(number);
                most = std::max(most, ++inside);
                co_await yield();
                co_await yield();
                --inside;
                permits.release();
            }));
        for (auto& child : children)
            co_await child;
    });
    CHECK(most == 2);
    CHECK(order == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7});
    CHECK(permits.available() == 2);
}

TEST_CASE("semaphore: several permits at once wake as many, and the rest is kept") {
    Pool pool({.workers = 2});
    Semaphore permits(0);
    pool.run([&]() -> Task<> {
        std::vector<Child<>> children;
        for (int number = 0; number < 3; ++number)
            children.push_back(spawn([&]() -> Task<> { co_await permits.acquire(); }));
        permits.release(5);
        for (auto& child : children)
            co_await child;
    });
    CHECK(permits.available() == 2);
    CHECK(permits.tryAcquire());
    CHECK(permits.tryAcquire());
    CHECK_FALSE(permits.tryAcquire());
}

TEST_CASE("semaphore: after its limit a wait has taken nothing, as task, plain function and thread") {
    Pool pool({.workers = 2});
    Semaphore permits(0);
    pool.run([&]() -> Task<> {
        CHECK(co_await permits.acquire(1ms) == WaitResult::timeout);
        CHECK(co_await permits.acquire(-1ms) == WaitResult::timeout);
        CHECK(permits.acquireWait(Deadline::in(1ms)) == WaitResult::timeout);
        permits.release();
        CHECK(co_await permits.acquire(0ms) == WaitResult::done);
        CHECK(permits.available() == 0);
    });
    CHECK(permits.acquireWait(Deadline::in(1ms)) == WaitResult::timeout);
    permits.release();
    CHECK(permits.acquireWait() == WaitResult::done);
}

TEST_CASE("semaphore: permits that meet a cancellation are not lost") {
    Pool pool({.workers = 2});
    for (int turn = 0; turn < test::rounds(4000); ++turn) {
        Semaphore permits(0);
        bool got = false;
        pool.run([&]() -> Task<> {
            auto first = spawn([&]() -> Task<> {
                co_await permits.acquire();
                got = true;
            });
            auto second = spawn([&]() -> Task<> { co_await permits.acquire(); });
            if (turn % 4 == 0)
                co_await yield();
            if (turn % 2 == 0)
                first.cancel();
            permits.release(2);
            first.cancel();
            static_cast<void>(co_await first.outcome());
            co_await second;
        });
        CHECK(permits.available() == (got ? 0 : 1));
    }
}

TEST_CASE("semaphore: threads and tasks pass permits to each other") {
    constexpr int turns = test::rounds(4000);
    Pool pool({.workers = 2});
    Semaphore there(0), back(0);
    std::thread outside([&] {
        for (int turn = 0; turn < turns; ++turn) {
            CHECK(there.acquireWait());
            back.release();
        }
    });
    pool.run([&]() -> Task<> {
        for (int turn = 0; turn < turns; ++turn) {
            there.release();
            if (turn % 2 == 0)
                co_await back.acquire();
            else
                CHECK(back.acquireWait());
        }
    });
    outside.join();
    CHECK(there.available() + back.available() == 0);
}
