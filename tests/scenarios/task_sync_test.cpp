// SPDX-License-Identifier: MIT
//
// The scenarios of what tasks share: resources, a bounded stream, conditions under cancellation.
#include <algorithm>
#include <atomic>
#include <deque>
#include <doctest/doctest.h>
#include <optional>
#include <rondo/task/condition.h>
#include <rondo/task/leaked_resource.h>
#include <rondo/task/mutex.h>
#include <rondo/task/not_owner.h>
#include <rondo/task/owned.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <source_location>
#include <string>
#include <support/rounds.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::task;

namespace {

std::string lineAfter(std::source_location here = std::source_location::current()) {
    return "task_sync_test.cpp:" + std::to_string(here.line() + 1);
}

/// A queue with a bound, as one writes it with a mutex and two conditions.
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t slots) : slots_(slots) {}
    Task<> put(int item) {
        auto held = co_await mutex_.lock();
        co_await room_.wait(held, [this] { return items_.size() < slots_; });
        items_.push_back(item);
        most_ = std::max(most_, items_.size());
        filled_.signal();
    }
    Task<int> take() {
        auto held = co_await mutex_.lock();
        co_await filled_.wait(held, [this] { return !items_.empty(); });
        co_return pop();
    }
    int takeWait() {
        auto held = mutex_.lockWait();
        REQUIRE(filled_.threadWait(held, [this] { return !items_.empty(); }));
        return pop();
    }
    std::size_t most() const { return most_; }

private:
    int pop() {
        const int item = items_.front();
        items_.pop_front();
        room_.signal();
        return item;
    }

    const std::size_t slots_;
    Mutex mutex_;
    Condition room_, filled_;
    std::deque<int> items_;
    std::size_t most_ = 0;
};

void streamOnce(Pool& pool, std::size_t slots, int items) {
    BoundedQueue queue(slots), back(slots);
    std::atomic<bool> ordered{true};
    // Through two workers' tasks to a third, and on to this program's own thread.
    std::thread main([&] {
        for (int item = 0; item < items; ++item)
            if (back.takeWait() != item)
                ordered = false;
    });
    pool.run([&]() -> Task<> {
        auto source = spawn(
            [&]() -> Task<> {
                for (int item = 0; item < items; ++item)
                    co_await queue.put(item);
            },
            {.worker = 0});
        auto middle = spawn(
            [&]() -> Task<> {
                for (int item = 0; item < items; ++item) {
                    const int got = co_await queue.take();
                    if (got != item)
                        ordered = false;
                    co_await back.put(got);
                }
            },
            {.worker = 1});
        co_await source;
        co_await middle;
    });
    main.join();
    REQUIRE(ordered);
    REQUIRE(queue.most() <= slots);
    REQUIRE(back.most() <= slots);
}

} // namespace

TEST_CASE("003.3 a leaked resource fails its task by name and line, and is finalised once") {
    Pool pool({.workers = 2});
    int finalised = 0;
    std::string made;
    std::optional<Owned<int>> leak;
    const auto run = [&]() -> Task<> {
        made = lineAfter();
        leak = Owned(3, [&](int&) { ++finalised; });
        co_return;
    };
    CHECK_THROWS_AS(pool.run(run), LeakedResource);
    CHECK(finalised == 1);
    leak.reset();
    try {
        pool.run(run);
    } catch (const LeakedResource& error) {
        CHECK(std::string(error.what()).find(made) != std::string::npos);
    }
    CHECK(finalised == 2);
}

TEST_CASE("003.3 a stranger's use of a resource fails by name, with both tasks' lines") {
    Pool pool({.workers = 2});
    int finalised = 0;
    std::string made, owner, user, said;
    owner = lineAfter();
    pool.run([&]() -> Task<> {
        made = lineAfter();
        const Owned file(3, [&](int&) { ++finalised; });
        user = lineAfter();
        auto stranger = spawn([&]() -> Task<> {
            static_cast<void>(*file);
            co_return;
        });
        try {
            co_await stranger;
        } catch (const NotOwner& error) {
            said = error.what();
        }
        CHECK(finalised == 0);
        CHECK(*file == 3);
    });
    CHECK(finalised == 1);
    for (const auto& line : {made, owner, user})
        CHECK(said.find(line) != std::string::npos);
}

TEST_CASE("003.6 a bounded stream of 20 and 30 slots keeps its order over three workers and the main thread") {
    Pool pool({.workers = 3});
    streamOnce(pool, 20, 10'000);
    streamOnce(pool, 30, 8'000);
    // A hundred runs in all: the others are short, and begin and end as often.
    for (int run = 0; run < test::rounds(49); ++run) {
        streamOnce(pool, 20, 500);
        streamOnce(pool, 30, 400);
    }
}

TEST_CASE("003.7 a signal at the moment of its waiter's cancellation wakes another one") {
    Pool pool({.workers = 2});
    for (int turn = 0; turn < test::rounds(4000); ++turn) {
        Mutex mutex;
        Condition changed;
        int tokens = 0, taken = 0, inside = 0;
        pool.run([&]() -> Task<> {
            const auto waits = [&]() -> Task<> {
                auto held = co_await mutex.lock();
                ++inside;
                co_await changed.wait(held, [&] { return tokens > 0; });
                --tokens;
                ++taken;
            };
            auto first = spawn(waits);
            auto second = spawn(waits);
            for (;;) {
                const auto held = co_await mutex.lock();
                if (inside == 2)
                    break;
                co_await yield();
            }
            auto signals = spawn([&]() -> Task<> {
                const auto held = co_await mutex.lock();
                ++tokens;
                changed.signal();
            });
            for (int wait = 0; wait < turn % 3; ++wait)
                co_await yield();
            first.cancel();
            const auto outcome = co_await first.outcome();
            co_await signals;
            if (!outcome) {
                co_await second; // the one signal was its
            } else {
                second.cancel();
                CHECK_THROWS_AS(co_await second, TaskCancelled);
            }
        });
        REQUIRE(taken == 1);
        auto held = mutex.tryLock();
        REQUIRE(held);
        REQUIRE_FALSE(mutex.tryLock());
    }
}
