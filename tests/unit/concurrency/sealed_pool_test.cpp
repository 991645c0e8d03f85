// SPDX-License-Identifier: MIT
#include <atomic>
#include <doctest/doctest.h>
#include <latch>
#include <memory>
#include <rondo/concurrency/sealed_pool.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::concurrency;

namespace {

/// Counts how often a captured value ends, and on which thread.
struct Capture {
    explicit Capture(std::vector<std::thread::id>& where) : ends(&where) {}
    Capture(Capture&& other) noexcept : ends(std::exchange(other.ends, nullptr)) {}
    ~Capture() {
        if (ends != nullptr)
            ends->push_back(std::this_thread::get_id());
    }
    std::vector<std::thread::id>* ends;
};

} // namespace

TEST_CASE("sealed work runs once, for who has the right to, and its captures end there") {
    WorkSealer sealer("sealer");
    std::vector<std::thread::id> ends;
    int runs = 0;
    const auto work = sealer.seal([capture = Capture(ends), &runs] { ++runs; }).value();
    CHECK_FALSE(sealer.run(work.narrowed(Rights::close)));
    CHECK_FALSE(sealer.drop(work.narrowed(Rights::receive)));
    CHECK(sealer.check(work.narrowed(Rights::close), Rights::receive).error().code ==
          base::ErrorCode::notOwner);
    CHECK(runs == 0);
    CHECK(sealer.run(work));
    CHECK(runs == 1);
    CHECK(ends.size() == 1);
    CHECK_FALSE(sealer.run(work));
    CHECK_FALSE(sealer.drop(work));
    CHECK(sealer.check(work, Rights::none).error().code == base::ErrorCode::forged);
    CHECK(runs == 1);
    CHECK(sealer.statistics().missingRight == 3);
    CHECK(sealer.statistics().stale == 3);
}

TEST_CASE("dropped work never runs, and its captures end once") {
    std::vector<std::thread::id> ends;
    {
        WorkSealer sealer("sealer");
        const auto dropped = sealer.seal([capture = Capture(ends)] { FAIL("ran"); }).value();
        CHECK(sealer.drop(dropped));
        CHECK(ends.size() == 1);
        CHECK(sealer.seal([capture = Capture(ends)] { FAIL("ran"); }));
    }
    CHECK(ends.size() == 2);
}

TEST_CASE("a full sealer leaves the closure with the caller") {
    WorkSealer sealer("sealer", 1);
    REQUIRE(sealer.seal([] {}));
    auto closure = [value = std::make_unique<int>(7)] { return *value; };
    CHECK(sealer.seal(std::move(closure)).error().code == base::ErrorCode::full);
    CHECK(closure() == 7);
}

TEST_CASE("work that throws is counted and does not stop its worker") {
    const auto sealer = std::make_shared<WorkSealer>("sealer");
    SealedPool pool;
    bool ran = false;
    REQUIRE(pool.tryPost(sealer, sealer->seal([] { throw std::runtime_error("no"); }).value()));
    REQUIRE(pool.tryPost(sealer, sealer->seal([&] { ran = true; }).value()));
    pool.close(Leftovers::run);
    CHECK(ran);
    CHECK(sealer->thrown() == 1);
    CHECK(pool.statistics().run == 2);
}

