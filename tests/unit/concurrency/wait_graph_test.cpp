// SPDX-License-Identifier: MIT
#include <atomic>
#include <doctest/doctest.h>
#include <rondo/concurrency/executor.h>
#include <string>
#include <support/blocker.h>
#include <thread>

using namespace rondo;
using base::ErrorCode;
using concurrency::Deadline;
using concurrency::Executor;
using test::awaitWaiting;

TEST_CASE("a cycle of submits is refused with the names of all in it, and everyone goes on") {
    Executor a({.name = "A"});
    Executor b({.name = "B"});
    Executor c({.name = "C"});
    const auto text = a.submit([&] {
        return b.submit([&] {
            return c.submit([&] {
                const auto refused = a.trySubmit([] {});
                REQUIRE(!refused);
                CHECK(refused.error().code == ErrorCode::deadlock);
                return refused.error().text;
            });
        });
    });
    CHECK(text.find("'C' waits for 'A', which waits for 'B', which waits for 'C'") != std::string::npos);
    CHECK(a.submit([&] { return b.submit([] { return 1; }); }) == 1);
}

TEST_CASE("a cycle closes as well by submits with a deadline and through a queue") {
    Executor a({.name = "A"});
    Executor b({.name = "B"});
    a.submit([&] {
        b.submit([&] { CHECK(a.submitUntil(Deadline::never(), [] {}).error().code == ErrorCode::deadlock); });
    });
    // A's closure waits in B's queue behind one that submits to A.
    std::atomic<bool> refused{false};
    std::thread first([&] {
        b.submit([&] {
            awaitWaiting(b, 1);
            refused = !a.trySubmit([] {}).has_value();
        });
    });
    while (b.statistics().closuresRun < 2)
        std::this_thread::yield();
    a.submit([&] { CHECK(b.trySubmit([] { return true; }) == true); });
    first.join();
    CHECK(refused);
}

TEST_CASE("of two submits that meet, at most one is refused, and both end") {
    Executor a({.name = "A"});
    Executor b({.name = "B"});
    for (int turn = 0; turn < 2000; ++turn) {
        bool fromB = true;
        std::thread other([&] { b.submit([&] { fromB = a.trySubmit([] {}).has_value(); }); });
        const bool fromA = a.submit([&] { return b.trySubmit([] {}).has_value(); });
        other.join();
        REQUIRE((fromA || fromB));
    }
    CHECK(a.submit([&] { return b.submit([] { return 5; }); }) == 5);
}

TEST_CASE("executors that only share a third one do not look like a cycle") {
    Executor a({.name = "A"});
    Executor b({.name = "B"});
    Executor shared({.name = "shared"});
    std::atomic<int> failures{0};
    const auto hammer = [&](Executor& from) {
        for (int turn = 0; turn < 2000; ++turn)
            failures += from.submit([&] { return shared.trySubmit([] {}).has_value(); }) ? 0 : 1;
    };
    std::thread one([&] { hammer(a); });
    std::thread two([&] { hammer(b); });
    one.join();
    two.join();
    CHECK(failures == 0);
}

TEST_CASE("a submit inside another executor's callback is refused, because it would wait there") {
    Executor a({.name = "A"});
    Executor b({.name = "B"});
    auto driver = a.adopt();
    {
        auto block = driver.enter();
        REQUIRE(block);
        const auto refused = b.trySubmit([] {});
        REQUIRE(!refused);
        CHECK(refused.error().code == ErrorCode::wrongThread);
        CHECK(refused.error().text.find("'A'") != std::string::npos);
        CHECK(refused.error().text.find("'B'") != std::string::npos);
    }
    auto offline = b.adopt({.realtime = false});
    auto block = offline.enter();
    REQUIRE(block);
    CHECK(a.trySubmit([] { return 2; }) == 2);
}
