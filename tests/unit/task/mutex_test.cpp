// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/base/error.h>
#include <rondo/task/condition.h>
#include <rondo/task/mutex.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <vector>

using namespace rondo;
using namespace rondo::task;

TEST_CASE("mutex: one holds it at a time, and those that wait get it in the order in which they came") {
    Pool pool({.workers = 1});
    std::vector<int> order;
    pool.run([&]() -> Task<> {
        Mutex mutex;
        std::vector<Child<>> children;
        {
            const auto held = co_await mutex.lock();
            for (int number = 0; number < 8; ++number)
                children.push_back(spawn([&, number]() -> Task<> {
                    const auto mine = co_await mutex.lock();
                    order.push_back(number);
                    co_await yield();
                    order.push_back(number);
                }));
            co_await yield();
            CHECK(order.empty());
        }
        for (auto& child : children)
            co_await child;
    });
    CHECK(order == std::vector<int>{0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7});
}

TEST_CASE("mutex: to try it takes it, and refuses it while another one has it") {
    Pool pool({.workers = 1});
    pool.run([]() -> Task<> {
        Mutex mutex;
        std::optional<Mutex::Held> held;
        CHECK(mutex.tryLock(held));
        auto other = spawn([&]() -> Task<> {
            std::optional<Mutex::Held> mine;
            CHECK_FALSE(mutex.tryLock(mine));
            co_return;
        });
        co_await other;
        CHECK_THROWS_AS(static_cast<void>(co_await mutex.lock()), base::Failure);
    });
}

TEST_CASE("condition: what a wait is for is seen after it") {
    Pool pool({.workers = 2});
    pool.run([]() -> Task<> {
        Mutex mutex;
        Condition changed;
        bool ready = false;
        auto setter = spawn([&]() -> Task<> {
            const auto held = co_await mutex.lock();
            ready = true;
            changed.signal();
        });
        auto held = co_await mutex.lock();
        held = co_await changed.wait(std::move(held), [&] { return ready; });
        CHECK(ready);
        held.unlock();
        co_await setter;
    });
}
