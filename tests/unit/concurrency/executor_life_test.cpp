// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <atomic>
#include <doctest/doctest.h>
#include <future>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/tagged.h>
#include <stdexcept>
#include <string>
#include <support/blocker.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using base::ErrorCode;
using base::Failure;
using concurrency::AudioThread;
using concurrency::Deadline;
using concurrency::DestroyPolicy;
using concurrency::Executor;
using concurrency::Tag;
using concurrency::Tagged;
using concurrency::ThrowPolicy;
using test::awaitWaiting;
using test::Blocker;

namespace {
bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

template <class Function>
ErrorCode codeOf(Function&& function) {
    try {
        function();
    } catch (const Failure& failure) {
        return failure.code();
    }
    FAIL("no Failure was thrown");
    return {};
}
} // namespace

TEST_CASE("prelude and postlude run once on the thread, around every closure, with the tag valid") {
    std::vector<std::string> log;
    std::vector<std::thread::id> threads;
    std::vector<Tag> tags;
    const auto note = [&](const char* what) {
        log.emplace_back(what);
        threads.push_back(std::this_thread::get_id());
        tags.push_back(Tag::current());
    };
    Tag tag;
    {
        Executor executor({.prelude = [&] { note("prelude"); }, .postlude = [&] { note("postlude"); }});
        tag = executor.tag();
        executor.submit([&] { note("closure"); });
    }
    CHECK(log == std::vector<std::string>{"prelude", "closure", "postlude"});
    CHECK(std::all_of(threads.begin(), threads.end(), [&](auto id) { return id == threads[0]; }));
    CHECK(threads[0] != std::this_thread::get_id());
    CHECK(std::all_of(tags.begin(), tags.end(), [&](Tag current) { return current == tag && current; }));
}

TEST_CASE("what the prelude throws, the constructor throws; what the postlude throws is reported") {
    bool postlude = false;
    CHECK_THROWS_WITH_AS(Executor({.prelude = [] { throw std::range_error("no sound card"); },
                                   .postlude = [&] { postlude = true; }}),
                         "no sound card", std::range_error);
    CHECK(!postlude);
    Executor executor({.name = "sound", .postlude = [] { throw std::range_error("cannot let go"); }});
    const auto report = executor.close();
    CHECK(report.complete);
    CHECK(report.postlude == "cannot let go");
    CHECK(contains(report.text(), "cannot let go"));
}

TEST_CASE("a close whose deadline passes names the closure that it waits for, and can be repeated") {
    Executor executor({.name = "sound"});
    Blocker blocker(executor);
    const auto first = executor.close(Deadline::in(1ms));
    CHECK(!first.complete);
    CHECK(contains(first.stuck, "blocker"));
    CHECK(contains(first.text(), "'sound'"));
    blocker.release();
    const auto second = executor.close();
    CHECK(second.complete);
    CHECK(second.closuresRun == 1);
    CHECK(second.stuck.empty());
}

TEST_CASE("close answers every waiter and counts what it dropped") {
    Executor executor;
    std::atomic<int> closed{0};
    std::vector<std::thread> threads;
    {
        Blocker blocker(executor);
        for (int index = 0; index < 6; ++index)
            threads.emplace_back([&, index] {
                const auto result =
                    index % 2 == 0 ? executor.trySubmit([] {}) : executor.submitUntil(Deadline::never(), [] {});
                closed += !result && result.error().code == ErrorCode::closed ? 1 : 0;
            });
        awaitWaiting(executor, 6);
        REQUIRE(executor.post([] {}));
        CHECK(!executor.close(Deadline::immediately()).complete);
    }
    const auto report = executor.close();
    for (auto& thread : threads)
        thread.join();
    CHECK(closed == 6);
    CHECK(report.waitersClosed == 6);
    CHECK(report.closuresDropped == 1);
}

