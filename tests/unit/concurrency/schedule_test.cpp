// SPDX-License-Identifier: MIT
#include <array>
#include <atomic>
#include <coroutine>
#include <doctest/doctest.h>
#include <exception>
#include <future>
#include <rondo/concurrency/executor.h>
#include <string>
#include <support/blocker.h>
#include <thread>
#include <vector>

using namespace rondo;
using base::ErrorCode;
using base::Failure;
using concurrency::Executor;
using concurrency::Tag;
using test::awaitWaiting;
using test::Blocker;

namespace {

/// The least coroutine there is: starts at once, frees itself, tells when it is over.
struct Detached {
    struct promise_type {
        Detached get_return_object() noexcept { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { std::terminate(); }
    };
};

struct Visit {
    std::array<Tag, 4> tags; // places of their own: the first are read while the last is written
    std::array<std::thread::id, 4> threads;
    std::atomic<std::size_t> stations{0};
    std::promise<void> over;
    void note() {
        const std::size_t station = stations.load(std::memory_order_relaxed);
        tags[station] = Tag::current();
        threads[station] = std::this_thread::get_id();
        stations.store(station + 1, std::memory_order_release);
    }
};

Detached thereAndBack(Executor& executor, Visit& visit) {
    visit.note();
    co_await executor.schedule("there");
    visit.note();
    co_await executor.schedule(); // already there
    visit.note();
    co_await executor.scheduleBackstage();
    visit.note();
    visit.over.set_value();
}

Detached refused(Executor& executor, std::promise<ErrorCode>& answer) {
    try {
        co_await executor.schedule();
    } catch (const Failure& failure) {
        answer.set_value(failure.code());
    }
}

} // namespace

TEST_CASE("a coroutine goes on as a closure of the executor, and backstage again") {
    Executor executor;
    Visit visit;
    thereAndBack(executor, visit);
    visit.over.get_future().wait();
    CHECK(visit.tags == std::array<Tag, 4>{Tag(), executor.tag(), executor.tag(), Tag()});
    CHECK(visit.threads[1] == executor.submit([] { return std::this_thread::get_id(); }));
    CHECK(visit.threads[1] == visit.threads[2]);
}

TEST_CASE("a scheduled coroutine runs in the driver's block and leaves it for the background thread") {
    Executor executor;
    Visit visit;
    {
        auto driver = executor.adopt({.silence = std::chrono::hours(1)});
        thereAndBack(executor, visit);
        const auto block = driver.enter();
        REQUIRE(block);
        CHECK(visit.stations >= 3);
        CHECK(visit.threads[1] == std::this_thread::get_id());
        CHECK(visit.tags[1] == executor.tag());
    }
    visit.over.get_future().wait();
    CHECK(visit.threads[3] != std::this_thread::get_id());
}

TEST_CASE("awaiting a closed executor throws, before and while it waits") {
    Executor executor;
    std::promise<ErrorCode> waiting;
    {
        Blocker blocker(executor);
        refused(executor, waiting);
        awaitWaiting(executor, 1);
        CHECK(!executor.close(concurrency::Deadline::immediately()).complete);
    }
    CHECK(waiting.get_future().get() == ErrorCode::closed);
    CHECK(executor.close().complete);
    std::promise<ErrorCode> late;
    refused(executor, late);
    CHECK(late.get_future().get() == ErrorCode::closed);
}

TEST_CASE("coroutines of many threads take turns with closures") {
    Executor executor;
    int sum = 0; // of the executor
    std::vector<Visit> visits(100);
    for (auto& visit : visits) {
        [](Executor& there, Visit& own, int& total) -> Detached {
            co_await there.schedule();
            ++total;
            co_await there.scheduleBackstage();
            own.over.set_value();
        }(executor, visit, sum);
        executor.submit([&sum] { ++sum; });
    }
    for (auto& visit : visits)
        visit.over.get_future().wait();
    CHECK(executor.submit([&sum] { return sum; }) == 200);
}
