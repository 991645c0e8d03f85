// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <vector>

using namespace rondo;
using namespace rondo::task;

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
