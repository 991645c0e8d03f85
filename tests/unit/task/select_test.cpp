// SPDX-License-Identifier: MIT
#include <array>
#include <doctest/doctest.h>
#include <memory>
#include <optional>
#include <rondo/task/channel.h>
#include <rondo/task/event.h>
#include <rondo/task/mutex.h>
#include <rondo/task/pool.h>
#include <rondo/task/scope.h>
#include <rondo/task/select.h>
#include <rondo/task/semaphore.h>
#include <rondo/task/sleep.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <support/rounds.h>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using concurrency::ChannelResult;

TEST_CASE("select: what can be done at once is done, and nothing else") {
    Pool pool({.workers = 1});
    pool.run([]() -> Task<> {
        auto [full, fromFull] = makeChannel<int>(1);
        auto [free, fromFree] = makeChannel<int>(1);
        co_await full.send(1);
        int one = 10, other = 20;
        const auto sent = co_await select(full.sending(one), free.sending(other));
        CHECK(sent.index == 1);
        CHECK(sent.result == ChannelResult::done);
        std::optional<int> item, second;
        CHECK(fromFree.tryReceive(item) == ChannelResult::done);
        CHECK(item == 20);
        const auto got = co_await select(fromFree.receiving(second), fromFull.receiving(item));
        CHECK(got.index == 1);
        CHECK(item == 1);
        CHECK_FALSE(second);
    });
}

TEST_CASE("select: of things that are always ready each gets its turn") {
    Pool pool({.workers = 1});
    pool.run([]() -> Task<> {
        auto [one, fromOne] = makeChannel<int>(100);
        auto [two, fromTwo] = makeChannel<int>(100);
        for (int number = 0; number < 100; ++number) {
            co_await one.send(number);
            co_await two.send(number);
        }
        std::array<int, 2> taken{};
        for (int number = 0; number < 60; ++number) {
            std::optional<int> item, other;
            const auto selected = co_await select(fromOne.receiving(item), fromTwo.receiving(other));
            ++taken[selected.index];
            co_await yield();
        }
        CHECK(taken[0] > 10);
        CHECK(taken[1] > 10);
    });
}

TEST_CASE("select: it waits for whatever comes first, of every kind") {
    Pool pool({.workers = 1});
    pool.run([]() -> Task<> {
        for (std::size_t which = 0; which < 6; ++which) {
            auto [in, fromIn] = makeChannel<int>(0);
            auto [out, fromOut] = makeChannel<int>(0);
            Event event;
            Semaphore permits(0);
            auto [end, fromEnd] = makeChannel<int>(0);
            auto child = spawn([&]() -> Task<> { static_cast<void>(co_await fromEnd.receive()); });
            auto [closing, fromClosing] = makeChannel<int>(0);
            auto other = spawn([&]() -> Task<> {
                std::optional<int> taken;
                switch (which) {
                case 0:
                    co_await in.send(5);
                    break;
                case 1:
                    taken = co_await fromOut.receive();
                    CHECK(taken == 6);
                    break;
                case 2:
                    event.set();
                    event.reset(); // who waited goes on all the same
                    break;
                case 3:
                    permits.release();
                    break;
                case 4:
                    co_await end.send(1);
                    break;
                default:
                    closing.close();
                }
            });
            std::optional<int> item, nothing;
            int six = 6;
            const auto selected =
                co_await select(1h, fromIn.receiving(item), out.sending(six), event.raising(),
                                permits.acquiring(), child.ending(), fromClosing.receiving(nothing));
            CHECK(selected.index == which);
            CHECK(selected.result == (which == 5 ? ChannelResult::closed : ChannelResult::done));
            CHECK(item.has_value() == (which == 0));
            CHECK(permits.available() == 0);
            end.close();
            co_await other;
            co_await child;
        }
    });
}

TEST_CASE("select: it ends by time, by cancellation and by another's child, and takes nothing then") {
    Pool pool({.workers = 1});
    pool.run([]() -> Task<> {
        auto [sender, receiver] = makeChannel<std::unique_ptr<int>>(0);
        std::optional<std::unique_ptr<int>> item;
        auto mine = std::make_unique<int>(3);
        const auto late = co_await select(-1ms, receiver.receiving(item));
        CHECK(late.index == 1);
        CHECK(late.result == ChannelResult::timeout);
        auto child = spawn([&]() -> Task<> { static_cast<void>(co_await select(receiver.receiving(item))); });
        co_await yield();
        child.cancel();
        const auto outcome = co_await child.outcome();
        CHECK_FALSE(outcome);
        CHECK(sender.trySend(mine) == ChannelResult::full); // nobody is left in the channel
        CHECK(*mine == 3);
        auto stranger = spawn([&]() -> Task<> {
            CHECK_THROWS_AS(static_cast<void>(co_await select(child.ending())), ForeignChild);
        });
        co_await stranger;
    });
}

TEST_CASE("select: many that send and receive in one another's channels lose nothing and get nothing twice") {
    for (const std::uint32_t workers : {1U, 2U, 3U}) {
        Pool pool({.workers = workers});
        long sent = 0, received = 0;
        int counted = 0;
        pool.run([&]() -> Task<> {
            std::vector<Channel<int>> channels;
            for (int number = 0; number < 3; ++number)
                channels.push_back(makeChannel<int>(static_cast<std::size_t>(number % 2)));
            Mutex mutex;
            co_await withScope([&](Scope& scope) -> Task<> {
                const int rounds = test::rounds(2000);
                for (std::size_t task = 0; task < 6; ++task)
                    scope.spawn([&, task, rounds]() -> Task<> {
                        auto& to = channels[task % 3].sender;
                        auto& from = channels[(task + 1) % 3].receiver;
                        long mySent = 0, myReceived = 0;
                        int mine = 0;
                        for (int round = 0; round < rounds; ++round) {
                            int number = round;
                            std::optional<int> item;
                            const auto selected = co_await select(std::chrono::microseconds(200),
                                                                  to.sending(number), from.receiving(item));
                            if (selected.index == 0) {
                                mySent += round;
                                ++mine;
                            } else if (selected.index == 1) {
                                myReceived += *item;
                                --mine;
                            }
                        }
                        const auto held = co_await mutex.lock();
                        sent += mySent;
                        received += myReceived;
                        counted += mine;
                    });
                co_return;
            });
            for (auto& channel : channels)
                for (std::optional<int> item; channel.receiver.tryReceive(item) == ChannelResult::done;
                     --counted)
                    received += *item;
        });
        CHECK(sent == received);
        CHECK(counted == 0);
        CHECK(sent > 0);
    }
}
