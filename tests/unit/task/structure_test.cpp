// SPDX-License-Identifier: MIT
//
// What holds several tasks together: scopes, bags, waits for one, for the first and for all.
#include <atomic>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/stop_source.h>
#include <rondo/task/await_all.h>
#include <rondo/task/await_first.h>
#include <rondo/task/await_one.h>
#include <rondo/task/bag.h>
#include <rondo/task/blocking.h>
#include <rondo/task/channel.h>
#include <rondo/task/parallel_map.h>
#include <rondo/task/pool.h>
#include <rondo/task/scope.h>
#include <rondo/task/sleep.h>
#include <rondo/task/spawn.h>
#include <rondo/task/with_timeout.h>
#include <rondo/task/yield.h>
#include <stdexcept>
#include <string>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;

namespace {
/// Counts how many of it live.
class Counted {
public:
    explicit Counted(std::atomic<int>& living) : living_(&living) { ++*living_; }
    Counted(const Counted& other) : Counted(*other.living_) {}
    Counted& operator=(const Counted&) = default;
    ~Counted() { --*living_; }

private:
    std::atomic<int>* living_;
};
Task<int> fails() {
    co_await yield();
    throw std::runtime_error("broken");
}
} // namespace

TEST_CASE("child: it has ended before what its parent made before it is destroyed, whatever ends the parent") {
    for (const std::uint32_t spares : {16U, 0U}) {
        Pool pool({.workers = 1, .mostSpares = spares});
        for (const bool cancelled : {false, true}) {
            std::atomic<int> living{0};
            int seen = 0;
            pool.run([&]() -> Task<> {
                auto parent = spawn([&]() -> Task<> {
                    const Counted lent(living);
                    const auto uses = [&]() -> Task<> {
                        try {
                            co_await sleepFor(1h);
                        } catch (const TaskCancelled&) {
                        }
                        seen += living;
                    };
                    auto first = spawn(uses);
                    auto second = spawn(uses);
                    co_await yield();
                    if (!cancelled)
                        throw std::runtime_error("broken");
                    co_await first;
                    co_await second;
                });
                co_await yield();
                co_await yield();
                if (cancelled)
                    parent.cancel();
                const auto outcome = co_await parent.outcome();
                CHECK_FALSE(outcome);
            });
            CHECK(seen == 2);
            CHECK(living == 0);
        }
    }
}

TEST_CASE("child: a cancelled parent that awaits one child goes on only when the others have ended, too") {
    Pool pool({.workers = 1});
    concurrency::StopSource stop;
    std::atomic<int> awaited{0}, other{0};
    int atTheEnd = -1;
    pool.run([&]() -> Task<> {
        auto parent = spawn([&]() -> Task<> {
            auto stubborn = spawn([&]() -> Task<> {
                const Counted counted(other);
                blocking([&] { static_cast<void>(stop.token().wait(concurrency::Deadline::never())); });
                co_return;
            });
            auto quick = spawn([&]() -> Task<> {
                const Counted counted(awaited);
                co_await sleepFor(1h);
            });
            try {
                co_await quick;
            } catch (const TaskCancelled&) {
                atTheEnd = other;
                throw;
            }
            co_await stubborn;
        });
        while (awaited == 0 || other == 0)
            co_await yield();
        parent.cancel();
        while (awaited > 0)
            co_await yield();
        for (int turn = 0; turn < 5; ++turn)
            co_await yield(); // it could have come to its turn by now
        stop.requestStop();
        static_cast<void>(co_await parent.outcome());
    });
    CHECK(atTheEnd == 0);
}

TEST_CASE("scope: it ends when all its tasks have, those too that its tasks have started") {
    Pool pool({.workers = 2});
    std::atomic<int> ended{0};
    pool.run([&]() -> Task<> {
        co_await withScope([&](Scope& scope) -> Task<> {
            for (int number = 0; number < 50; ++number)
                scope.spawn([&]() -> Task<> {
                    co_await yield();
                    scope.spawn([&]() -> Task<> {
                        co_await sleepFor(1ms);
                        ++ended;
                    });
                    ++ended;
                });
            co_return;
        });
        CHECK(ended == 100);
    });
}

TEST_CASE("scope: a task that has ended is gone at once, not when the scope ends") {
    Pool pool({.workers = 1});
    std::atomic<int> living{0};
    pool.run([&]() -> Task<> {
        co_await withScope([&](Scope& scope) -> Task<> {
            for (int number = 0; number < 100; ++number) {
                scope.spawn([counted = Counted(living)]() -> Task<> { co_return; });
                co_await yield();
                co_await yield();
                CHECK(living == 0);
                CHECK(scope.running() == 0);
            }
        });
    });
}

