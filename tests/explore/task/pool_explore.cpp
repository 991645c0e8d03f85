// SPDX-License-Identifier: MIT
//
// The whole pool with its threads: who sleeps, who is woken, who sits where. With `longestPoll` 0 no worker's
// own look may be what brings a task on.
#include <chrono>
#include <explore/explorer.h>
#include <optional>
#include <rondo/task/channel.h>
#include <rondo/task/condition.h>
#include <rondo/task/mutex.h>
#include <rondo/task/pool.h>
#include <rondo/task/sleep.h>
#include <rondo/task/spawn.h>

using explore::check;
using explore::Thread;
using explore::Traced;
using rondo::concurrency::Deadline;
using namespace rondo::task;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t looks = std::chrono::nanoseconds(2ms).count();

int answerOf(Pool& pool) {
    int times = 0;
    const int result = pool.run([&]() -> Task<int> {
        ++times;
        co_return 42;
    });
    check(times == 1, "a task runs once");
    return result;
}

} // namespace

TEST_CASE("pool: what a thread gives to a pool of one runs, and its result is there") {
    explore::mustHold({.share = 2.0}, [] {
        Pool pool({.workers = 1});
        check(answerOf(pool) == 42, "the result is there");
    });
}

TEST_CASE("pool: what a thread gives to a pool of two runs, and its result is there") {
    explore::mustHold({.share = 3.0}, [] {
        Pool pool({.workers = 2});
        check(answerOf(pool) == 42, "the result is there");
    });
}

TEST_CASE("pool: what two threads give at the same time to a pool of two runs") {
    explore::mustHold({.share = 3.0}, [] {
        Pool pool({.workers = 2});
        Thread other([&] { check(answerOf(pool) == 42, "the result is there"); });
        check(answerOf(pool) == 42, "the result is there");
        other.join();
    });
}

TEST_CASE("pool: one task after the other finds the workers asleep or about to sleep") {
    explore::mustHold({.share = 3.0}, [] {
        Pool pool({.workers = 2});
        for (int turn = 0; turn < 3; ++turn)
            check(answerOf(pool) == 42, "the result is there");
    });
}

TEST_CASE("pool: a pool that nobody uses ends") {
    explore::mustHold({.share = 2.0}, [] { const Pool pool({.workers = 3}); });
}

TEST_CASE("pool: children run once each, on either worker, and end before their parent") {
    explore::mustHold({.share = 3.0}, [] {
        Pool pool({.workers = 2});
        const int sum = pool.run([]() -> Task<int> {
            auto left = spawn([]() -> Task<int> { co_return 1; });
            auto right = spawn([]() -> Task<int> { co_return 2; });
            const int first = co_await left;
            const int second = co_await right;
            co_return first + second;
        });
        check(sum == 3, "each of them once");
    });
}

TEST_CASE("pool: a child for a certain worker runs there, whoever sleeps") {
    explore::mustHold({.share = 3.0}, [] {
        Pool pool({.workers = 2});
        pool.run([]() -> Task<> {
            auto child = spawn(
                []() -> Task<> {
                    check(detail::Worker::current()->number() == 1, "that worker runs it");
                    co_return;
                },
                {.worker = 1});
            co_await child;
        });
    });
}

// Of what the pool knows nothing: a plain function that blocks, or takes for ever.
TEST_CASE("pool: a child whose parent keeps its worker is run by another one") {
    explore::mustHold({.world = {.longestPoll = looks}, .share = 3.0}, [] {
        Pool pool({.workers = 2});
        pool.run([]() -> Task<> {
            detail::Parker parker;
            auto child = spawn([&]() -> Task<> {
                parker.unpark();
                co_return;
            });
            parker.park(Deadline::never());
            co_await child;
        });
    });
}

TEST_CASE("pool: one of three workers looks on, also when the one that did is needed elsewhere") {
    explore::mustHold({.world = {.longestPoll = looks}, .share = 6.0}, [] {
        Pool pool({.workers = 3});
        pool.run([]() -> Task<> {
            detail::Parker here, there;
            auto child = spawn([&]() -> Task<> {
                here.unpark();
                there.unpark();
                co_return;
            });
            const auto elsewhere = (detail::Worker::current()->number() + 1) % 3;
            auto keeper = spawn(
                [&]() -> Task<> {
                    there.park(Deadline::never());
                    co_return;
                },
                {.worker = elsewhere});
            here.park(Deadline::never());
            co_await child;
            co_await keeper;
        });
    });
}

TEST_CASE("pool: sleeping tasks are woken, whoever minds the timers") {
    explore::mustHold({.world = {.longestPoll = looks}, .share = 3.0}, [] {
        Pool pool({.workers = 2});
        pool.run([]() -> Task<> {
            auto child = spawn([]() -> Task<> { co_await sleepFor(30us); });
            co_await sleepFor(20us);
            co_await child;
        });
    });
}

