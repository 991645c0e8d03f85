// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/base/error.h>
#include <rondo/concurrency/executor.h>
#include <rondo/task/pool.h>
#include <rondo/task/run_on.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <stdexcept>
#include <support/blocker.h>
#include <support/eventually.h>
#include <support/realtime_check.h>
#include <support/rounds.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using concurrency::AudioThread;
using concurrency::Executor;
using concurrency::Tag;

namespace {

/// A thread that drives an executor as a sound card does, until it goes.
class Card {
public:
    explicit Card(Executor& executor) : driver_(executor.adopt({.silence = std::chrono::hours(1)})) {
        thread_ = std::thread([this] {
            while (!stops_) {
                { const auto block = driver_.enter(); }
                std::this_thread::yield();
            }
        });
    }
    ~Card() {
        stops_ = true;
        thread_.join();
    }

private:
    concurrency::Driver driver_;
    std::atomic<bool> stops_{false};
    std::thread thread_;
};

base::ErrorCode codeOf(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const base::Failure& failure) {
        return failure.code();
    } catch (...) {
        FAIL("another exception");
    }
    return {};
}

} // namespace

TEST_CASE("runOn: the closure runs on the executor, and the task goes on in its pool with what it returns") {
    Executor executor;
    Pool pool({.workers = 1});
    pool.run([&]() -> Task<> {
        const auto tag = co_await runOn(executor, [] { return Tag::current(); });
        CHECK(tag == executor.tag());
        CHECK(Tag::current() == Tag());
        int local = 1;
        co_await runOn(executor, [&local](AudioThread&) { local = 2; });
        CHECK(local == 2);
        int& same = co_await runOn(executor, [&local]() -> int& { return local; });
        CHECK(&same == &local);
        auto gives = [given = std::make_unique<int>(3)]() mutable { return std::move(given); };
        const auto owned = co_await runOn(executor, gives);
        CHECK(*owned == 3);
    });
}

TEST_CASE("runOn: the worker does other things meanwhile") {
    Executor executor;
    Pool pool({.workers = 1});
    std::atomic<bool> other{false};
    pool.run([&]() -> Task<> {
        auto beside = spawn([&]() -> Task<> {
            other = true;
            co_return;
        });
        const bool seen =
            co_await runOn(executor, [&] { return test::eventually([&] { return other.load(); }); });
        CHECK(seen);
        co_await beside;
    });
}

TEST_CASE("runOn: what the closure throws is thrown, and counted by the executor") {
    Executor executor;
    Pool pool({.workers = 1});
    pool.run([&]() -> Task<> {
        bool caught = false;
        try {
            co_await runOn(executor, [] { throw std::runtime_error("from there"); });
        } catch (const std::runtime_error& error) {
            caught = std::string(error.what()) == "from there";
        }
        CHECK(caught);
    });
    CHECK(executor.statistics().postsThrown == 1);
}

TEST_CASE("runOn: in a driver's callback the closure makes no call that a callback must not make") {
    Executor executor;
    Pool pool({.workers = 2});
    constexpr int turns = test::rounds(200);
    int sum = 0; // the executor's
    std::vector<std::thread::id> threads;
    {
        const Card card(executor);
        pool.run([&]() -> Task<> {
            std::vector<Child<>> children;
            for (int number = 0; number < 4; ++number)
                children.push_back(spawn([&]() -> Task<> {
                    for (int turn = 0; turn < turns; ++turn)
                        co_await runOn(executor, [&] { ++sum; });
                }));
            for (auto& child : children)
                co_await child;
        });
    }
    CHECK(sum == 4 * turns);
    CHECK(executor.statistics().takeOvers == 0);
    CHECK(executor.statistics().blocks > 0);
    // What the guard saw fails the program; see support/realtime_check.h.
}

TEST_CASE("runOn: a task that is cancelled takes its closure back, which never runs") {
    Executor executor;
    Pool pool({.workers = 1});
    bool ran = false;
    test::Blocker blocker(executor);
    pool.run([&]() -> Task<> {
        auto waits = spawn([&]() -> Task<> { co_await runOn(executor, [&ran] { ran = true; }); });
        co_await yield();
        waits.cancel();
        CHECK_THROWS_AS(co_await waits, TaskCancelled);
    });
    blocker.release();
    executor.submit([] {});
    CHECK_FALSE(ran);
}

