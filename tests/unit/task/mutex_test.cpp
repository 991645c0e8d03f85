// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/task/channel.h>
#include <rondo/task/mutex.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <stdexcept>
#include <support/rounds.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using concurrency::Deadline;

namespace {

template <class Function>
base::ErrorCode codeOf(Function function) {
    try {
        function();
    } catch (const base::Failure& failure) {
        return failure.code();
    }
    FAIL("nothing was thrown");
    return {};
}

} // namespace

TEST_CASE("mutex: one holds it at a time, and those that wait get it in the order in which they came") {
    Pool pool({.workers = 1});
    std::vector<int> order;
    pool.run([&]() -> Task<> {
        Mutex mutex;
        std::vector<Child<>> children;
        {
            const auto held = co_await mutex.lock();
            for (int number = 0; number < 8; ++number)
                children.push_back(spawn([&, number]() -> Task<> {
                    const auto mine = co_await mutex.lock();
                    order.push_back(number);
                    co_await yield();
                    order.push_back(number);
                }));
            co_await yield();
            CHECK(order.empty());
        }
        for (auto& child : children)
            co_await child;
    });
    CHECK(order == std::vector<int>{0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7});
}

TEST_CASE("mutex: many tasks on several workers, and threads, add to a plain number and none is lost") {
    constexpr int turns = test::rounds(4000);
    Pool pool({.workers = 3});
    Mutex mutex;
    std::uint64_t sum = 0;
    std::thread outside([&] {
        for (int turn = 0; turn < turns; ++turn) {
            const auto held = mutex.lockWait();
            ++sum;
        }
    });
    pool.run([&]() -> Task<> {
        std::vector<Child<>> children;
        for (int number = 0; number < 6; ++number)
            children.push_back(spawn([&, number]() -> Task<> {
                for (int turn = 0; turn < turns; ++turn) {
                    if (number == 0) {
                        const auto held = mutex.lockWait(); // a plain function's wait
                        ++sum;
                        continue;
                    }
                    const auto held = co_await mutex.lock();
                    ++sum;
                    if (turn % 16 == number)
                        co_await yield();
                }
            }));
        for (auto& child : children)
            co_await child;
    });
    outside.join();
    CHECK(sum == 7U * turns);
}

TEST_CASE("mutex: to try it takes it, and excludes all others, the owner too") {
    Pool pool({.workers = 1});
    Mutex mutex;
    pool.run([&]() -> Task<> {
        auto held = mutex.tryLock();
        REQUIRE(held);
        auto other = spawn([&]() -> Task<> {
            CHECK_FALSE(mutex.tryLock());
            CHECK_FALSE(co_await mutex.lock(0ms));
        });
        co_await other;
        CHECK_FALSE(mutex.tryLock());
        held.reset();
        CHECK(mutex.tryLock());
        co_return;
    });
    const auto held = mutex.tryLock(); // by a thread
    REQUIRE(held);
    std::thread([&] { CHECK_FALSE(mutex.tryLock()); }).join();
}

TEST_CASE("mutex: who locks it twice is told, whichever way it waits, and holds it still") {
    Pool pool({.workers = 1});
    Mutex mutex;
    pool.run([&]() -> Task<> {
        const auto held = co_await mutex.lock();
        base::ErrorCode code{};
        try {
            const auto again = co_await mutex.lock();
        } catch (const base::Failure& failure) {
            code = failure.code();
        }
        CHECK(code == base::ErrorCode::deadlock);
        code = {};
        try {
            const auto again = co_await mutex.lock(1h);
        } catch (const base::Failure& failure) {
            code = failure.code();
        }
        CHECK(code == base::ErrorCode::deadlock);
        CHECK(codeOf([&] { static_cast<void>(mutex.lockWait()); }) == base::ErrorCode::deadlock);
        auto other = spawn([&]() -> Task<> {
            CHECK_FALSE(mutex.tryLock());
            co_return;
        });
        co_await other;
    });
    const auto held = mutex.lockWait();
    CHECK(codeOf([&] { static_cast<void>(mutex.lockWait()); }) == base::ErrorCode::deadlock);
    std::thread([&] { CHECK_FALSE(mutex.tryLock()); }).join();
}

