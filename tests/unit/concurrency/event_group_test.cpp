// SPDX-License-Identifier: MIT
#include <atomic>
#include <doctest/doctest.h>
#include <rondo/base/error.h>
#include <rondo/concurrency/event_group.h>
#include <string>
#include <thread>
#include <vector>

using namespace rondo::concurrency;
using AfterWait = EventGroup::AfterWait;

TEST_CASE("flags are raised, read and taken down") {
    EventGroup group;
    CHECK(group.get() == 0);
    CHECK(group.set(0b1010));
    CHECK(group.set(0x8000'0000));
    CHECK(group.get() == 0x8000'000a);
    CHECK(group.clear(0b0011) == 0b0010);
    CHECK(group.get() == 0x8000'0008);
}

TEST_CASE("a wait for any flag returns and takes down those of its own that are up") {
    EventGroup group;
    CHECK(group.set(0b0111));
    CHECK(group.waitForAny(0b1011, Deadline::immediately()).value() == 0b0011);
    CHECK(group.get() == 0b0100);
    CHECK(group.waitForAny(0b1011, Deadline::immediately()).error() == WaitResult::timeout);
}

TEST_CASE("a wait for all flags leaves them alone until all are up") {
    EventGroup group;
    CHECK(group.set(0b01));
    CHECK(group.waitForAll(0b11, Deadline::immediately()).error() == WaitResult::timeout);
    CHECK(group.get() == 0b01);
    std::thread setter([&] { CHECK(group.set(0b110)); });
    CHECK(group.waitForAll(0b11, Deadline::never()).value() == 0b11);
    setter.join();
    CHECK(group.get() == 0b100);
}

TEST_CASE("a wait may keep the flags up, and then wakes everybody") {
    EventGroup group;
    std::vector<std::thread> waiters;
    for (int index = 0; index < 4; ++index)
        waiters.emplace_back(
            [&] { CHECK(group.waitForAny(1, Deadline::never(), AfterWait::keep).value() == 1); });
    CHECK(group.set(1));
    for (auto& waiter : waiters)
        waiter.join();
    CHECK(group.get() == 1);
}

TEST_CASE("flags that a wait takes down go to one waiter only") {
    EventGroup group;
    std::atomic<int> got{0};
    std::atomic<int> closed{0};
    std::vector<std::thread> waiters;
    for (int index = 0; index < 4; ++index)
        waiters.emplace_back([&] { (group.waitForAny(1, Deadline::never()) ? got : closed)++; });
    for (int expected = 1; expected <= 2; ++expected) {
        CHECK(group.set(1));
        while (got < expected)
            std::this_thread::yield();
    }
    group.close();
    for (auto& waiter : waiters)
        waiter.join();
    CHECK(got == 2);
    CHECK(closed == 2);
}

TEST_CASE("what was done before a flag went down is seen by who sees it down") {
    EventGroup group;
    CHECK(group.set(1));
    int value = 0;
    std::thread clearer([&] {
        value = 5;
        group.clear(1);
    });
    while (group.get() != 0)
        std::this_thread::yield();
    CHECK(value == 5);
    clearer.join();
}

TEST_CASE("a closed group answers everybody, takes no flag, and gives those that were up") {
    EventGroup group;
    std::thread waiter([&] { CHECK(group.waitForAll(0b11, Deadline::never()).error() == WaitResult::closed); });
    CHECK(group.set(0b01));
    group.close();
    waiter.join();
    CHECK(group.closed());
    CHECK(!group.set(0b10));
    CHECK(group.get() == 0b01);
    CHECK(group.waitForAny(0b11, Deadline::never()).value() == 0b01);
    CHECK(group.waitForAny(0b11, Deadline::never()).error() == WaitResult::closed);
    CHECK(group.anyOf(0b10).ready());
    CHECK(group.allOf(0b10).ready());
}

TEST_CASE("a wait for no flag at all is an error that names the group") {
    EventGroup group("loads");
    try {
        static_cast<void>(group.waitForAny(0, Deadline::never()));
        FAIL("no error");
    } catch (const rondo::base::Failure& failure) {
        CHECK(failure.code() == rondo::base::ErrorCode::invalidArgument);
        CHECK(std::string(failure.what()).find("'loads'") != std::string::npos);
    }
}