TEST_CASE("a pool shows which jobs wait, runs them in order, and refuses when it is full") {
    const auto sealer = std::make_shared<WorkSealer>("sealer");
    SealedPool pool({.name = "pool", .workers = 1, .capacity = 2});
    std::latch started(1), go(1);
    std::vector<int> order;
    REQUIRE(pool.tryPost(sealer, sealer
                                     ->seal([&] {
                                         started.count_down();
                                         go.wait();
                                     })
                                     .value()));
    started.wait();
    const auto first = sealer->seal([&] { order.push_back(1); }).value();
    const auto second = sealer->seal([&] { order.push_back(2); }).value();
    const auto third = sealer->seal([&] { order.push_back(3); }).value();
    REQUIRE(pool.tryPost(sealer, first));
    REQUIRE(pool.tryPost(sealer, second));
    CHECK(pool.tryPost(sealer, third) == ChannelResult::full);
    CHECK(pool.post(sealer, third, Deadline::in(std::chrono::milliseconds(1))) == ChannelResult::timeout);
    CHECK(pool.waiting() == std::vector{first.id(), second.id()});
    CHECK(pool.statistics().waiting == 2);
    CHECK(pool.statistics().highWater == 2);
    CHECK(pool.statistics().refused == 2);
    std::thread blocked([&] { CHECK(pool.post(sealer, third, Deadline::never())); });
    go.count_down();
    blocked.join();
    pool.close(Leftovers::run);
    CHECK(order == std::vector{1, 2, 3});
    CHECK(pool.waiting().empty());
    CHECK(pool.statistics().posted == 4);
    CHECK(pool.tryPost(sealer, first) == ChannelResult::closed);
}

TEST_CASE("a pool that closes drops what waits, whole and on the worker") {
    const auto sealer = std::make_shared<WorkSealer>("sealer");
    std::vector<std::thread::id> ends;
    std::thread::id worker;
    {
        SealedPool pool({.capacity = 4});
        std::latch started(1), go(1);
        REQUIRE(pool.tryPost(sealer, sealer
                                         ->seal([&] {
                                             worker = std::this_thread::get_id();
                                             started.count_down();
                                             go.wait();
                                         })
                                         .value()));
        for (int job = 0; job < 3; ++job)
            REQUIRE(pool.tryPost(sealer, sealer->seal([capture = Capture(ends)] { FAIL("ran"); }).value()));
        started.wait();
        std::thread closer([&] { pool.close(Leftovers::drop); });
        while (pool.tryPost(sealer, Sealed<Work>()) != ChannelResult::closed)
            std::this_thread::yield();
        go.count_down();
        closer.join();
        CHECK(pool.statistics().dropped == 3);
        CHECK(pool.statistics().run == 1);
    }
    CHECK(ends == std::vector(3, worker));
    CHECK(sealer->statistics().live == 0);
}

TEST_CASE("a handle that its owner refuses is counted, and the pool goes on") {
    const auto sealer = std::make_shared<WorkSealer>("sealer");
    const auto other = std::make_shared<WorkSealer>("other");
    SealedPool pool;
    const auto work = sealer->seal([] {}).value();
    REQUIRE(pool.tryPost(other, work)); // not its key
    REQUIRE(pool.tryPost(sealer, work));
    REQUIRE(pool.tryPost(sealer, work)); // a second time
    pool.close(Leftovers::run);
    CHECK(pool.statistics().run == 1);
    CHECK(pool.statistics().unusable == 2);
    CHECK(other->statistics().otherKeys == 1);
}

TEST_CASE("a pool refuses to be closed by its own worker, and impossible sizes") {
    const auto sealer = std::make_shared<WorkSealer>("sealer");
    SealedPool pool({.name = "disk"});
    std::string text;
    const auto closes = [&] {
        try {
            pool.close(Leftovers::run);
        } catch (const base::Failure& failure) {
            text = failure.code() == base::ErrorCode::wrongThread ? failure.what() : "";
        }
    };
    REQUIRE(pool.tryPost(sealer, sealer->seal(closes).value()));
    pool.close(Leftovers::run);
    pool.close(Leftovers::drop);
    CHECK(text.find("'disk' was told to close by one of its own workers") != std::string::npos);
    CHECK_THROWS_AS(SealedPool({.workers = 0}), base::Failure);
    CHECK_THROWS_AS(SealedPool({.capacity = 0}), base::Failure);
    CHECK_THROWS_AS(SealedPool({.workers = 100'000}), base::Failure);
}
