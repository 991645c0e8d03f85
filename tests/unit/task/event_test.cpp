// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <rondo/task/event.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <thread>
#include <vector>

using namespace rondo::task;
using namespace std::chrono_literals;
using rondo::concurrency::Deadline;
using rondo::concurrency::WaitResult;

TEST_CASE("event: all that wait go on when it is set, and who comes later does not wait") {
    Pool pool({.workers = 2});
    Event event;
    std::atomic<int> gone{0};
    std::thread outside([&] {
        CHECK(event.threadWait());
        ++gone;
    });
    pool.run([&]() -> Task<> {
        std::vector<Child<>> children;
        for (int number = 0; number < 4; ++number)
            children.push_back(spawn([&, number]() -> Task<> {
                if (number == 3)
                    CHECK(event.threadWait());
                else
                    co_await event.wait();
                CHECK(event.isSet());
                ++gone;
            }));
        for (int turn = 0; turn < 5; ++turn)
            co_await yield();
        CHECK(gone == 0);
        event.set();
        for (auto& child : children)
            co_await child;
        co_await event.wait();
    });
    outside.join();
    CHECK(gone == 5);
}

TEST_CASE("event: one that is reset at once lets those go on that have waited, and no others") {
    Pool pool({.workers = 1});
    Event event;
    pool.run([&]() -> Task<> {
        int gone = 0;
        auto early = spawn([&]() -> Task<> {
            co_await event.wait();
            ++gone;
        });
        co_await yield();
        event.set();
        event.reset();
        co_await early;
        auto late = spawn([&]() -> Task<> {
            co_await event.wait();
            ++gone;
        });
        for (int turn = 0; turn < 5; ++turn)
            co_await yield();
        CHECK(gone == 1);
        CHECK_FALSE(late.finished());
        event.set();
        co_await late;
        CHECK(gone == 2);
    });
}

TEST_CASE("event: a wait ends with its limit or its task") {
    Pool pool({.workers = 1});
    Event event;
    pool.run([&]() -> Task<> {
        CHECK(co_await event.wait(1ms) == WaitResult::timeout);
        CHECK(event.threadWait(Deadline::in(1ms)) == WaitResult::timeout);
        auto waiting = spawn([&]() -> Task<> { co_await event.wait(); });
        co_await yield();
        waiting.cancel();
        CHECK_THROWS_AS(co_await waiting, TaskCancelled);
        event.set();
        CHECK(co_await event.wait(-1ms) == WaitResult::done);
        CHECK(event.threadWait(Deadline::immediately()) == WaitResult::done);
    });
}