TEST_CASE("scope: the first failure ends the others, which clean up, and is what the scope throws") {
    Pool pool({.workers = 2});
    std::atomic<int> living{0};
    CHECK_THROWS_WITH(pool.run([&]() -> Task<> {
        co_await withScope([&](Scope& scope) -> Task<> {
            for (int number = 0; number < 10; ++number)
                scope.spawn([&]() -> Task<> {
                    const Counted counted(living);
                    co_await sleepFor(1h);
                });
            scope.spawn([]() -> Task<> { static_cast<void>(co_await fails()); });
            co_await sleepFor(1h);
        });
    }),
                      "broken");
    CHECK(living == 0);
    CHECK_THROWS_WITH(pool.run([&]() -> Task<> {
        co_await withScope([&](Scope& scope) -> Task<> {
            scope.spawn([]() -> Task<> { co_await sleepFor(1h); });
            co_await yield();
            throw std::runtime_error("the function itself");
        });
    }),
                      "the function itself");
}

TEST_CASE("scope: one that is cancelled by itself ends without an error, and by its owner with one") {
    Pool pool({.workers = 2});
    bool after = false;
    pool.run([&]() -> Task<> {
        co_await withScope([&](Scope& scope) -> Task<> {
            scope.spawn([&]() -> Task<> {
                co_await yield();
                scope.cancel();
            });
            co_await sleepFor(1h);
        });
        after = true;
        auto child =
            spawn([]() -> Task<> { co_await withScope([](Scope&) -> Task<> { co_await sleepFor(1h); }); });
        co_await yield();
        child.cancel();
        const auto outcome = co_await child.outcome();
        CHECK(!outcome);
    });
    CHECK(after);
}

TEST_CASE("scope: a child of its own that its function has not awaited is an error there, too") {
    Pool pool({.workers = 1});
    CHECK_THROWS_AS(pool.run([&]() -> Task<> {
        co_await withScope([](Scope& scope) -> Task<> {
            scope.spawn([]() -> Task<> { co_await sleepFor(1h); });
            [[maybe_unused]] auto child = spawn([]() -> Task<> { co_return; });
            co_return;
        });
    }),
                    UnawaitedChild);
}

TEST_CASE("await: a child's end within a time, and after it") {
    Pool pool({.workers = 1});
    pool.run([]() -> Task<> {
        auto [sender, receiver] = makeChannel<int>(0);
        auto child = spawn([&]() -> Task<int> { co_return *co_await receiver.receive(); });
        CHECK_FALSE(co_await child.endedWithin(1ms));
        CHECK_FALSE(co_await child.endedWithin(-1ms));
        co_await sender.send(7);
        CHECK(co_await child.endedWithin(1h));
        CHECK(child.finished());
        CHECK(co_await child == 7);
        CHECK_FALSE(child.valid());
        CHECK_THROWS_AS(static_cast<void>(co_await child), ForeignChild);
        CHECK_THROWS_AS(child.cancel(), ForeignChild);
    });
}

TEST_CASE("await: one of several, and with a result before one that failed") {
    Pool pool({.workers = 1});
    pool.run([]() -> Task<> {
        std::vector<Child<int>> children;
        CHECK_THROWS_AS(static_cast<void>(co_await awaitOne(children)), base::Failure);
        children.push_back(spawn([]() -> Task<int> { return fails(); }));
        children.push_back(spawn([]() -> Task<int> {
            co_await sleepFor(1h);
            co_return 0;
        }));
        children.push_back(spawn([]() -> Task<int> { co_return 3; }));
        co_await sleepFor(1ms);
        CHECK(co_await awaitOne(children) == 2);
        CHECK(co_await children[2] == 3);
        children.pop_back();
        CHECK(co_await awaitOne(children) == 0);
        CHECK_THROWS_WITH(static_cast<void>(co_await children[0]), "broken");
        children[1].cancel();
        const auto outcome = co_await children[1].outcome();
        CHECK_FALSE(outcome);
    });
}

TEST_CASE("await: the first one ends the others, and what they made is destroyed") {
    Pool pool({.workers = 2});
    std::atomic<int> living{0};
    pool.run([&]() -> Task<> {
        for (int turn = 0; turn < 2000; ++turn) {
            std::vector<Child<Counted>> children;
            for (int number = 0; number < 3; ++number)
                children.push_back(spawn([&]() -> Task<Counted> {
                    co_await yield();
                    co_return Counted(living);
                }));
            {
                const auto first = co_await awaitFirst(std::move(children));
                CHECK(living == 1);
            }
            CHECK(living == 0);
        }
    });
}