TEST_CASE("under the policy poison nothing runs after a throw: all are answered, and the report says why") {
    Executor executor({.name = "sound", .onThrow = ThrowPolicy::poison});
    std::atomic<int> poisoned{0};
    std::atomic<bool> ran{false};
    std::vector<std::thread> threads;
    {
        Blocker blocker(executor);
        std::thread thrower([&] {
            CHECK_THROWS_WITH_AS(executor.submit([] { throw std::range_error("burst"); }, "the bad one"),
                                 "burst", std::range_error);
        });
        awaitWaiting(executor, 1);
        for (int index = 0; index < 4; ++index)
            threads.emplace_back([&] {
                try {
                    executor.submit([&ran] { ran = true; });
                } catch (const Failure& failure) {
                    poisoned +=
                        failure.code() == ErrorCode::poisoned && contains(failure.what(), "burst") ? 1 : 0;
                }
            });
        awaitWaiting(executor, 5);
        REQUIRE(executor.post([&ran] { ran = true; }));
        blocker.release();
        thrower.join();
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(poisoned == 4);
    CHECK(executor.trySubmit([] {}).error().code == ErrorCode::poisoned);
    CHECK(executor.post([] {}).error().why == ErrorCode::poisoned);
    const auto report = executor.close();
    CHECK(!ran);
    CHECK(contains(report.poison, "the bad one"));
    CHECK(contains(report.text(), "burst"));
    CHECK(report.closuresDropped == 1);
}

TEST_CASE("a poisoned executor still destroys Tagged values at home") {
    Executor executor({.onThrow = ThrowPolicy::poison});
    std::thread::id home = executor.submit([] { return std::this_thread::get_id(); });
    struct Noted {
        std::promise<std::thread::id> died;
        ~Noted() { died.set_value(std::this_thread::get_id()); }
    };
    auto tagged = std::make_unique<Tagged<Noted>>(executor, DestroyPolicy::sendHome);
    auto died = executor.submit([&] { return tagged->open().died.get_future(); });
    CHECK_THROWS_AS(executor.submit([] { throw 1; }), int);
    tagged.reset();
    CHECK(died.get() == home);
}

TEST_CASE("the names and times of closures can be read while it runs") {
    Executor executor({.longClosure = 1ns});
    executor.submit([] {}, "quick");
    {
        Blocker blocker(executor);
        CHECK(executor.statistics().closuresRun == 2);
        std::thread waiter([&] { executor.submit([] {}, "waiter"); });
        awaitWaiting(executor, 1);
        blocker.release();
        waiter.join();
    }
    executor.submit([] {}); // the statistics of a closure are complete when the next one starts
    const auto statistics = executor.statistics();
    CHECK(statistics.waits.total() == 4);
    CHECK(contains(statistics.longest.name.text(), "blocker"));
    CHECK(statistics.longest.time > 0ns);
    CHECK(statistics.lastLong.time > 0ns);
    CHECK(contains(statistics.lastLong.name.text(), "executor_life_test.cpp"));
    CHECK(statistics.highWater >= 1);
    CHECK(statistics.waiting == 0);
}

TEST_CASE("a Tagged value of policy report counts and tells a destruction elsewhere, and goes home") {
    std::string told;
    std::thread::id died;
    struct Noted {
        std::thread::id* where;
        ~Noted() { *where = std::this_thread::get_id(); }
    };
    Executor executor({.name = "sound", .onMisuse = [&](const base::Error& error) { told = error.text; }});
    const auto home = executor.submit([] { return std::this_thread::get_id(); });
    { const Tagged<Noted> tagged(executor, DestroyPolicy::report, &died); }
    executor.submit([] {});
    CHECK(died == home);
    CHECK(contains(told, "'sound'"));
    CHECK(contains(told, "a thread that no executor owns"));
    CHECK(executor.statistics().strayDestructions == 1);
    auto tagged = std::make_unique<Tagged<Noted>>(executor, DestroyPolicy::report, &died);
    executor.submit([&] { tagged.reset(); });
    CHECK(executor.statistics().strayDestructions == 1);
}

TEST_CASE("a moved-away Tagged value refuses by name") {
    Executor executor;
    Tagged<int> first(executor, DestroyPolicy::reclaim, 4);
    const Tagged<int> second(std::move(first));
    CHECK(first.tryOpen() == nullptr);
    CHECK(first.tag() == Tag());
    CHECK(executor.submit([&] { return codeOf([&] { first.open(); }); }) == ErrorCode::invalidArgument);
}

TEST_CASE("a closure may ask for the AudioThread, which opens without a check") {
    Executor executor;
    Tagged<int> value(executor, DestroyPolicy::reclaim, 4);
    CHECK(executor.submit([&](AudioThread& thread) { return value.open(thread) + 1; }) == 5);
    CHECK(executor.submit([&](AudioThread& thread) { return thread.tag(); }) == executor.tag());
    REQUIRE(executor.post([&](AudioThread& thread) { value.open(thread) = 8; }));
    CHECK(executor.submitFor(1h, [&](AudioThread& thread) { return value.open(thread); }) == 8);
    CHECK(executor.submit([&] { // inline, on the executor itself
        return executor.submit([&](AudioThread& thread) { return value.open(thread); });
    }) == 8);
    auto driver = executor.adopt();
    auto block = driver.enter();
    REQUIRE(block);
    CHECK(value.open(block.thread()) == 8);
}

TEST_CASE("drop destroys a value on the executor") {
    Executor executor;
    struct Noted {
        explicit Noted(std::thread::id& id) : where(&id) {}
        Noted(Noted&& other) noexcept : where(std::exchange(other.where, nullptr)) {}
        ~Noted() {
            if (where != nullptr)
                *where = std::this_thread::get_id();
        }
        std::thread::id* where;
    };
    std::thread::id died;
    executor.drop(Noted(died));
    CHECK(died == executor.submit([] { return std::this_thread::get_id(); }));
}

TEST_CASE("an executor's end is a source to wait for") {
    Executor executor;
    const auto ended = executor.ended();
    CHECK(!ended.ready());
    CHECK(executor.close().complete);
    CHECK(ended.ready());
}

TEST_CASE("what a posted closure owned may submit when it dies, although it dies on the background thread") {
    Executor executor;
    struct Farewell {
        Farewell(Executor& submitsTo, std::promise<std::string>& answerTo) : to(&submitsTo), told(&answerTo) {}
        Farewell(Farewell&& other) noexcept : to(std::exchange(other.to, nullptr)), told(other.told) {}
        ~Farewell() {
            if (to == nullptr)
                return;
            const auto limited = to->submitFor(1min, [] { return Tag::current(); });
            std::string answer = limited ? "" : limited.error().text;
            if (answer.empty() && to->submit([] { return Tag::current(); }) != *limited)
                answer = "two tags";
            told->set_value(answer);
        }
        Executor* to;
        std::promise<std::string>* told;
    };
    for (const bool driven : {false, true}) {
        std::promise<std::string> told;
        auto answer = told.get_future();
        REQUIRE(executor.post([farewell = Farewell(executor, told)] {}));
        std::optional<concurrency::Driver> silent;
        if (driven) // and never calls: the background thread must take over from inside
            silent.emplace(executor.adopt({.silence = 1ms}));
        CHECK(answer.get() == "");
        executor.submit([] {}); // until the background thread is out of the farewell
    }
}

TEST_CASE("a posted closure that will not run is told why, once, when it asks for it") {
    struct Told {
        std::vector<ErrorCode>* reasons;
        void operator()() const {}
        void dropped(ErrorCode why) noexcept { reasons->push_back(why); }
    };
    struct Large : Told {
        std::array<char, 400> more{};
    };
    std::vector<ErrorCode> reasons; // written on the executor, read when it is gone
    {
        Executor executor({.onThrow = ThrowPolicy::poison});
        Blocker blocker(executor);
        REQUIRE(executor.post(Told{&reasons}));
        REQUIRE(executor.post([] { throw 1; }));
        REQUIRE(executor.post(Told{&reasons}));
        REQUIRE(executor.post(Large{{&reasons}}));
        blocker.release();
        while (executor.statistics().closuresDropped < 2)
            std::this_thread::yield();
    }
    CHECK(reasons == std::vector<ErrorCode>(2, ErrorCode::poisoned));
    reasons.clear();
    Executor executor;
    Blocker blocker(executor);
    REQUIRE(executor.post(Told{&reasons}));
    static_cast<void>(executor.close(Deadline::immediately()));
    blocker.release();
    CHECK(executor.close().complete);
    CHECK(reasons == std::vector<ErrorCode>{ErrorCode::closed});
}