TEST_CASE("pool: a plain function that blocks leaves its seat in a pool of one, and gets one back") {
    explore::mustHold({.share = 4.0}, [] {
        Pool pool({.workers = 1, .mostSpares = 1});
        auto [sender, receiver] = makeChannel<Traced>(0);
        pool.run([&sender = sender, &receiver = receiver]() -> Task<> {
            auto child = spawn([&]() -> Task<> {
                const auto sent = co_await sender.send(Traced(7));
                check(bool(sent), "it is sent");
            });
            std::optional<Traced> item;
            check(bool(receiver.receiveWait(item)) && item->value() == 7, "it arrives");
            check(detail::Worker::current() != nullptr, "it sits again");
            co_await child;
        });
    });
}

TEST_CASE("pool: two plain functions that block hand each other the only seat") {
    explore::mustHold({.share = 4.0}, [] {
        Pool pool({.workers = 1, .mostSpares = 2});
        auto [sender, receiver] = makeChannel<Traced>(0);
        pool.run([&sender = sender, &receiver = receiver]() -> Task<> {
            bool seated = false;
            const auto sit = [&] {
                check(!seated && detail::Worker::current() != nullptr, "nobody else sits there");
                seated = true;
            };
            auto child = spawn([&]() -> Task<> {
                sit();
                for (int value = 1; value <= 2; ++value) {
                    Traced item(value);
                    seated = false;
                    const auto sent = sender.sendWait(item);
                    sit();
                    check(bool(sent), "it is sent");
                }
                seated = false;
                co_return;
            });
            sit();
            for (int value = 1; value <= 2; ++value) {
                std::optional<Traced> item;
                seated = false;
                const auto received = receiver.receiveWait(item);
                sit();
                check(bool(received) && item->value() == value, "it arrives");
            }
            seated = false;
            co_await child;
        });
    });
}

TEST_CASE("pool: without a spare thread a plain function blocks on its seat, and the other worker goes on") {
    explore::mustHold({.world = {.longestPoll = looks}, .share = 3.0}, [] {
        Pool pool({.workers = 2, .mostSpares = 0});
        auto [sender, receiver] = makeChannel<Traced>(0);
        pool.run([&sender = sender, &receiver = receiver]() -> Task<> {
            auto child = spawn([&]() -> Task<> {
                const auto sent = co_await sender.send(Traced(7));
                check(bool(sent), "it is sent");
            });
            std::optional<Traced> item;
            check(bool(receiver.receiveWait(item)) && item->value() == 7, "it arrives");
            co_await child;
        });
    });
}

TEST_CASE("pool: a plain function with a worker of its own comes back to that one") {
    explore::mustHold({.share = 4.0}, [] {
        Pool pool({.workers = 2, .mostSpares = 1});
        auto [sender, receiver] = makeChannel<Traced>(0);
        Thread other([&sender = sender] {
            Traced item(7);
            check(bool(sender.sendWait(item)), "it is sent");
        });
        pool.run([&receiver = receiver]() -> Task<> {
            auto child = spawn(
                [&]() -> Task<> {
                    std::optional<Traced> item;
                    check(bool(receiver.receiveWait(item)) && item->value() == 7, "it arrives");
                    check(detail::Worker::current()->number() == 1, "its own worker");
                    co_return;
                },
                {.worker = 1});
            co_await child;
        });
        other.join();
    });
}

TEST_CASE("pool: a child is cancelled wherever it is: it hears of it once, after its own children") {
    explore::mustHold({.share = 4.0}, [] {
        Pool pool({.workers = 2});
        pool.run([]() -> Task<> {
            auto [sender, receiver] = makeChannel<Traced>(0);
            int ended = 0;
            auto child = spawn([&, &receiver = receiver]() -> Task<> {
                auto below = spawn([&]() -> Task<> {
                    struct End {
                        int& count;
                        ~End() { ++count; }
                    } const end{ended};
                    static_cast<void>(co_await receiver.receive());
                });
                try {
                    co_await below;
                } catch (const TaskCancelled&) {
                    check(ended == 1 || detail::Worker::current()->running()->isCancelled(), "children first");
                    throw;
                }
            });
            child.cancel();
            bool cancelled = false;
            try {
                co_await child;
            } catch (const TaskCancelled&) {
                cancelled = true;
            }
            check(cancelled, "it has heard of it");
        });
    });
}

TEST_CASE("mutex of tasks: one holder at a time, and the next one sees what the last one did") {
    explore::mustHold({.share = 3.0}, [] {
        Pool pool({.workers = 2});
        Mutex mutex;
        int shared = 0;
        const auto work = [&]() -> Task<> {
            const auto held = co_await mutex.lock();
            ++shared;
        };
        pool.run([&]() -> Task<> {
            auto child = spawn(work);
            co_await work();
            co_await child;
        });
        check(shared == 2, "no increment is lost");
    });
}

TEST_CASE("condition of tasks: a signal after the change is not lost") {
    explore::mustHold({.share = 3.0}, [] {
        Pool pool({.workers = 2});
        Mutex mutex;
        Condition changed;
        bool ready = false;
        pool.run([&]() -> Task<> {
            auto setter = spawn([&]() -> Task<> {
                auto held = co_await mutex.lock();
                ready = true;
                held.unlock();
                changed.signal();
            });
            auto held = co_await mutex.lock();
            co_await changed.wait(held, [&] { return ready; });
            held.unlock();
            co_await setter;
        });
    });
}
