// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <future>
#include <rondo/device/detail/supervised_thread.h>
#include <stdexcept>
#include <thread>

using namespace std::chrono_literals;
using rondo::device::detail::SupervisedThread;

namespace {
constexpr auto patience = 60s; // never reached unless the test fails
}

TEST_CASE("a supervised thread answers and passes on what a call throws") {
    SupervisedThread thread("supervised");
    std::thread::id there;
    CHECK(thread
              .ask(
                  [&] {
                      there = std::this_thread::get_id();
                      return 42;
                  },
                  patience)
              .value() == 42);
    CHECK(there != std::this_thread::get_id());
    CHECK_THROWS_AS(thread.run([] { throw std::runtime_error("no"); }, patience), std::runtime_error);
    CHECK(thread.ask([] { return 1; }, patience) == 1);
    CHECK_FALSE(thread.abandoned());
    CHECK(thread.idle());
}

TEST_CASE("a call that does not answer is abandoned, keeps what it holds, and blocks nobody after it") {
    std::promise<void> release;
    std::promise<void> ended;
    const auto gate = release.get_future().share();
    auto thread = std::make_unique<SupervisedThread>("supervised");
    std::weak_ptr<int> seen;
    {
        auto passed = std::make_shared<int>(8);
        seen = passed;
        // A thread that has not begun by the deadline has nothing to abandon.
        while (!thread->abandoned())
            CHECK_FALSE(thread->ask(
                [passed, gate, &ended] {
                    gate.wait();
                    ended.set_value();
                    return *passed;
                },
                1ms));
    }
    CHECK(thread->abandoned());
    CHECK_FALSE(thread->idle());
    CHECK_FALSE(seen.expired());
    bool ran = false;
    CHECK_FALSE(thread->run([&] { ran = true; }, patience));
    CHECK_FALSE(ran);
    release.set_value();
    ended.get_future().wait();
    while (!thread->idle())
        std::this_thread::yield();
    CHECK(seen.expired());
    CHECK(thread->abandoned());
    thread.reset();
}

TEST_CASE("a call that waits behind a slow one gives up without abandoning the thread") {
    SupervisedThread thread("supervised");
    std::promise<void> release;
    std::promise<void> begun;
    auto slow = std::async(std::launch::async, [&] {
        return thread.run(
            [&] {
                begun.set_value();
                release.get_future().wait();
            },
            patience);
    });
    begun.get_future().wait();
    bool ran = false;
    CHECK_FALSE(thread.run([&] { ran = true; }, 1ms));
    CHECK_FALSE(thread.abandoned());
    release.set_value();
    CHECK(slow.get());
    CHECK(thread.run([] {}, patience));
    CHECK_FALSE(ran);
}

TEST_CASE("callers that wait behind an abandoned call are let go") {
    SupervisedThread thread("supervised");
    std::promise<void> release;
    std::promise<void> begun;
    auto first = std::async(std::launch::async, [&, gate = release.get_future().share()] {
        while (!thread.abandoned())
            CHECK_FALSE(thread.run(
                [&begun, gate] {
                    begun.set_value();
                    gate.wait();
                },
                50ms));
    });
    begun.get_future().wait();
    CHECK_FALSE(thread.run([] {}, patience));
    first.get();
    CHECK(thread.abandoned());
    release.set_value();
    while (!thread.idle())
        std::this_thread::yield();
}
