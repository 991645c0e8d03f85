// SPDX-License-Identifier: MIT
#include <atomic>
#include <doctest/doctest.h>
#include <rondo/base/error.h>
#include <rondo/concurrency/stop_source.h>
#include <rondo/task/blocking.h>
#include <rondo/task/channel.h>
#include <rondo/task/mutex.h>
#include <rondo/task/pool.h>
#include <rondo/task/root_task.h>
#include <rondo/task/scope.h>
#include <rondo/task/sleep.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <sched.h>
#include <string>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using concurrency::Deadline;

TEST_CASE("pool: options that cannot be are refused in words") {
    CHECK_THROWS_WITH(Pool({.workers = 1000}), "A pool has 1 to 256 workers, and 1000 were asked for.");
    CHECK_THROWS_AS(Pool({.workers = 1, .processors = {100'000}}), base::Failure);
}

TEST_CASE("pool: its threads keep to the processors that were named") {
    cpu_set_t all;
    CPU_ZERO(&all);
    sched_getaffinity(0, sizeof all, &all);
    std::uint32_t last = 0;
    for (std::uint32_t number = 0; number < CPU_SETSIZE; ++number)
        if (CPU_ISSET(number, &all))
            last = number;
    Pool pool({.workers = 2, .processors = {last}});
    pool.run([&]() -> Task<> {
        co_await withScope([&](Scope& scope) -> Task<> {
            for (const std::uint32_t worker : {0U, 1U})
                scope.spawn(
                    [&]() -> Task<> {
                        cpu_set_t mine;
                        CPU_ZERO(&mine);
                        sched_getaffinity(0, sizeof mine, &mine);
                        CHECK((CPU_COUNT(&mine) == 1 && CPU_ISSET(last, &mine)));
                        co_return;
                    },
                    {.worker = worker});
            co_return;
        });
    });
}

TEST_CASE("pool: closing it cancels what runs, and refuses what comes") {
    Pool pool({.workers = 2});
    auto forever = start(pool, []() -> Task<> { co_await sleepFor(TimeLimit::never()); });
    auto done = start(pool, []() -> Task<int> { co_return 5; });
    done.wait();
    const auto report = pool.close(Deadline::never());
    CHECK(report.complete);
    CHECK(forever.finished());
    CHECK_THROWS_AS(forever.take(), TaskCancelled);
    CHECK(done.take() == 5);
    try {
        pool.run([]() -> Task<> { co_return; });
        FAIL("nothing was thrown");
    } catch (const base::Failure& error) {
        CHECK(error.code() == base::ErrorCode::closed);
    }
    CHECK_THROWS_AS(static_cast<void>(start(pool, []() -> Task<> { co_return; })), base::Failure);
}

TEST_CASE("pool: a close that its deadline ends names the task that has not ended, and can be called again") {
    Pool pool({.workers = 1});
    concurrency::StopSource stop;
    std::atomic<bool> inside{false};
    auto stubborn = start(pool, [&]() -> Task<> {
        inside = true;
        static_cast<void>(stop.token().wait(Deadline::never()));
        co_return;
    });
    while (!inside)
        std::this_thread::yield();
    const auto report = pool.close(Deadline::in(1ms));
    CHECK_FALSE(report.complete);
    CHECK(report.unfinished.size() == 1);
    CHECK(report.text().find("pool_test.cpp:") != std::string::npos);
    stop.requestStop();
    CHECK(pool.close(Deadline::never()).complete);
}

TEST_CASE("pool: pools come and go in any order, with tasks of each other in them") {
    for (int turn = 0; turn < 50; ++turn) {
        auto first = std::make_unique<Pool>(PoolOptions{.workers = 1});
        auto second = std::make_unique<Pool>(PoolOptions{.workers = 2});
        auto channel = makeChannel<int>(0);
        auto give = start(*first, [&]() -> Task<> { co_await channel.sender.send(turn); });
        auto take = start(*second, [&]() -> Task<int> { co_return *co_await channel.receiver.receive(); });
        CHECK(take.take() == turn);
        give.wait();
        if (turn % 2 == 0)
            first.reset();
        second.reset();
    }
}

TEST_CASE("pool: tasks that a thread outside or a timer may wake are no deadlock, however long they wait") {
    std::atomic<int> told{0};
    Pool pool({.workers = 2, .onDeadlock = [&](const DeadlockReport&) { ++told; }});
    auto [sender, receiver] = makeChannel<int>(0); // made outside: it may be fed from there
    auto waits = start(pool, [&]() -> Task<> { static_cast<void>(co_await receiver.receive()); });
    auto sleeps = start(pool, []() -> Task<> {
        auto [to, from] = makeChannel<int>(0);
        std::optional<int> item;
        CHECK(co_await from.receive(item, 1100ms) == concurrency::ChannelResult::timeout);
    });
    sleeps.wait();
    int item = 1;
    CHECK(sender.sendWait(item) == concurrency::ChannelResult::done);
    waits.wait();
    CHECK(told == 0);
}

TEST_CASE("pool: a task that keeps its worker is named once, one that blocks in the proper way is not") {
    std::atomic<int> told{0};
    concurrency::StopSource named;
    std::string text;
    Pool pool({.workers = 2, .stallAfter = 100ms, .onStall = [&](const StallReport& report) {
                   text = report.text();
                   ++told;
                   named.requestStop();
               }});
    pool.run([&]() -> Task<> {
        auto proper = spawn([&]() -> Task<> {
            blocking([&] { static_cast<void>(named.token().wait(Deadline::never())); });
            co_return;
        });
        auto keeps = spawn([&]() -> Task<> {
            static_cast<void>(named.token().wait(Deadline::never()));
            static_cast<void>(
                concurrency::StopSource().token().wait(Deadline::in(500ms))); // told once all the same
            co_return;
        });
        co_await proper;
        co_await keeps;
    });
    CHECK(told == 1);
    CHECK(text.find("pool_test.cpp:") != std::string::npos);
}
