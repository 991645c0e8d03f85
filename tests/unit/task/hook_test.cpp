// SPDX-License-Identifier: MIT
#include <atomic>
#include <doctest/doctest.h>
#include <rondo/task/hook.h>
#include <rondo/task/pool.h>
#include <rondo/task/root_task.h>
#include <rondo/task/yield.h>
#include <stdexcept>

using namespace rondo::task;

TEST_CASE("hook: it is called before each turn, by the worker that runs it, until it ends") {
    Pool pool({.workers = 2});
    std::atomic<int> calls{0}, wrong{0};
    const auto yields = [](int times) {
        return [times]() -> Task<> {
            for (int number = 0; number < times; ++number)
                co_await yield();
        };
    };
    {
        const Hook hook(pool, [&](std::uint32_t worker) {
            ++calls;
            wrong += worker < 2 ? 0 : 1;
        });
        pool.run(yields(10));
        CHECK(calls >= 11);
        CHECK(wrong == 0);
    }
    const int before = calls;
    pool.run(yields(10));
    CHECK(calls == before);
}

TEST_CASE("hook: one that throws is called no more, and the others are") {
    Pool pool({.workers = 1});
    int bad = 0, good = 0;
    const Hook throws(pool, [&](std::uint32_t) {
        ++bad;
        throw std::runtime_error("broken");
    });
    const Hook counts(pool, [&](std::uint32_t) { ++good; });
    pool.run([]() -> Task<> { co_await yield(); });
    CHECK(bad == 1);
    CHECK(good >= 2);
}

TEST_CASE("hook: one that ends while workers are in it waits for them") {
    Pool pool({.workers = 2});
    auto busy = start(pool, []() -> Task<> {
        for (;;)
            co_await yield();
    });
    for (int turn = 0; turn < 2000; ++turn) {
        std::atomic<bool> alive{true};
        {
            const Hook hook(pool, [&](std::uint32_t) { CHECK(alive); });
        }
        alive = false;
    }
    busy.cancel();
}
