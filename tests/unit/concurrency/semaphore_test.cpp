// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/concurrency/semaphore.h>
#include <string>
#include <thread>
#include <vector>

using namespace rondo::concurrency;
using rondo::base::ErrorCode;

TEST_CASE("a semaphore gives as many permits as it has, and then waits") {
    Semaphore permits(2, 3);
    CHECK(permits.tryAcquire());
    CHECK(permits.acquire(Deadline::never()));
    CHECK(!permits.tryAcquire());
    CHECK(permits.acquire(Deadline::immediately()) == WaitResult::timeout);
    CHECK(permits.available() == 0);
    CHECK(!permits.acquirable().ready());
    CHECK(permits.release().has_value());
    CHECK(permits.acquirable().ready());
    CHECK(permits.available() == 1);
}

TEST_CASE("releasing several permits wakes as many waiters") {
    Semaphore permits(0, 4);
    std::vector<std::thread> waiters;
    for (int index = 0; index < 4; ++index)
        waiters.emplace_back([&] { CHECK(permits.acquire(Deadline::never())); });
    CHECK(permits.tryRelease(3));
    CHECK(permits.tryRelease());
    for (auto& waiter : waiters)
        waiter.join();
    CHECK(permits.available() == 0);
}

TEST_CASE("more permits than the maximum are refused with the semaphore's name, and none is added") {
    Semaphore permits(3, 4, "voices");
    const auto refused = permits.release(2);
    REQUIRE(!refused);
    CHECK(refused.error().code == ErrorCode::full);
    CHECK(refused.error().text.find("'voices'") != std::string::npos);
    CHECK(!permits.tryRelease(0xffff'ffff));
    CHECK(permits.available() == 3);
    CHECK(permits.release().has_value());
}

TEST_CASE("a semaphore that could never hold its permits is not made") {
    for (const auto& [first, maximum] : {std::pair(0U, 0U), std::pair(2U, 1U)})
        try {
            const Semaphore permits(first, maximum, "voices");
            FAIL("no error");
        } catch (const rondo::base::Failure& failure) {
            CHECK(failure.code() == ErrorCode::invalidArgument);
            CHECK(std::string(failure.what()).find("'voices'") != std::string::npos);
        }
}

TEST_CASE("what was done before a release is seen after the acquire") {
    Semaphore permits(0, 1);
    int value = 0;
    std::thread taker([&] {
        while (!permits.tryAcquire())
            std::this_thread::yield();
        CHECK(value == 3);
    });
    value = 3;
    CHECK(permits.tryRelease());
    taker.join();
}

TEST_CASE("a closed semaphore answers everybody, also when permits are left") {
    Semaphore permits(0, 2);
    std::thread waiter([&] { CHECK(permits.acquire(Deadline::never()) == WaitResult::closed); });
    permits.close();
    waiter.join();
    CHECK(permits.closed());
    CHECK(permits.tryRelease()); // whoever holds one may still give it back
    CHECK(!permits.tryAcquire());
    CHECK(permits.acquire(Deadline::never()) == WaitResult::closed);
    CHECK(permits.available() == 1);
    CHECK(permits.acquirable().ready());
}
