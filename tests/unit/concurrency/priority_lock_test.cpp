// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/priority_lock.h>
#include <string>
#include <thread>
#include <vector>

using namespace rondo::concurrency;
using namespace std::chrono_literals;
using rondo::base::ErrorCode;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string thisThread() { return "thread " + std::to_string(detail::threadNumber()); }

} // namespace

TEST_CASE("a priority lock lets one thread in at a time") {
    PriorityLock lock;
    int value = 0; // not atomic: the lock orders it
    std::vector<std::thread> threads;
    for (int index = 0; index < 4; ++index)
        threads.emplace_back([&] {
            for (int round = 0; round < 500; ++round) {
                const PriorityLock::Guard guard(lock);
                const int before = value;
                if (round % 16 == 0)
                    std::this_thread::yield(); // so that others come to wait in the kernel
                value = before + 1;
            }
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(value == 2'000);
}

TEST_CASE("a lock that another thread holds is not got before the deadline, and the holder is named") {
    PriorityLock lock("routing");
    REQUIRE(lock.lock().has_value());
    const std::string holder = thisThread();
    std::thread other([&] {
        for (const Deadline deadline : {Deadline::immediately(), Deadline::in(10ms)}) {
            const auto refused = lock.lock(deadline);
            REQUIRE(!refused);
            CHECK(refused.error().code == ErrorCode::timeout);
            CHECK(contains(refused.error().text, "'routing'"));
            CHECK(contains(refused.error().text, holder));
            CHECK(contains(refused.error().text, thisThread()));
        }
    });
    other.join();
    CHECK(lock.unlock().has_value());
}

TEST_CASE("locking twice on one thread is a deadlock error and leaves the lock held") {
    PriorityLock lock("routing");
    const PriorityLock::Guard guard(lock);
    const auto refused = lock.lock(Deadline::never());
    REQUIRE(!refused);
    CHECK(refused.error().code == ErrorCode::deadlock);
    CHECK(contains(refused.error().text, "'routing'"));
    std::thread other([&] { CHECK(lock.lock(Deadline::immediately()).error().code == ErrorCode::timeout); });
    other.join();
}

TEST_CASE(
    "two threads that take two locks the other way round get a deadlock error instead of waiting for ever") {
    PriorityLock first("first");
    PriorityLock second("second");
    std::atomic<int> holding{0};
    std::atomic<int> refused{0};
    const auto cross = [&](PriorityLock& own, PriorityLock& other) {
        const PriorityLock::Guard guard(own);
        ++holding;
        while (holding < 2)
            std::this_thread::yield();
        const auto result = other.lock();
        if (result)
            CHECK(other.unlock().has_value());
        else
            refused += result.error().code == ErrorCode::deadlock ? 1 : 0;
    };
    std::thread one([&] { cross(first, second); });
    std::thread two([&] { cross(second, first); });
    one.join();
    two.join();
    CHECK(refused >= 1);
}

TEST_CASE("unlocking what another thread holds, or nobody, is an error that names both") {
    PriorityLock lock("routing");
    CHECK(lock.unlock().error().code == ErrorCode::notOwner);
    CHECK(contains(lock.unlock().error().text, "nobody"));
    REQUIRE(lock.lock().has_value());
    const std::string holder = thisThread();
    std::thread other([&] {
        const auto refused = lock.unlock();
        REQUIRE(!refused);
        CHECK(refused.error().code == ErrorCode::notOwner);
        CHECK(contains(refused.error().text, "'routing'"));
        CHECK(contains(refused.error().text, holder));
        CHECK(contains(refused.error().text, thisThread()));
        CHECK(lock.lock(Deadline::immediately()).error().code == ErrorCode::timeout); // still held
    });
    other.join();
    CHECK(lock.unlock().has_value());
}

TEST_CASE("closing a lock answers who waits and who comes, while its holder may still unlock") {
    PriorityLock lock("routing");
    REQUIRE(lock.lock().has_value());
    std::vector<std::thread> waiters;
    for (int index = 0; index < 3; ++index)
        waiters.emplace_back([&] {
            const auto refused = lock.lock(Deadline::never());
            REQUIRE(!refused);
            CHECK(refused.error().code == ErrorCode::closed);
            CHECK(contains(refused.error().text, "'routing'"));
        });
    lock.close();
    for (auto& waiter : waiters)
        waiter.join();
    CHECK(lock.closed());
    CHECK(lock.unlock().has_value());
    CHECK(lock.lock().error().code == ErrorCode::closed);
    CHECK_THROWS_AS(PriorityLock::Guard{lock}, rondo::base::Failure);
}

TEST_CASE("a drained lock has nobody left in it, so that it may be destroyed") {
    for (int round = 0; round < 20; ++round) {
        auto lock = std::make_unique<PriorityLock>();
        std::atomic<int> inside{0};
        std::vector<std::thread> threads;
        for (int index = 0; index < 3; ++index)
            threads.emplace_back([&inside, &lock = *lock] {
                ++inside;
                while (lock.lock())
                    static_cast<void>(lock.unlock());
            });
        while (inside < 3)
            std::this_thread::yield();
        CHECK(lock->closeAndDrain(Deadline::never()).has_value());
        for (auto& thread : threads)
            thread.join();
        lock.reset();
    }
}

TEST_CASE("who waits inside is out before a drain ends, so that the lock may be destroyed then") {
    auto lock = std::make_unique<PriorityLock>();
    REQUIRE(lock->lock().has_value());
    std::thread waiter([&inside = *lock] { CHECK(inside.lock().error().code == ErrorCode::closed); });
    while (lock->waiting() == 0)
        std::this_thread::yield();
    lock->close();
    CHECK(lock->unlock().has_value());
    CHECK(lock->closeAndDrain(Deadline::never()).has_value());
    lock.reset();
    waiter.join();
}

TEST_CASE("draining waits for the holder, and says so when it is the holder itself") {
    PriorityLock lock;
    REQUIRE(lock.lock().has_value());
    CHECK(lock.closeAndDrain(Deadline::never()).error().code == ErrorCode::deadlock);
    std::thread other([&] {
        CHECK(lock.closeAndDrain(Deadline::immediately()).error().code == ErrorCode::timeout);
        CHECK(lock.closeAndDrain(Deadline::in(1ms)).error().code == ErrorCode::timeout);
    });
    other.join();
    CHECK(lock.unlock().has_value());
    CHECK(lock.closeAndDrain(Deadline::immediately()).has_value());
}

TEST_CASE("a thread that ends while it holds a lock poisons it for those who wait and those who come") {
    PriorityLock lock("routing");
    std::atomic<bool> waits{false};
    std::vector<std::thread> waiters;
    const auto expectPoison = [&] {
        const auto refused = lock.lock(Deadline::never());
        REQUIRE(!refused);
        CHECK(refused.error().code == ErrorCode::poisoned);
        CHECK(contains(refused.error().text, "'routing'"));
    };
    std::thread holder([&] {
        REQUIRE(lock.lock().has_value());
        for (int index = 0; index < 2; ++index)
            waiters.emplace_back([&] {
                waits = true;
                expectPoison();
            });
        while (!waits)
            std::this_thread::yield();
    });
    holder.join();
    for (auto& waiter : waiters)
        waiter.join();
    expectPoison();
    CHECK(lock.closeAndDrain(Deadline::never()).has_value());
}