TEST_CASE("mutex: a stranger's unlock is refused, and it stays locked; the end of what holds it frees it") {
    Pool pool({.workers = 1});
    Mutex mutex;
    std::optional<Mutex::Held> shared;
    pool.run([&]() -> Task<> {
        shared = co_await mutex.lock();
        auto stranger = spawn([&]() -> Task<> {
            CHECK(codeOf([&] { shared->unlock(); }) == base::ErrorCode::notOwner);
            CHECK_FALSE(mutex.tryLock());
            co_return;
        });
        co_await stranger;
        std::thread([&] { CHECK(codeOf([&] { shared->unlock(); }) == base::ErrorCode::notOwner); }).join();
        CHECK_FALSE(mutex.tryLock());
        CHECK(static_cast<bool>(*shared));
        auto last = spawn([&]() -> Task<> {
            shared.reset();
            CHECK(mutex.tryLock());
            co_return;
        });
        co_await last;
    });
}

TEST_CASE("mutex: a limit that is over gives up its place, and the next one gets the mutex") {
    Pool pool({.workers = 2});
    Mutex mutex;
    pool.run([&]() -> Task<> {
        auto held = co_await mutex.lock();
        auto hasty = spawn([&]() -> Task<bool> {
            const auto mine = co_await mutex.lock(1ms);
            co_return mine.has_value();
        });
        auto patient = spawn([&]() -> Task<bool> {
            const auto mine = co_await mutex.lock(1h);
            co_return mine.has_value();
        });
        CHECK_FALSE(co_await hasty);
        std::thread([&] { CHECK_FALSE(mutex.lockWait(Deadline::in(1ms))); }).join();
        held.unlock();
        CHECK(co_await patient);
        CHECK(co_await mutex.lock(0ms));
        CHECK(mutex.lockWait(Deadline::immediately()));
    });
}

TEST_CASE("mutex: one that is cancelled while it waits does not hold it, and the next one gets it") {
    Pool pool({.workers = 2});
    for (int turn = 0; turn < test::rounds(4000); ++turn) {
        Mutex mutex;
        int inside = 0, second = 0;
        struct Inside {
            int& count;
            explicit Inside(int& of) : count(of) { ++count; }
            ~Inside() { --count; }
        };
        pool.run([&]() -> Task<> {
            auto held = co_await mutex.lock();
            auto first = spawn([&]() -> Task<> {
                const auto mine = co_await mutex.lock();
                const Inside here(inside);
                co_await yield(); // where it meets its cancellation when it has got the mutex
            });
            auto next = spawn([&]() -> Task<> {
                const auto mine = co_await mutex.lock();
                const Inside here(inside);
                second = inside;
            });
            co_await yield();
            if (turn % 2 == 0)
                first.cancel();
            held.unlock();
            if (turn % 2 != 0)
                first.cancel();
            static_cast<void>(co_await first.outcome());
            co_await next;
        });
        CHECK(second == 1);
        CHECK(mutex.tryLock());
    }
}

TEST_CASE("mutex: an exception, one from the end of a local too, frees it on its way") {
    Pool pool({.workers = 1});
    Mutex mutex;
    struct Throwing {
        ~Throwing() noexcept(false) { throw std::runtime_error("at the end"); }
    };
    CHECK_THROWS_WITH(pool.run([&]() -> Task<> {
        const auto held = co_await mutex.lock();
        throw std::runtime_error("inside");
    }),
                      "inside");
    CHECK(mutex.tryLock());
    CHECK_THROWS_WITH(pool.run([&]() -> Task<> {
        const auto held = co_await mutex.lock();
        const Throwing local;
        co_await yield();
    }),
                      "at the end");
    CHECK(mutex.tryLock());
}

TEST_CASE("mutex: in a pool of one, plain functions that wait for each other all come to it") {
    Pool pool({.workers = 1});
    Mutex mutex;
    int inside = 0;
    pool.run([&]() -> Task<> {
        auto [sender, receiver] = makeChannel<int>(0);
        std::vector<Child<>> children;
        children.push_back(spawn([&]() -> Task<> {
            const auto held = mutex.lockWait();
            std::optional<int> item;
            CHECK(receiver.receiveWait(item) == concurrency::ChannelResult::done);
            ++inside;
            co_return;
        }));
        for (int number = 0; number < 3; ++number)
            children.push_back(spawn([&]() -> Task<> {
                const auto held = mutex.lockWait();
                ++inside;
                co_return;
            }));
        co_await yield();
        co_await sender.send(1);
        for (auto& child : children)
            co_await child;
    });
    CHECK(inside == 4);
}
