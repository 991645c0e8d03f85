// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/task/channel.h>
#include <rondo/task/deadlock_found.h>
#include <rondo/task/mutex.h>
#include <rondo/task/pool.h>
#include <rondo/task/scope.h>
#include <rondo/task/sleep.h>
#include <rondo/task/spawn.h>
#include <rondo/task/with_timeout.h>
#include <rondo/task/yield.h>
#include <set>
#include <string>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;

namespace {
/// What a program of several tasks does, in the order in which it does it. With `plain` one of them is a plain
/// function, which blocks its thread.
std::string orderOf(std::uint64_t seed, bool plain) {
    Pool pool({.workers = 3, .simulation = seed});
    std::string order;
    pool.run([&]() -> Task<> {
        auto [sender, receiver] = makeChannel<char>(1);
        auto [second, back] = makeChannel<int>(0);
        auto take = spawn([&]() -> Task<> {
            if (plain) {
                for (std::optional<char> item; receiver.receiveWait(item) == ChannelResult::done;)
                    order += *item;
            } else {
                while (const auto item = co_await receiver.receive())
                    order += *item;
            }
            co_await second.send(1);
        });
        co_await withScope([&](Scope& scope) -> Task<> {
            for (const char letter : {'a', 'b', 'c', 'd'})
                scope.spawn([&, letter]() -> Task<> {
                    for (int turn = 0; turn < 4; ++turn) {
                        order += static_cast<char>(letter - 'a' + 'A');
                        co_await sender.send(letter);
                        co_await yield();
                    }
                });
            co_return;
        });
        sender.close();
        co_await back.receive();
        co_await take;
    });
    return order;
}
} // namespace

TEST_CASE("simulation: a seed gives one order, other seeds give others, every run of each the same") {
    for (const bool plain : {false, true}) {
        std::set<std::string> orders;
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const auto order = orderOf(seed, plain);
            CHECK(order.size() == 32);
            CHECK(order == orderOf(seed, plain));
            orders.insert(order);
        }
        CHECK(orders.size() > 15);
    }
}

TEST_CASE("simulation: a race that one order in some shows is found, and its seed shows it again") {
    const auto loses = [](std::uint64_t seed) {
        Pool pool({.workers = 2, .simulation = seed});
        int shared = 0;
        pool.run([&]() -> Task<> {
            co_await withScope([&](Scope& scope) -> Task<> {
                for (int number = 0; number < 2; ++number)
                    scope.spawn([&, number]() -> Task<> {
                        const int seen = shared;
                        if (number == 0)
                            co_await yield();
                        shared = seen + 1;
                    });
                co_return;
            });
        });
        return shared != 2;
    };
    std::vector<std::uint64_t> found;
    for (std::uint64_t seed = 0; seed < 40; ++seed)
        if (loses(seed))
            found.push_back(seed);
    CHECK(!found.empty());
    CHECK(found.size() < 40);
    for (const auto seed : found)
        CHECK(loses(seed));
}

TEST_CASE("simulation: its clock jumps to the next timer, and shows exactly that") {
    Pool pool({.workers = 2, .simulation = 1});
    std::vector<std::int64_t> times;
    pool.run([&]() -> Task<> {
        auto late = spawn([&]() -> Task<> {
            co_await sleepFor(48h);
            times.push_back(pool.now());
        });
        auto soon = spawn([&]() -> Task<> {
            co_await sleepFor(1h);
            times.push_back(pool.now());
        });
        co_await soon;
        co_await late;
        const auto slow = []() -> Task<> { co_await sleepFor(1h); };
        CHECK_FALSE(co_await withTimeout(59min, slow));
        CHECK(co_await withTimeout(61min, slow));
    });
    CHECK(times == std::vector<std::int64_t>{std::chrono::nanoseconds(1h).count(),
                                             std::chrono::nanoseconds(48h).count()});
}

TEST_CASE("simulation: a plain function's deadline is by its clock, too") {
    Pool pool({.workers = 1, .simulation = 1});
    pool.run([&]() -> Task<> {
        auto [sender, receiver] = makeChannel<int>(0);
        std::optional<int> item;
        CHECK(receiver.receiveWait(item, Deadline::in(10h)) == ChannelResult::timeout);
        CHECK(pool.now() > std::chrono::nanoseconds(9h).count());
        co_return;
    });
}

TEST_CASE("simulation: a deadlock of two mutexes is found by some seed, and told with who waits for what") {
    int found = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        Pool pool({.workers = 2, .simulation = seed});
        try {
            pool.run([&]() -> Task<> {
                Mutex left, right;
                auto one = spawn([&]() -> Task<> {
                    const auto first = co_await left.lock();
                    co_await yield();
                    const auto second = co_await right.lock();
                });
                auto other = spawn([&]() -> Task<> {
                    const auto first = co_await right.lock();
                    co_await yield();
                    const auto second = co_await left.lock();
                });
                co_await one;
                co_await other;
            });
        } catch (const DeadlockFound& error) {
            ++found;
            CHECK(error.report().tasks.size() == 3);
            CHECK(std::string(error.what()).find("simulation_test.cpp:") != std::string::npos);
            CHECK(std::string(error.what()).find("waits for a mutex") != std::string::npos);
            CHECK(std::string(error.what()).find("awaits a child") != std::string::npos);
        }
        CHECK(pool.run([]() -> Task<int> { co_return 1; }) == 1); // the pool is as good as new
    }
    CHECK(found > 0);
    CHECK(found < 30);
}

TEST_CASE("simulation: a thread outside sends to it, and takes from it") {
    Pool pool({.workers = 2, .simulation = 3});
    auto to = makeChannel<int>(0);
    auto from = makeChannel<int>(0);
    std::thread thread([&] {
        for (int number = 0; number < 100; ++number) {
            int item = number;
            std::optional<int> answer;
            CHECK(to.sender.sendWait(item) == ChannelResult::done);
            CHECK(from.receiver.receiveWait(answer) == ChannelResult::done);
            CHECK(*answer == number + 1);
        }
        to.sender.close();
    });
    pool.run([&]() -> Task<> {
        while (const auto item = co_await to.receiver.receive())
            co_await from.sender.send(*item + 1);
    });
    thread.join();
}