TEST_CASE("runOn: one that has started is waited for, and its result kept") {
    Executor executor;
    Pool pool({.workers = 1});
    std::atomic<bool> inside{false}, goOn{false};
    pool.run([&]() -> Task<> {
        auto waits = spawn([&]() -> Task<int> {
            int local = 0; // which the closure uses until its end
            const int result = co_await runOn(executor, [&] {
                inside = true;
                CHECK(test::eventually([&] { return goOn.load(); }));
                local = 7;
                return local;
            });
            CHECK(local == 7);
            bool cancelled = false;
            try {
                co_await yield();
            } catch (const TaskCancelled&) {
                cancelled = true;
            }
            CHECK(cancelled);
            co_return result;
        });
        while (!inside)
            co_await yield();
        waits.cancel();
        for (int turn = 0; turn < 100; ++turn)
            co_await yield();
        CHECK_FALSE(waits.finished());
        goOn = true;
        CHECK(co_await waits == 7);
    });
}

TEST_CASE("runOn: cancellation and start at the same moment agree on whether it ran") {
    Executor executor;
    Pool pool({.workers = 2});
    for (int turn = 0; turn < test::rounds(3000); ++turn) {
        std::atomic<bool> ran{false};
        bool told = false;
        pool.run([&]() -> Task<> {
            auto waits = spawn([&]() -> Task<> {
                co_await runOn(executor, [&ran] { ran = true; });
                told = true;
            });
            for (int wait = 0; wait < turn % 4; ++wait)
                co_await yield();
            waits.cancel();
            static_cast<void>(co_await waits.outcome());
        });
        executor.submit([] {});
        REQUIRE(ran == told);
    }
}

TEST_CASE("runOn: an executor that is closed is named") {
    Pool pool({.workers = 2});
    Executor closed;
    closed.close();
    pool.run([&]() -> Task<> {
        auto refused = spawn([&]() -> Task<> { co_await runOn(closed, [] {}); });
        const auto outcome = co_await refused.outcome();
        REQUIRE_FALSE(outcome);
        CHECK(codeOf(outcome.error()) == base::ErrorCode::closed);
    });
}

TEST_CASE("runOn: an executor that is full, and one that closes while a task waits, is named") {
    Pool pool({.workers = 2});
    auto closing = std::make_unique<Executor>(concurrency::ExecutorOptions{.postCapacity = 3 + 1});
    test::Blocker blocker(*closing); // holds a place, too
    std::thread closes;
    pool.run([&]() -> Task<> {
        bool ran = false;
        std::vector<Child<>> waiting;
        for (int number = 0; number < 3; ++number)
            waiting.push_back(spawn([&]() -> Task<> { co_await runOn(*closing, [&ran] { ran = true; }); }));
        while (closing->statistics().waiting < 3)
            co_await yield();
        auto full = spawn([&]() -> Task<> { co_await runOn(*closing, [&ran] { ran = true; }); });
        const auto noRoom = co_await full.outcome();
        REQUIRE_FALSE(noRoom);
        CHECK(codeOf(noRoom.error()) == base::ErrorCode::full);
        CHECK_FALSE(closing->close(concurrency::Deadline::immediately()).complete);
        closes = std::thread([&] { closing.reset(); }); // waits for the closure that runs
        blocker.release();
        int named = 0;
        for (auto& child : waiting) {
            const auto outcome = co_await child.outcome();
            if (!outcome && codeOf(outcome.error()) == base::ErrorCode::closed)
                ++named;
        }
        CHECK(named == 3);
        CHECK_FALSE(ran);
    });
    closes.join();
}

TEST_CASE("runOn: an executor that is poisoned while a task waits, or before, is named") {
    Pool pool({.workers = 2});
    Executor poisoned({.onThrow = concurrency::ThrowPolicy::poison});
    test::Blocker blocker(poisoned);
    pool.run([&]() -> Task<> {
        auto throws = spawn([&]() -> Task<> { co_await runOn(poisoned, [] { throw 1; }); });
        while (poisoned.statistics().waiting < 1)
            co_await yield();
        auto after = spawn([&]() -> Task<> { co_await runOn(poisoned, [] {}); });
        while (poisoned.statistics().waiting < 2)
            co_await yield();
        blocker.release();
        CHECK_THROWS_AS(co_await throws, int);
        const auto waited = co_await after.outcome();
        REQUIRE_FALSE(waited);
        CHECK(codeOf(waited.error()) == base::ErrorCode::poisoned);
        auto late = spawn([&]() -> Task<> { co_await runOn(poisoned, [] {}); });
        const auto refused = co_await late.outcome();
        REQUIRE_FALSE(refused);
        CHECK(codeOf(refused.error()) == base::ErrorCode::poisoned);
    });
}
