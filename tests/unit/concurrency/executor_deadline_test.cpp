// SPDX-License-Identifier: MIT
#include <array>
#include <atomic>
#include <doctest/doctest.h>
#include <future>
#include <rondo/concurrency/executor.h>
#include <stdexcept>
#include <string>
#include <support/blocker.h>
#include <thread>

using namespace rondo;
using namespace std::chrono_literals;
using base::ErrorCode;
using concurrency::Deadline;
using concurrency::Executor;
using test::awaitWaiting;
using test::Blocker;

TEST_CASE("a submit whose deadline passes before it starts is taken back and never runs") {
    Executor executor({.name = "sound"});
    bool ran = false;
    {
        Blocker blocker(executor);
        const auto late = executor.submitFor(
            1ms, [&ran] { ran = true; }, "set tempo");
        REQUIRE(!late);
        CHECK(late.error().code == ErrorCode::timeout);
        CHECK(late.error().text.find("'sound'") != std::string::npos);
        CHECK(late.error().text.find("set tempo") != std::string::npos);
        const auto now = executor.submitUntil(Deadline::immediately(), [&ran] { ran = true; });
        CHECK(now.error().code == ErrorCode::timeout);
    }
    executor.submit([] {});
    CHECK(!ran);
    CHECK(executor.statistics().closuresRevoked == 2);
}

TEST_CASE("a submit that has started by its deadline is waited for") {
    Executor executor;
    std::promise<void> entered;
    std::promise<void> gate;
    std::atomic<bool> returned{false};
    std::array<int, 64> local{};
    std::thread submitter([&] {
        const auto result = executor.submitUntil(Deadline::in(1h), [&] {
            entered.set_value();
            gate.get_future().wait();
            local.fill(7);
            return local[63];
        });
        CHECK(result == 7);
        returned = true;
    });
    entered.get_future().wait();
    CHECK(!returned);
    gate.set_value();
    submitter.join();
    CHECK(returned);
}

TEST_CASE("a started submit outlives its own deadline") {
    Executor executor;
    bool finished = false;
    const auto deadline = Deadline::in(5ms);
    const auto result = executor.submitUntil(deadline, [&] {
        while (!deadline.passed())
            std::this_thread::yield();
        finished = true;
    });
    // On a machine so busy that it did not start in time it was taken back whole.
    CHECK(result.has_value() == finished);
}

TEST_CASE("trySubmit returns values, references and errors, and lets exceptions through") {
    Executor executor({.name = "sound"});
    CHECK(executor.trySubmit([] { return 3; }) == 3);
    CHECK(executor.trySubmit([] {}).has_value());
    int local = 1;
    auto reference = executor.trySubmit([&local]() -> int& { return local; });
    REQUIRE(reference);
    CHECK(&reference->get() == &local);
    CHECK(executor.submit([&] { return executor.trySubmit([] { return 4; }); }) == 4);
    CHECK_THROWS_AS((void)executor.trySubmit([] { throw std::out_of_range("far"); }), std::out_of_range);
    CHECK_THROWS_WITH((void)executor.submitFor(1h, [] { throw std::out_of_range("far"); }), "far");
    CHECK(executor.close().complete);
    CHECK(executor.trySubmit([] {}).error().code == ErrorCode::closed);
    CHECK(executor.submitFor(1h, [] {}).error().code == ErrorCode::closed);
}

TEST_CASE("posts and revocable submits are bounded, and the closure comes back") {
    Executor executor({.name = "sound", .postCapacity = 3});
    std::atomic<int> ran{0};
    {
        Blocker blocker(executor);
        REQUIRE(executor.post([&ran] { ++ran; }));
        REQUIRE(executor.post([&ran] { ++ran; }));
        auto refused = executor.post([&ran, held = std::make_unique<int>(9)] { ran += *held; });
        REQUIRE(!refused);
        CHECK(refused.error().why == ErrorCode::full);
        refused.error().closure();
        CHECK(ran == 9);
        const auto full = executor.submitFor(1ms, [] {});
        CHECK(full.error().code == ErrorCode::full);
        CHECK(full.error().text.find("'sound'") != std::string::npos);
        CHECK(executor.statistics().postsRefused == 1);
    }
    executor.submit([] {}); // needs no room
    CHECK(ran == 11);
    for (int turn = 0; turn < 1000; ++turn) // cells come back
        while (!executor.post([&ran] { ++ran; }))
            std::this_thread::yield();
    executor.submit([] {});
    CHECK(ran == 1011);
}

TEST_CASE("closures of any size can be posted, and what they hold dies once, off the closure's turn") {
    struct Large {
        std::array<char, 500> bytes{};
    };
    static std::atomic<int> alive{0};
    struct Counted {
        Counted() { ++alive; }
        Counted(const Counted&) { ++alive; }
        Counted(Counted&&) noexcept { ++alive; }
        ~Counted() { --alive; }
        Counted& operator=(const Counted&) = default;
    };
    std::atomic<int> sum{0};
    {
        Executor executor;
        REQUIRE(executor.post(
            [&sum, large = Large{}, counted = Counted()] { sum += static_cast<int>(large.bytes.size()); }));
        REQUIRE(executor.post([&sum, counted = Counted()] { ++sum; }));
        executor.submit([] {});
        CHECK(sum == 501);
        CHECK(executor.close().complete);
        auto refused = executor.post(
            [large = Large{}, counted = Counted()] { return static_cast<int>(large.bytes.size()); });
        REQUIRE(!refused);
        CHECK(refused.error().why == ErrorCode::closed);
        CHECK(refused.error().closure() == 500);
    }
    CHECK(alive == 0);
}
