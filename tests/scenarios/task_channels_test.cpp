// SPDX-License-Identifier: MIT
//
// The scenarios of channels between functions of a pool.
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <memory>
#include <mutex>
#include <optional>
#include <rondo/concurrency/stop_source.h>
#include <rondo/task/channel.h>
#include <rondo/task/mutex.h>
#include <rondo/task/pool.h>
#include <rondo/task/root_task.h>
#include <rondo/task/sleep.h>
#include <rondo/task/spawn.h>
#include <rondo/task/task_cancelled.h>
#include <rondo/task/yield.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;

namespace {
constexpr int repeats = 20'000;
} // namespace

TEST_CASE("002.1 the seed's picture with a pool of three and of one") {
    for (unsigned workers : {3u, 1u}) {
        Pool pool({.workers = workers});
        for (int turn = 0; turn < repeats; ++turn) {
            std::vector<int> printed;
            pool.run([&]() -> Task<> {
                auto [sender, receiver] = makeChannel<int>(0);
                auto a = spawn([&]() -> Task<> {
                    for (const int number : {123, 456}) {
                        static_cast<void>(number);
                        const auto got = co_await receiver.receive();
                        printed.push_back(*got);
                    }
                });
                auto b = spawn([&]() -> Task<> {
                    co_await sender.send(123);
                    co_await sender.send(456);
                });
                co_await a;
                co_await b;
            });
            REQUIRE(printed == std::vector<int>{123, 456});
        }
    }
}
TEST_CASE("002.2 a plain function that blocks, in a pool of one") {
    Pool pool({.workers = 1});
    for (int turn = 0; turn < 200; ++turn) {
        std::vector<int> printed;
        pool.run([&]() -> Task<> {
            auto [sender, receiver] = makeChannel<int>(0);
            const auto plain = [&] {
                std::optional<int> item;
                for (int n = 0; n < 2; ++n) {
                    REQUIRE(receiver.receiveWait(item) == ChannelResult::done);
                    printed.push_back(*item);
                }
            };
            auto a = spawn([&]() -> Task<> {
                plain();
                co_return;
            });
            auto b = spawn([&]() -> Task<> {
                int one = 123, two = 456;
                CHECK(sender.sendWait(one) == ChannelResult::done);
                CHECK(sender.sendWait(two) == ChannelResult::done);
                co_return;
            });
            co_await a;
            co_await b;
        });
        REQUIRE(printed == std::vector<int>{123, 456});
    }
    CHECK(pool.threads() <= 3);
}
TEST_CASE("002.3 a thousand pairs on two workers while other tasks all end") {
    Pool pool({.workers = 2});
    std::atomic<int> ended{0}, others{0};
    pool.run([&]() -> Task<> {
        std::vector<Child<>> all;
        for (int pair = 0; pair < 1000; ++pair) {
            auto channel = std::make_shared<Channel<int>>(makeChannel<int>(static_cast<std::size_t>(pair % 3)));
            all.push_back(spawn([channel, &ended]() -> Task<> {
                for (int n = 0; n < 10; ++n) {
                    auto v = co_await channel->receiver.receive();
                    CHECK(*v == n);
                }
                ++ended;
            }));
            all.push_back(spawn([channel, &ended]() -> Task<> {
                for (int n = 0; n < 10; ++n) {
                    co_await channel->sender.send(n);
                    co_await yield();
                }
                ++ended;
            }));
            all.push_back(spawn([&]() -> Task<> {
                ++others;
                co_return;
            }));
        }
        for (auto& child : all)
            co_await child;
    });
    CHECK(ended == 2000);
    CHECK(others == 1000);
    CHECK(pool.threads() == 2);
}
TEST_CASE("002.4 a pinned task is resumed on its own worker") {
    Pool pool({.workers = 2});
    pool.run([&]() -> Task<> {
        auto [sender, receiver] = makeChannel<int>(0);
        std::vector<Child<>> all;
        std::atomic<int> wrong{0};
        for (unsigned worker : {0u, 1u})
            all.push_back(spawn(
                [&, worker]() -> Task<> {
                    for (int n = 0; n < repeats / 4; ++n) {
                        if (detail::Worker::current()->number() != worker)
                            ++wrong;
                        if (worker == 0)
                            co_await sender.send(n);
                        else {
                            auto v = co_await receiver.receive();
                            CHECK(*v == n);
                        }
                        if (detail::Worker::current()->number() != worker)
                            ++wrong;
                    }
                },
                {.worker = worker}));
        for (auto& child : all)
            co_await child;
        CHECK(wrong == 0);
    });
}
TEST_CASE("002.5 ring order with wrap") {
    Pool pool({.workers = 2});
    for (const std::size_t capacity : {1U, 2U, 7U})
        pool.run([&]() -> Task<> {
            auto [sender, receiver] = makeChannel<int>(capacity);
            auto source = spawn([sender = std::move(sender)]() mutable -> Task<> {
                for (int n = 0; n < repeats * 5; ++n)
                    co_await sender.send(n);
            });
            int next = 0;
            bool ordered = true;
            while (auto v = co_await receiver.receive())
                ordered = ordered && *v == next++;
            CHECK(ordered);
            CHECK(next == repeats * 5);
            co_await source;
        });
}
TEST_CASE("002.6 a single pull wakes a blocked pusher") {
    Pool pool({.workers = 2});
    pool.run([&]() -> Task<> {
        auto [sender, receiver] = makeChannel<int>(1);
        co_await sender.send(1);
        auto blocked = spawn([&]() -> Task<> { co_await sender.send(2); });
        co_await yield();
        CHECK(!blocked.finished());
        CHECK(*co_await receiver.receive() == 1);
        co_await blocked;
    });
}
TEST_CASE("002.7 main pushes to a pool function and back; close while it waits") {
    Pool pool({.workers = 1});
    auto to = makeChannel<int>(0);
    auto from = makeChannel<int>(0);
    std::thread main([&] {
        for (int n = 0; n < 500; ++n) {
            int item = n;
            std::optional<int> back;
            CHECK(to.sender.sendWait(item) == ChannelResult::done);
            CHECK(from.receiver.receiveWait(back) == ChannelResult::done);
            CHECK(*back == 2 * n);
        }
        to.sender.close();
    });
    bool destroyed = false;
    struct Local {
        bool& flag;
        ~Local() { flag = true; }
    };
    pool.run([&]() -> Task<> {
        const Local local{destroyed};
        while (auto v = co_await to.receiver.receive())
            co_await from.sender.send(2 * *v);
    });
    main.join();
    CHECK(destroyed);
}
TEST_CASE("002.8 tasks that nobody can wake are named with their lines and what they wait for") {
    concurrency::StopSource told;
    DeadlockReport report;
    Pool pool({.workers = 2, .onDeadlock = [&](const DeadlockReport& found) {
                   report = found;
                   told.requestStop();
               }});
    auto root = start(pool, []() -> Task<> {
        auto [sender, receiver] = makeChannel<int>(0);
        Mutex mutex;
        const auto held = co_await mutex.lock();
        auto reads = spawn([&]() -> Task<> { static_cast<void>(co_await receiver.receive()); });
        auto locks = spawn([&]() -> Task<> { static_cast<void>(co_await mutex.lock()); });
        auto plain = spawn([&]() -> Task<> {
            std::optional<int> item;
            static_cast<void>(receiver.receiveWait(item));
            co_return;
        });
        co_await reads;
        co_await locks;
        co_await plain;
    });
    CHECK(told.token().wait(Deadline::never()));
    CHECK(report.tasks.size() == 4);
    const auto text = report.text();
    CHECK(text.find("waits for an item of a channel") != std::string::npos);
    CHECK(text.find("waits for a mutex") != std::string::npos);
    CHECK(text.find("awaits a child") != std::string::npos);
    CHECK(text.find("task_channels_test.cpp:") != std::string::npos);
    root.cancel(); // the plain function hears of it, too
    root.wait();
    CHECK_THROWS_AS(root.take(), TaskCancelled);
}
