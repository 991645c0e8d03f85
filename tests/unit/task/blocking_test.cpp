// SPDX-License-Identifier: MIT
#include <rondo/task/blocking.h>

#include <doctest/doctest.h>
#include <optional>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/stop_source.h>
#include <rondo/task/channel.h>
#include <rondo/task/detail/worker.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using concurrency::Deadline;

TEST_CASE("blocking: the only worker runs other tasks while a call blocks its thread") {
    Pool pool({.workers = 1});
    for (int turn = 0; turn < 100; ++turn) {
        concurrency::StopSource written;
        pool.run([&]() -> Task<> {
            std::vector<Child<>> readers;
            for (int reader = 0; reader < 4; ++reader)
                readers.push_back(spawn([&]() -> Task<> {
                    CHECK(blocking([&] { return written.token().wait(Deadline::never()); }));
                    co_return;
                }));
            auto writer = spawn([&]() -> Task<> {
                written.requestStop();
                co_return;
            });
            for (auto& reader : readers)
                co_await reader;
            co_await writer;
        });
    }
    CHECK(pool.threads() <= 5);
}

TEST_CASE("blocking: outside of a pool it is a call, and what the function throws comes through") {
    const auto here = std::this_thread::get_id();
    CHECK(blocking([] { return std::this_thread::get_id(); }) == here);
    Pool pool({.workers = 1});
    CHECK_THROWS_AS(pool.run([]() -> Task<> {
        blocking([] { throw std::runtime_error("no"); });
        co_return;
    }),
                    std::runtime_error);
}

TEST_CASE("blocking: a pinned task gets the seat of its own worker back, which sleeps meanwhile") {
    Pool pool({.workers = 2});
    for (int turn = 0; turn < 200; ++turn) {
        auto channel = makeChannel<int>(0);
        std::thread sender([&] {
            int item = turn;
            CHECK(channel.sender.sendWait(item) == concurrency::ChannelResult::done);
        });
        pool.run([&]() -> Task<> {
            auto pinned = spawn(
                [&]() -> Task<> {
                    std::optional<int> item;
                    CHECK(channel.receiver.receiveWait(item) == concurrency::ChannelResult::done);
                    CHECK(item == turn);
                    CHECK(detail::Worker::current()->number() == 1);
                    co_return;
                },
                {.worker = 1});
            co_await pinned;
        });
        sender.join();
    }
}
