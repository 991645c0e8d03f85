// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/base/error.h>
#include <rondo/task/event.h>
#include <rondo/task/lazy.h>
#include <rondo/task/pool.h>
#include <rondo/task/sleep.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <stdexcept>
#include <support/eventually.h>
#include <support/rounds.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using concurrency::Deadline;

TEST_CASE("lazy: whoever comes, it is made once, and all get the same") {
    Pool pool({.workers = 3});
    for (int turn = 0; turn < test::rounds(200); ++turn) {
        std::atomic<int> made{0}, right{0};
        Lazy<std::unique_ptr<int>> lazy([&]() -> Task<std::unique_ptr<int>> {
            ++made;
            co_await yield();
            co_return std::make_unique<int>(7);
        });
        CHECK(lazy.tryGet() == nullptr);
        std::thread outside([&] { right += **lazy.getWait() == 7 ? 1 : 0; });
        pool.run([&]() -> Task<> {
            std::vector<Child<>> children;
            for (int number = 0; number < 5; ++number)
                children.push_back(spawn([&]() -> Task<> {
                    auto* const value = co_await lazy.get();
                    right += **value == 7 && value == lazy.tryGet() ? 1 : 0;
                }));
            for (auto& child : children)
                co_await child;
        });
        outside.join();
        CHECK(made == 1);
        CHECK(right == 6);
    }
}

TEST_CASE("lazy: a plain function makes it in a thread, too") {
    std::atomic<int> made{0};
    Lazy<int> lazy([&] {
        ++made;
        return 7;
    });
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([&] { CHECK(*lazy.getWait() == 7); });
    for (auto& thread : threads)
        thread.join();
    Pool pool({.workers = 1});
    pool.run([&]() -> Task<> {
        CHECK(*co_await lazy.get() == 7);
        CHECK(*lazy.getWait() == 7);
    });
    CHECK(made == 1);
}

TEST_CASE("lazy: what making it throws is told to all, and it is not tried again") {
    Pool pool({.workers = 2});
    std::atomic<int> tries{0}, told{0};
    Lazy<int> lazy([&]() -> Task<int> {
        ++tries;
        co_await yield();
        throw std::runtime_error("no tables");
    });
    pool.run([&]() -> Task<> {
        std::vector<Child<>> children;
        for (int number = 0; number < 4; ++number)
            children.push_back(spawn([&]() -> Task<> {
                try {
                    static_cast<void>(co_await lazy.get());
                } catch (const std::runtime_error&) {
                    ++told;
                }
            }));
        for (auto& child : children)
            co_await child;
        CHECK_THROWS_WITH(static_cast<void>(co_await lazy.get()), "no tables");
    });
    CHECK_THROWS_WITH(static_cast<void>(lazy.getWait()), "no tables");
    CHECK(lazy.tryGet() == nullptr);
    CHECK(tries == 1);
    CHECK(told == 4);
}

TEST_CASE("lazy: after a maker that was cancelled the next one tries, one that waits or one that comes later") {
    Pool pool({.workers = 2});
    for (int turn = 0; turn < test::rounds(1000); ++turn) {
        std::atomic<int> tries{0};
        Lazy<int> lazy([&]() -> Task<int> {
            if (++tries == 1)
                co_await sleepFor(1h);
            co_return 7;
        });
        pool.run([&]() -> Task<> {
            auto first = spawn([&]() -> Task<> { static_cast<void>(co_await lazy.get()); });
            while (tries == 0)
                co_await yield();
            auto second = spawn([&]() -> Task<int> { co_return *co_await lazy.get(); });
            auto third = spawn([&]() -> Task<int> { co_return *co_await lazy.get(); });
            if (turn % 2 == 0)
                co_await yield();
            if (turn % 4 < 2)
                second.cancel(); // may be the one that was next
            first.cancel();
            second.cancel();
            CHECK_THROWS_AS(co_await first, TaskCancelled);
            static_cast<void>(co_await second.outcome());
            CHECK(co_await third == 7);
        });
        CHECK(*lazy.getWait() == 7);
    }
}

TEST_CASE("lazy: a value that needs itself is refused, and nobody waits for ever") {
    Pool pool({.workers = 1});
    Lazy<int>* self = nullptr;
    Lazy<int> lazy([&]() -> Task<int> { co_return *co_await self->get(); });
    self = &lazy;
    const auto codeOf = [&](auto ask) {
        try {
            ask();
        } catch (const base::Failure& failure) {
            return failure.code();
        }
        return base::ErrorCode::invalidArgument;
    };
    CHECK(codeOf([&] { pool.run([&]() -> Task<> { static_cast<void>(co_await lazy.get()); }); }) ==
          base::ErrorCode::deadlock);
    Lazy<int> plain([&]() -> int { return *self->getWait(); });
    self = &plain;
    CHECK(codeOf([&] { static_cast<void>(plain.getWait()); }) == base::ErrorCode::deadlock);
    Lazy<int> blocking([&]() -> Task<int> { co_return *self->getWait(); });
    self = &blocking;
    CHECK(codeOf([&] { pool.run([&]() -> Task<> { static_cast<void>(co_await blocking.get()); }); }) ==
          base::ErrorCode::deadlock);
}

TEST_CASE("lazy: a thread gives up at its deadline") {
    Pool pool({.workers = 1});
    Event goOn;
    Lazy<int> lazy([&]() -> Task<int> {
        co_await goOn.wait();
        co_return 7;
    });
    CHECK(lazy.getWait(Deadline::in(1ms)) == nullptr); // no task has asked
    pool.run([&]() -> Task<> {
        auto maker = spawn([&]() -> Task<> { static_cast<void>(co_await lazy.get()); });
        co_await yield();
        CHECK(lazy.getWait(Deadline::in(1ms)) == nullptr);
        goOn.set();
        co_await maker;
        CHECK(*lazy.getWait(Deadline::immediately()) == 7);
    });
}
