// SPDX-License-Identifier: MIT
#include <rondo/task/root_task.h>

#include <doctest/doctest.h>
#include <memory>
#include <rondo/task/channel.h>
#include <rondo/task/pool.h>
#include <rondo/task/sleep.h>
#include <rondo/task/spawn.h>
#include <stdexcept>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using concurrency::Deadline;

TEST_CASE("root task: it runs beside the thread that started it, which takes its result") {
    Pool pool({.workers = 1});
    auto channel = makeChannel<int>(0);
    auto twice = start(pool, [&]() -> Task<int> {
        const auto number = co_await channel.receiver.receive();
        co_return 2 * *number;
    });
    CHECK_FALSE(twice.wait(Deadline::immediately()));
    CHECK_FALSE(twice.finished());
    int number = 21;
    CHECK(channel.sender.sendWait(number) == concurrency::ChannelResult::done);
    CHECK(twice.take() == 42);
    CHECK_FALSE(twice);
}

TEST_CASE("root task: what it throws reaches whoever takes its result") {
    Pool pool({.workers = 1});
    auto failing = start(pool, []() -> Task<> {
        throw std::runtime_error("no");
        co_return;
    });
    CHECK_THROWS_AS(failing.take(), std::runtime_error);
}

TEST_CASE("root task: its owner's end cancels it and all below it, and waits for them") {
    Pool pool({.workers = 2});
    auto alive = std::make_shared<int>(0);
    for (int turn = 0; turn < 200; ++turn) {
        auto forever = start(pool, [alive]() -> Task<> {
            auto child = spawn([alive]() -> Task<> { co_await sleepFor(TimeLimit::never()); });
            co_await child;
        });
        if (turn % 2 == 0)
            forever.cancel();
        if (turn % 3 == 0)
            forever = {};
    }
    CHECK(alive.use_count() == 1);
}

TEST_CASE("root task: a wait with a deadline that races with the end is neither lost nor wrong") {
    Pool pool({.workers = 1});
    for (int turn = 0; turn < 2000; ++turn) {
        auto short_ = start(pool, []() -> Task<int> { co_return 1; });
        const bool ended = short_.wait(Deadline::in(std::chrono::microseconds(turn % 20)));
        if (ended)
            CHECK(short_.finished());
        CHECK(short_.take() == 1);
    }
}
