// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <rondo/base/error.h>
#include <rondo/task/condition.h>
#include <rondo/task/mutex.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <support/eventually.h>
#include <support/rounds.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using concurrency::Deadline;
using concurrency::WaitResult;

TEST_CASE("condition: what a wait is for is seen after it, by tasks, plain functions and threads") {
    Pool pool({.workers = 2});
    Mutex mutex;
    Condition changed;
    bool ready = false;
    std::atomic<int> seen{0};
    std::thread outside([&] {
        auto held = mutex.lockWait();
        CHECK(changed.threadWait(held, [&] { return ready; }));
        ++seen;
    });
    pool.run([&]() -> Task<> {
        std::vector<Child<>> children;
        children.push_back(spawn([&]() -> Task<> {
            auto held = co_await mutex.lock();
            co_await changed.wait(held, [&] { return ready; });
            CHECK_FALSE(mutex.tryLock());
            ++seen;
        }));
        children.push_back(spawn([&]() -> Task<> {
            auto held = mutex.lockWait();
            CHECK(changed.threadWait(held, [&] { return ready; }));
            ++seen;
            co_return;
        }));
        for (int turn = 0; turn < 5; ++turn)
            co_await yield();
        {
            const auto held = co_await mutex.lock();
            ready = true;
            changed.broadcast();
        }
        for (auto& child : children)
            co_await child;
    });
    outside.join();
    CHECK(seen == 3);
}

TEST_CASE("condition: a signal wakes the one that has waited longest, and no other") {
    Pool pool({.workers = 1});
    Mutex mutex;
    Condition changed;
    std::vector<int> order;
    pool.run([&]() -> Task<> {
        std::vector<Child<>> children;
        for (int number = 0; number < 4; ++number)
            children.push_back(spawn([&, number]() -> Task<> {
                auto held = co_await mutex.lock();
                co_await changed.wait(held);
                order.push_back(number);
            }));
        co_await yield();
        for (int number = 0; number < 4; ++number) {
            changed.signal();
            for (int turn = 0; turn < 4; ++turn)
                co_await yield();
            CHECK(order.size() == static_cast<std::size_t>(number + 1));
        }
        for (auto& child : children)
            co_await child;
    });
    CHECK(order == std::vector<int>{0, 1, 2, 3});
}

TEST_CASE("condition: after its limit a wait says so, and holds the mutex again") {
    Pool pool({.workers = 2});
    Mutex mutex;
    Condition changed;
    pool.run([&]() -> Task<> {
        auto held = co_await mutex.lock();
        CHECK(co_await changed.wait(held, 1ms) == WaitResult::timeout);
        CHECK(static_cast<bool>(held));
        CHECK_FALSE(mutex.tryLock());
        CHECK(co_await changed.wait(held, 1ms, [] { return false; }) == WaitResult::timeout);
        CHECK(co_await changed.wait(held, -1ms, [] { return true; }) == WaitResult::done);
        CHECK(changed.threadWait(held, Deadline::in(1ms)) == WaitResult::timeout);
        CHECK(changed.threadWait(
                  held, [] { return false; }, Deadline::in(1ms)) == WaitResult::timeout);
        CHECK(static_cast<bool>(held));
        CHECK_FALSE(mutex.tryLock());
        held.unlock();
        // Nobody is left in its list.
        changed.signal();
        auto setter = spawn([&]() -> Task<> {
            const auto mine = co_await mutex.lock();
            changed.signal();
        });
        held = co_await mutex.lock();
        CHECK(co_await changed.wait(held, 1h) == WaitResult::done);
        held.unlock();
        co_await setter;
    });
}

TEST_CASE("condition: a wait without the mutex, or with another task's, is refused and changes nothing") {
    Pool pool({.workers = 1});
    Mutex mutex;
    Condition changed;
    pool.run([&]() -> Task<> {
        auto held = co_await mutex.lock();
        auto stranger = spawn([&]() -> Task<> { co_await changed.wait(held); });
        const auto refused = co_await stranger.outcome();
        REQUIRE_FALSE(refused);
        CHECK_THROWS_WITH_AS(std::rethrow_exception(refused.error()), doctest::Contains("another one"),
                             base::Failure);
        CHECK_FALSE(mutex.tryLock());
        held.unlock();
        auto without = spawn([&]() -> Task<> { co_await changed.wait(held, 1ms); });
        const auto empty = co_await without.outcome();
        REQUIRE_FALSE(empty);
        CHECK_THROWS_WITH_AS(std::rethrow_exception(empty.error()), doctest::Contains("lock the mutex first"),
                             base::Failure);
        CHECK_THROWS_AS(static_cast<void>(changed.threadWait(held, [] { return false; })), base::Failure);
    });
}

TEST_CASE("condition: who is cancelled in its wait, or before it, holds nothing after") {
    Pool pool({.workers = 2});
    Mutex mutex;
    Condition changed;
    pool.run([&]() -> Task<> {
        bool inside = false;
        auto waiter = spawn([&]() -> Task<> {
            auto held = co_await mutex.lock();
            inside = true;
            bool cancelled = false;
            try {
                co_await changed.wait(held);
            } catch (const TaskCancelled&) {
                cancelled = true;
            }
            CHECK(cancelled);
            CHECK_FALSE(static_cast<bool>(held));
            held = *mutex.tryLock();
            cancelled = false;
            try {
                co_await changed.wait(held, 1h);
            } catch (const TaskCancelled&) {
                cancelled = true;
            }
            CHECK(cancelled);
            CHECK_FALSE(static_cast<bool>(held));
        });
        while (true) {
            const auto held = co_await mutex.lock();
            if (inside)
                break;
        }
        waiter.cancel();
        co_await waiter.outcome();
        CHECK(mutex.tryLock());
    });
}

TEST_CASE("condition: one that is cancelled gives the mutex back before it waits for its children") {
    Pool pool({.workers = 2});
    Mutex mutex;
    Condition changed;
    pool.run([&]() -> Task<> {
        bool stopped = false;
        std::atomic<bool> inside{false}, cancelled{false};
        auto parent = spawn([&]() -> Task<> {
            auto held = co_await mutex.lock();
            inside = true;
            CHECK(test::eventually([&] { return cancelled.load(); }));
            auto child = spawn([&]() -> Task<> {
                stopped = test::eventually([&] { return mutex.tryLock().has_value(); });
                co_return;
            });
            co_await changed.wait(held);
            co_await child;
        });
        CHECK(test::eventually([&] { return inside.load(); }));
        parent.cancel();
        cancelled = true;
        static_cast<void>(co_await parent.outcome());
        CHECK(stopped);
    });
}
