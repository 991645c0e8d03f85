// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <string>
#include <vector>

using namespace rondo::task;

TEST_CASE("yield: what is ready goes first, and each comes again in its turn") {
    Pool pool({.workers = 1});
    std::string order;
    pool.run([&]() -> Task<> {
        auto first = spawn([&]() -> Task<> {
            order += 'a';
            co_await yield();
            order += 'c';
        });
        auto second = spawn([&]() -> Task<> {
            order += 'b';
            co_await yield();
            order += 'd';
        });
        CHECK(order.empty());
        co_await yield();
        CHECK(order == "ab");
        co_await yield();
        CHECK(order == "abcd");
        co_await first;
        co_await second;
    });
}

TEST_CASE("yield: a task that is cancelled learns of it there") {
    Pool pool({.workers = 1});
    pool.run([&]() -> Task<> {
        auto endless = spawn([]() -> Task<> {
            for (;;)
                co_await yield();
        });
        co_await yield();
        endless.cancel();
        CHECK_THROWS_AS(co_await endless, TaskCancelled);
    });
}

TEST_CASE("yield: a task that yields goes on after those that were ready before it") {
    Pool pool({.workers = 1});
    std::vector<int> order;
    pool.run([&]() -> Task<> {
        std::vector<Child<>> children;
        for (int number = 0; number < 3; ++number)
            children.push_back(spawn([&, number]() -> Task<> {
                order.push_back(number);
                co_await yield();
                order.push_back(10 + number);
            }));
        co_await yield();
        order.push_back(100);
        for (auto& child : children)
            co_await child;
    });
    CHECK(order == std::vector<int>{0, 1, 2, 100, 10, 11, 12});
}
