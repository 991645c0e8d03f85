// SPDX-License-Identifier: MIT
//
// The scenarios of tasks and their children; those of resources and locks are in task_sync_test.cpp.
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <mutex>
#include <rondo/task/channel.h>
#include <rondo/task/pool.h>
#include <rondo/task/sleep.h>
#include <rondo/task/spawn.h>
#include <rondo/task/with_timeout.h>
#include <rondo/task/yield.h>
#include <source_location>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;

TEST_CASE("003.2 a child begins after its parent's call, and before what comes after a yield") {
    Pool pool({.workers = 1});
    for (const bool yields : {false, true}) {
        std::string printed;
        pool.run([&]() -> Task<> {
            auto child = spawn([&]() -> Task<> {
                printed += "Hello";
                co_return;
            });
            if (yields)
                co_await yield();
            printed += "World";
            co_await child;
        });
        CHECK(printed == (yields ? "HelloWorld" : "WorldHello"));
    }
}

TEST_CASE("003.3 a child that nobody awaits fails its parent by name and line") {
    Pool pool({.workers = 2});
    const auto line = std::source_location::current().line() + 3;
    try {
        pool.run([]() -> Task<> {
            [[maybe_unused]] auto child = spawn([]() -> Task<> { co_await sleepFor(1h); });
            co_return;
        });
        FAIL("nothing was thrown");
    } catch (const UnawaitedChild& error) {
        CHECK(error.started().line() == line);
        CHECK(std::string(error.what()).find("task_structure_test.cpp:" + std::to_string(line)) !=
              std::string::npos);
    }
}

TEST_CASE("003.3 another task's child can be neither awaited nor cancelled nor asked") {
    Pool pool({.workers = 2});
    CHECK_THROWS_WITH(pool.run([]() -> Task<> {
        auto child = spawn([]() -> Task<int> { co_return 1; });
        auto stranger = spawn([&]() -> Task<> {
            CHECK_THROWS_AS(child.cancel(), ForeignChild);
            CHECK_THROWS_AS(static_cast<void>(child.finished()), ForeignChild);
            CHECK_THROWS_AS(static_cast<void>(co_await child.endedWithin(1ms)), ForeignChild);
            try {
                static_cast<void>(co_await child);
                FAIL("nothing was thrown");
            } catch (const ForeignChild& error) {
                CHECK(error.code() == base::ErrorCode::notOwner);
                CHECK(std::string(error.what()).find("task_structure_test.cpp") != std::string::npos);
            }
        });
        co_await stranger;
        CHECK_THROWS_AS(static_cast<void>(co_await child), ForeignChild); // the stranger has used the handle up
        throw std::runtime_error("told before the child that was not awaited");
    }),
                      "told before the child that was not awaited");
}

TEST_CASE("003.4 a failing parent cancels what is below it, children before parents, in time") {
    Pool pool({.workers = 2});
    std::vector<std::string> order;
    std::mutex lock;
    struct Final {
        std::vector<std::string>& order;
        std::mutex& lock;
        std::string name;
        ~Final() {
            const std::lock_guard guard(lock);
            order.push_back(name);
        }
    };
    CHECK_THROWS_WITH(pool.run([&]() -> Task<> {
        auto parent = spawn([&]() -> Task<> {
            const Final final{order, lock, "parent"};
            auto child = spawn([&]() -> Task<> {
                const Final inner{order, lock, "child"};
                auto grand = spawn([&]() -> Task<> {
                    const Final last{order, lock, "grandchild"};
                    co_await sleepFor(10h);
                });
                co_await sleepFor(10h);
                co_await grand;
            });
            co_await child;
        });
        co_await sleepFor(5ms);
        throw std::runtime_error("broken");
        co_await parent;
    }),
                      "broken");
    CHECK(order == std::vector<std::string>{"grandchild", "child", "parent"});
}

TEST_CASE("003.5 a timeout ends the work and its finaliser first; what both have made is not leaked") {
    Pool pool({.workers = 2});
    std::atomic<int> living{0};
    struct Made {
        explicit Made(std::atomic<int>& count) : living(&count) { ++*living; }
        Made(Made&& other) noexcept : living(std::exchange(other.living, nullptr)) {}
        ~Made() {
            if (living != nullptr)
                --*living;
        }
        std::atomic<int>* living;
    };
    int late = 0, inTime = 0;
    pool.run([&]() -> Task<> {
        for (int turn = 0; turn < 20'000; ++turn) {
            {
                const auto made =
                    co_await withTimeout(std::chrono::nanoseconds(turn % 4000), [&]() -> Task<Made> {
                        const Made final(living);
                        // What never ends is late for certain; the rest ends about when its time does.
                        co_await sleepFor(turn % 100 == 0 ? TimeLimit(1h)
                                                          : std::chrono::nanoseconds(turn * 7 % 4000));
                        co_return Made(living);
                    });
                ++(made ? inTime : late);
                REQUIRE(living == (made ? 1 : 0));
            }
            REQUIRE(living == 0);
        }
    });
    CHECK(inTime > 0);
    CHECK(late > 0);
}
