// SPDX-License-Identifier: MIT
#include <atomic>
#include <doctest/doctest.h>
#include <future>
#include <latch>
#include <memory>
#include <rondo/concurrency/executor.h>
#include <stdexcept>
#include <string>
#include <support/blocker.h>
#include <thread>
#include <vector>

using namespace rondo;
using concurrency::Executor;
using concurrency::Tag;
using test::Blocker;

namespace {

struct Oops : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace

TEST_CASE("a submitted closure runs on another thread and may use the caller's locals") {
    Executor executor;
    int n = 10;
    std::thread::id there;
    executor.submit([&] {
        n += 10;
        there = std::this_thread::get_id();
    });
    CHECK(n == 20);
    CHECK(there != std::this_thread::get_id());
}

TEST_CASE("submit hands back values, move-only values and references") {
    Executor executor;
    CHECK(executor.submit([] { return std::string("out"); }) == "out");
    CHECK(*executor.submit([] { return std::make_unique<int>(7); }) == 7);
    int local = 3;
    int& reference = executor.submit([&]() -> int& { return local; });
    CHECK(&reference == &local);
    int calls = 0;
    auto counting = [&calls]() mutable { return ++calls; };
    executor.submit(counting);
    CHECK(calls == 1);
}

TEST_CASE("an exception reaches its own submitter with type and text, and the executor goes on") {
    Executor executor;
    std::atomic<int> right{0};
    std::vector<std::thread> submitters;
    for (int index = 0; index < 10; ++index)
        submitters.emplace_back([&executor, &right, index] {
            try {
                executor.submit([index] { throw Oops("number " + std::to_string(index)); });
            } catch (const Oops& oops) {
                right += oops.what() == "number " + std::to_string(index);
            }
        });
    for (auto& submitter : submitters)
        submitter.join();
    CHECK(right == 10);
    CHECK_THROWS_AS(executor.submit([] { throw 5; }), int);
    CHECK(executor.submit([] { return 1; }) == 1);
}

TEST_CASE("closures run first in, first out") {
    Executor executor;
    std::vector<int> order;
    {
        Blocker blocker(executor);
        for (int index = 0; index < 64; ++index)
            REQUIRE(executor.post([&order, index] { order.push_back(index); }));
    }
    executor.submit([&] { order.push_back(64); });
    REQUIRE(order.size() == 65);
    for (int index = 0; index <= 64; ++index)
        CHECK(order[static_cast<std::size_t>(index)] == index);
}

TEST_CASE("submit on the executor itself runs inline, post from it runs after what waits already") {
    Executor executor;
    CHECK(executor.submit(
              [&] { return executor.submit([&] { return executor.submit([] { return 42; }); }); }) == 42);
    std::vector<int> order;
    {
        Blocker blocker(executor);
        REQUIRE(executor.post([&] {
            order.push_back(1);
            CHECK(executor.post([&] { order.push_back(3); }));
        }));
        REQUIRE(executor.post([&] { order.push_back(2); }));
    }
    executor.submit([] {});
    executor.submit([] {});
    CHECK(order == std::vector{1, 2, 3});
}

TEST_CASE("the tag is current inside a closure and nowhere else, and no two executors share one") {
    Executor first({.name = "first"});
    Executor second;
    CHECK_FALSE(first.tag().isCurrent());
    CHECK_FALSE(Tag::current());
    CHECK(first.submit([&] { return Tag::current(); }) == first.tag());
    CHECK(first.submit([&] { return second.tag().isCurrent(); }) == false);
    CHECK(first.tag() != second.tag());
    Tag last = second.tag();
    for (int round = 0; round < 200; ++round) {
        const Executor next;
        CHECK(next.tag() > last);
        last = next.tag();
    }
}

TEST_CASE(
    "close answers every waiting submit, drops and counts what was posted, and refuses what comes later") {
    Executor executor({.name = "audio"});
    std::promise<void> entered;
    std::promise<void> gate;
    auto go = gate.get_future().share();
    REQUIRE(executor.post([&entered, go] {
        entered.set_value();
        go.wait();
    }));
    entered.get_future().wait();
    bool ran = false;
    REQUIRE(executor.post([&ran] { ran = true; }));
    std::thread closer([&] { executor.close(); });
    // The closer only has to have begun; either the submit below is queued and cancelled, or it is refused.
    std::thread submitter([&] {
        try {
            for (;;)
                executor.submit([] {});
        } catch (const base::Failure& failure) {
            CHECK(failure.code() == base::ErrorCode::closed);
            CHECK(std::string(failure.what()).find("'audio'") != std::string::npos);
        }
    });
    gate.set_value();
    submitter.join();
    closer.join();
    // Whether the post ran depends on who came first; it never did both.
    CHECK(executor.statistics().closuresDropped == (ran ? 0 : 1));
    CHECK_THROWS_AS(executor.submit([] {}), base::Failure);
    auto refused = executor.post([value = std::make_unique<int>(9)] { (void)value; });
    CHECK_FALSE(refused);
    executor.close();
}

TEST_CASE("a refused post gives the closure back whole") {
    Executor executor;
    executor.close();
    auto token = std::make_shared<int>(9);
    auto refused = executor.post([token] { return *token; });
    REQUIRE_FALSE(refused);
    CHECK(token.use_count() == 2);
    CHECK(refused.error().closure() == 9);
}

TEST_CASE("a posted closure's captures die with the reclaimer and its exception is counted") {
    std::weak_ptr<int> watched;
    {
        Executor executor;
        auto token = std::make_shared<int>(1);
        watched = token;
        REQUIRE(executor.post([token] { throw Oops("dropped"); }));
        token.reset();
        executor.submit([] {});
        CHECK(executor.statistics().postsThrown == 1);
        executor.close();
        CHECK(watched.expired());
    }
}

TEST_CASE("close from a closure is refused with a sentence that names the executor") {
    Executor executor({.name = "audio"});
    CHECK_THROWS_WITH_AS(executor.submit([&] { executor.close(); }),
                         doctest::Contains("'audio' cannot be closed from one of its own closures"),
                         base::Failure);
}

TEST_CASE(
    "a realtime priority outside 1 to 99 is refused, and a priority that the system refuses is a notice") {
    CHECK_THROWS_AS(Executor({.name = "x", .realtimePriority = 0}), base::Failure);
    CHECK_THROWS_AS(Executor({.name = "x", .realtimePriority = 100}), base::Failure);
    const Executor executor({.name = "x", .realtimePriority = 10});
    if (!executor.notice().empty())
        CHECK(executor.notice().find("realtime priority 10") != std::string::npos);
}

TEST_CASE("eight submitters that hammer while the owner closes all come back") {
    for (int round = 0; round < 50; ++round) {
        Executor executor;
        std::atomic<int> ran{0};
        std::atomic<int> answered{0};
        std::latch started(8);
        std::vector<std::thread> submitters;
        for (int index = 0; index < 8; ++index)
            submitters.emplace_back([&] {
                started.arrive_and_wait();
                try {
                    for (;;) {
                        executor.submit([&ran] { ran.fetch_add(1, std::memory_order_relaxed); });
                        answered.fetch_add(1, std::memory_order_relaxed);
                    }
                } catch (const base::Failure&) {
                }
            });
        started.wait();
        executor.close();
        for (auto& submitter : submitters)
            submitter.join();
        CHECK(ran == answered);
    }
}

TEST_CASE("an executor may be destroyed while a submit is under way") {
    for (int round = 0; round < 100; ++round) {
        auto executor = std::make_unique<Executor>();
        std::promise<void> running;
        std::thread submitter(
            [&running, home = executor.get()] { home->submit([&running] { running.set_value(); }); });
        running.get_future().wait();
        executor.reset();
        submitter.join();
    }
}

TEST_CASE("a submitter finds its own closure counted, whatever runs behind it") {
    Executor executor;
    std::promise<void> looked;
    executor.submit([&executor, looking = looked.get_future().share()] {
        REQUIRE(executor.post([looking] { looking.wait(); }));
    });
    CHECK(executor.statistics().closuresRun >= 1);
    looked.set_value();
}
