// SPDX-License-Identifier: MIT
#include <atomic>
#include <doctest/doctest.h>
#include <rondo/concurrency/once.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace rondo::concurrency;

TEST_CASE("of many callers one runs the function, and all see what it did") {
    Once once;
    int value = 0; // not atomic: the once orders it
    std::vector<std::thread> callers;
    for (int index = 0; index < 4; ++index)
        callers.emplace_back([&] {
            CHECK(once.call([&] { ++value; }));
            CHECK(value == 1);
        });
    for (auto& caller : callers)
        caller.join();
    CHECK(once.done());
}

TEST_CASE("an exception reaches its caller, and one of those who wait runs the function again") {
    Once once;
    std::atomic<int> runs{0};
    std::atomic<int> failures{0};
    std::vector<std::thread> callers;
    for (int index = 0; index < 4; ++index)
        callers.emplace_back([&] {
            try {
                const WaitResult result = once.call([&] {
                    if (++runs < 3)
                        throw std::runtime_error("not yet");
                });
                CHECK(result);
            } catch (const std::runtime_error&) {
                ++failures;
            }
        });
    for (auto& caller : callers)
        caller.join();
    CHECK(runs == 3);
    CHECK(failures == 2);
    CHECK(once.done());
}

TEST_CASE("a function that calls its own once gets a deadlock error with the name, and may go on") {
    Once once("filter tables");
    bool refused = false;
    CHECK(once.call([&] {
        try {
            static_cast<void>(once.call([] {}));
        } catch (const rondo::base::Failure& failure) {
            refused = failure.code() == rondo::base::ErrorCode::deadlock &&
                      std::string(failure.what()).find("'filter tables'") != std::string::npos;
        }
    }));
    CHECK(refused);
    CHECK(once.call([] { FAIL("it has run"); }));
}

TEST_CASE("who waits for a function that takes too long gives up at the deadline") {
    Once once;
    std::atomic<bool> running{false};
    std::atomic<bool> goOn{false};
    std::thread runner([&] {
        CHECK(once.call([&] {
            running = true;
            while (!goOn)
                std::this_thread::yield();
        }));
    });
    while (!running)
        std::this_thread::yield();
    CHECK(once.call([] {}, Deadline::immediately()) == WaitResult::timeout);
    CHECK(!once.done());
    goOn = true;
    CHECK(once.call([] { FAIL("it runs already"); }));
    runner.join();
}