TEST_CASE("await: all of them, whatever they end with") {
    Pool pool({.workers = 2});
    pool.run([]() -> Task<> {
        std::vector<Child<int>> children;
        children.push_back(spawn([]() -> Task<int> { return fails(); }));
        children.push_back(spawn([]() -> Task<int> { co_return 1; }));
        const auto outcomes = co_await awaitAll(std::move(children));
        CHECK(outcomes.size() == 2);
        CHECK_FALSE(outcomes[0]);
        CHECK(*outcomes[1] == 1);
    });
}

TEST_CASE("timeout: what is late is ended, what is in time is returned, what fails is thrown") {
    Pool pool({.workers = 1});
    std::atomic<int> living{0};
    pool.run([&]() -> Task<> {
        const auto slow = [&]() -> Task<> {
            const Counted counted(living);
            co_await sleepFor(1h);
        };
        CHECK_FALSE(co_await withTimeout(1ms, slow));
        CHECK(living == 0);
        const auto quick = []() -> Task<int> { co_return 5; };
        const auto result = co_await withTimeout(1h, quick);
        CHECK(result.value() == 5);
        CHECK_THROWS_WITH(static_cast<void>(co_await withTimeout(1h, fails)), "broken");
    });
}

TEST_CASE(
    "parallel map: the results are in order, no more run at once than asked, and a failure ends the rest") {
    Pool pool({.workers = 2});
    std::vector<int> items(100);
    for (std::size_t number = 0; number < items.size(); ++number)
        items[number] = static_cast<int>(number);
    std::atomic<int> running{0}, most{0}, begun{0};
    const auto results = pool.run([&]() -> Task<std::vector<int>> {
        co_return co_await parallelMap(
            std::span(items),
            [&](int item) -> Task<int> {
                if (++running > most)
                    most = running.load();
                co_await yield();
                --running;
                co_return 2 * item;
            },
            3);
    });
    CHECK(results.size() == 100);
    for (std::size_t number = 0; number < results.size(); ++number)
        CHECK(results[number] == 2 * items[number]);
    CHECK(most <= 4); // between the two looks one more may have come
    CHECK_THROWS_WITH(pool.run([&]() -> Task<> {
        static_cast<void>(co_await parallelMap(std::span(items), [&](int item) -> Task<int> {
            ++begun;
            co_await yield();
            if (item == 10)
                throw std::runtime_error("ten");
            if (item > 10)
                co_await sleepFor(1h);
            co_return item;
        }));
    }),
                      "ten");
    CHECK(begun <= 12); // the two that run at a time end by the failure
    CHECK(pool.run([&]() -> Task<std::size_t> {
        const std::vector<int> none;
        const auto nothing =
            co_await parallelMap(std::span(none), [](int item) -> Task<int> { co_return item; });
        co_return nothing.size();
    }) == 0);
}

TEST_CASE("bag: children are taken in the order in which they end, failed ones too") {
    Pool pool({.workers = 1});
    pool.run([]() -> Task<> {
        Bag<int> bag;
        auto [sender, receiver] = makeChannel<int>(0);
        bag.spawn([&]() -> Task<int> { co_return *co_await receiver.receive(); });
        bag.spawn([]() -> Task<int> { return fails(); });
        bag.spawn([]() -> Task<int> { co_return 2; });
        CHECK(bag.size() == 3);
        const auto first = co_await bag.next();
        CHECK(**first == 2);
        const auto second = co_await bag.next();
        CHECK_FALSE(second->has_value());
        const auto none = co_await bag.reap();
        CHECK(none.empty());
        co_await sender.send(9);
        const auto third = co_await bag.next();
        CHECK(**third == 9);
        const auto last = co_await bag.next();
        CHECK_FALSE(last);
    });
}

TEST_CASE("bag: reaping takes all that have ended in one go; cancelled ones end with TaskCancelled") {
    Pool pool({.workers = 2});
    pool.run([]() -> Task<> {
        Bag<> bag;
        for (int number = 0; number < 100; ++number)
            bag.spawn([]() -> Task<> { co_return; });
        for (int number = 0; number < 3; ++number)
            bag.spawn([]() -> Task<> { co_await sleepFor(1h); });
        std::size_t taken = 0;
        while (taken < 100) {
            taken += (co_await bag.reap()).size();
            co_await yield();
        }
        CHECK(bag.size() == 3);
        bag.cancel();
        while (const auto outcome = co_await bag.next())
            CHECK_FALSE(outcome->has_value());
    });
    CHECK_THROWS_AS(pool.run([]() -> Task<> {
        Bag<> bag;
        bag.spawn([]() -> Task<> { co_await sleepFor(1h); });
        co_return;
    }),
                    UnawaitedChild);
}
