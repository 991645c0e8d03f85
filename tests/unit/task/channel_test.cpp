// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <memory>
#include <optional>
#include <rondo/task/channel.h>
#include <rondo/task/pool.h>
#include <rondo/task/sleep.h>
#include <rondo/task/spawn.h>
#include <rondo/task/task_cancelled.h>
#include <rondo/task/yield.h>
#include <support/rounds.h>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;

TEST_CASE("channel: a wait with a deadline ends by it, of tasks and of threads") {
    Pool pool({.workers = 2});
    pool.run([&]() -> Task<> {
        auto [sender, receiver] = makeChannel<int>(0);
        std::optional<int> item;
        CHECK(co_await receiver.receive(item, Deadline::in(2ms)) == ChannelResult::timeout);
        CHECK(co_await sender.send(1, Deadline::in(2ms)) == ChannelResult::timeout);
        CHECK(co_await receiver.receive(item, Deadline::immediately()) == ChannelResult::timeout);
        CHECK(receiver.receiveWait(item, Deadline::in(2ms)) == ChannelResult::timeout);
        sender.close();
        CHECK(co_await receiver.receive(item, Deadline::in(2ms)) == ChannelResult::closed);
    });
}

TEST_CASE("channel: a cancellation that meets an item, an end and a start loses nothing") {
    Pool pool({.workers = 2});
    for (int turn = 0; turn < test::rounds(100'000); ++turn)
        pool.run([&]() -> Task<> {
            auto [sender, receiver] = makeChannel<std::unique_ptr<int>>(static_cast<std::size_t>(turn % 2));
            std::atomic<int> got{0};
            auto a = spawn([&]() -> Task<> {
                if (co_await receiver.receive())
                    ++got;
            });
            auto b = spawn([&]() -> Task<> {
                if (co_await sender.send(std::make_unique<int>(1)) == ChannelResult::done)
                    ++got;
            });
            if (turn % 3 == 0)
                co_await yield();
            a.cancel();
            bool cancelled = false;
            try {
                co_await a;
            } catch (const TaskCancelled&) {
                cancelled = true;
            }
            if (cancelled)
                b.cancel();
            try {
                co_await b;
            } catch (const TaskCancelled&) {
            }
            if (!cancelled)
                CHECK(got == 2);
        });
}
