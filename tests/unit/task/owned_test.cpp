// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <doctest/doctest.h>
#include <memory>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/task/channel.h>
#include <rondo/task/leaked_resource.h>
#include <rondo/task/not_owner.h>
#include <rondo/task/owned.h>
#include <rondo/task/parcel.h>
#include <rondo/task/pool.h>
#include <rondo/task/resource_counts.h>
#include <rondo/task/sleep.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <source_location>
#include <stdexcept>
#include <string>
#include <support/rounds.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::task;

namespace {

std::uint32_t lineOfCall(std::source_location here = std::source_location::current()) { return here.line(); }
std::string named(std::uint32_t line) { return "owned_test.cpp:" + std::to_string(line); }
bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Finalises its numbers into a list.
struct Log {
    std::vector<int> numbers;
    auto note() {
        return [this](int& number) { numbers.push_back(number); };
    }
};

std::string textOf(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& exception) {
        return exception.what();
    }
}

} // namespace

TEST_CASE("owned: it is finalised once on every way out, the last one first") {
    Pool pool({.workers = 1});
    Log log;
    pool.run([&]() -> Task<> {
        const Owned one(1, log.note());
        Owned moved(2, log.note());
        const Owned two = std::move(moved);
        CHECK(*two == 2);
        CHECK_FALSE(static_cast<bool>(moved));
        CHECK_THROWS_AS(moved.get(), base::Failure);
        co_await yield();
    });
    CHECK(log.numbers == std::vector<int>{2, 1});
    log.numbers.clear();
    CHECK_THROWS_WITH(pool.run([&]() -> Task<> {
        const Owned one(1, log.note());
        co_await yield();
        throw std::runtime_error("broken");
    }),
                      "broken");
    CHECK(log.numbers == std::vector<int>{1});
    log.numbers.clear();
    pool.run([&]() -> Task<> {
        auto child = spawn([&]() -> Task<> {
            const Owned one(1, log.note());
            co_await sleepFor(std::chrono::hours(1));
        });
        co_await yield();
        CHECK(log.numbers.empty());
        child.cancel();
        CHECK_THROWS_AS(co_await child, TaskCancelled);
        CHECK(log.numbers == std::vector<int>{1});
        Owned early(2, log.note());
        early.release();
        CHECK(log.numbers == std::vector<int>{1, 2});
        Owned kept(3, log.note());
        CHECK(kept.disown() == 3);
        const auto counts = resourceCounts();
        CHECK(counts.made == 6);
        CHECK(counts.finalised == 5);
        CHECK(counts.leaked == 0);
    });
    CHECK(log.numbers == std::vector<int>{1, 2});
}

TEST_CASE("owned: what it holds is destroyed with it, and a Task of the same task may pass it on") {
    Pool pool({.workers = 1});
    const auto counted = std::make_shared<int>(1);
    pool.run([&]() -> Task<> {
        const auto open = [&]() -> Task<Owned<std::shared_ptr<int>>> { co_return Owned(counted); };
        const auto mine = co_await open();
        CHECK(counted.use_count() == 2);
        CHECK(**mine == 1);
    });
    CHECK(counted.use_count() == 1);
}

TEST_CASE("owned: another task is refused, with the lines where resource, owner and user began") {
    Pool pool({.workers = 2});
    Log log;
    std::uint32_t madeLine = 0, userLine = 0;
    std::exception_ptr thrown;
    const auto rootLine = lineOfCall() + 1;
    pool.run([&]() -> Task<> {
        Owned file(1, log.note());
        madeLine = lineOfCall() - 1;
        userLine = lineOfCall() + 1;
        auto stranger = spawn([&]() -> Task<> {
            CHECK_THROWS_AS(*file, NotOwner);
            CHECK_THROWS_AS(file.release(), NotOwner);
            CHECK_THROWS_AS(file.disown(), NotOwner);
            CHECK_THROWS_AS(Parcel(std::move(file)), NotOwner);
            *file = 2;
            co_return;
        });
        auto outcome = co_await stranger.outcome();
        REQUIRE_FALSE(outcome);
        thrown = outcome.error();
        CHECK(*file == 1);
        std::thread([&] { CHECK_THROWS_WITH_AS(*file, doctest::Contains("runs no task"), NotOwner); }).join();
    });
    const auto text = textOf(thrown);
    CHECK(contains(text, named(madeLine)));
    CHECK(contains(text, named(userLine)));
    CHECK(contains(text, named(rootLine)));
    try {
        std::rethrow_exception(thrown);
    } catch (const NotOwner& error) {
        CHECK(error.code() == base::ErrorCode::notOwner);
        CHECK(error.resource().made.line() == madeLine);
        CHECK(error.resource().owner.line() == rootLine);
    }
    CHECK(log.numbers == std::vector<int>{1});
}

TEST_CASE("owned: outside of a task nothing can be owned, and what was to be is finalised") {
    Log log;
    CHECK_THROWS_AS(Owned(1, log.note()), base::Failure);
    CHECK(log.numbers == std::vector<int>{1});
}

TEST_CASE("owned: a handle that outlives its task is finalised there, and the task fails with its line") {
    Pool pool({.workers = 2});
    Log log;
    std::optional<Owned<int>> elsewhere;
    std::uint32_t line = 0;
    pool.run([&]() -> Task<> {
        auto leaks = spawn([&]() -> Task<> {
            line = lineOfCall() + 1;
            elsewhere = Owned(1, log.note());
            co_return;
        });
        const auto outcome = co_await leaks.outcome();
        REQUIRE_FALSE(outcome);
        CHECK(log.numbers == std::vector<int>{1});
        CHECK_THROWS_WITH_AS(std::rethrow_exception(outcome.error()), doctest::Contains(named(line).c_str()),
                             LeakedResource);
        CHECK_THROWS_WITH_AS(elsewhere->get(), doctest::Contains("was finalised"), NotOwner);
        CHECK(resourceCounts().leaked == 1);
        auto result = spawn([&]() -> Task<Owned<int>> { co_return Owned(2, log.note()); });
        CHECK_THROWS_AS(static_cast<void>(co_await result), LeakedResource);
        // What has failed otherwise says so.
        auto throws = spawn([&]() -> Task<> {
            elsewhere.emplace(3, log.note());
            throw std::runtime_error("broken");
            co_return;
        });
        CHECK_THROWS_WITH(co_await throws, "broken");
    });
    elsewhere.reset();
    CHECK(log.numbers == std::vector<int>{1, 2, 3});
}

TEST_CASE("owned: a handle that ends in another task leaves its resource to its own one") {
    Pool pool({.workers = 2});
    Log log;
    const auto run = [&]() -> Task<> {
        auto file = std::make_unique<Owned<int>>(1, log.note());
        auto stranger = spawn([&]() -> Task<> {
            file.reset();
            co_return;
        });
        co_await stranger;
        CHECK(log.numbers.empty());
    };
    CHECK_THROWS_AS(pool.run(run), LeakedResource);
    CHECK(log.numbers == std::vector<int>{1});
}

TEST_CASE("owned: what a task's function holds goes with it and is not leaked, whoever ends it") {
    Pool pool({.workers = 2});
    Log log;
    for (int turn = 0; turn < test::rounds(400); ++turn)
        pool.run([&]() -> Task<> {
            auto holds = spawn([&, slot = std::optional<Owned<int>>()]() mutable -> Task<> {
                slot.emplace(1, log.note());
                // Cancelled at the end, and the last to end.
                static_cast<void>(spawn([]() -> Task<> { co_await sleepFor(std::chrono::hours(1)); }));
                co_return;
            });
            CHECK_THROWS_AS(co_await holds, UnawaitedChild);
        });
    CHECK(log.numbers.size() == static_cast<std::size_t>(test::rounds(400)));
}

TEST_CASE("owned: what a finaliser throws is counted where nobody can catch it, and thrown by a release") {
    Pool pool({.workers = 1});
    std::optional<Owned<int>> elsewhere;
    const auto fails = [](int&) { throw std::runtime_error("cannot close"); };
    pool.run([&]() -> Task<> {
        { const Owned file(1, fails); }
        CHECK(resourceCounts().failed == 1);
        CHECK(contains(resourceCounts().lastFailure, "cannot close"));
        Owned file(2, fails);
        CHECK_THROWS_WITH(file.release(), "cannot close");
        CHECK_FALSE(static_cast<bool>(file));
        CHECK(resourceCounts().failed == 1);
        auto leaks = spawn([&]() -> Task<> {
            elsewhere.emplace(3, fails);
            co_return;
        });
        CHECK_THROWS_AS(co_await leaks, LeakedResource);
        CHECK(resourceCounts().failed == 2);
        { const Parcel unopened{Owned(4, fails)}; }
        CHECK(resourceCounts().failed == 3);
        CHECK(resourceCounts().finalised == 4);
    });
}

TEST_CASE("owned: a finaliser makes no resource for a task that has ended") {
    Pool pool({.workers = 1});
    std::optional<Owned<int>> elsewhere;
    pool.run([&]() -> Task<> {
        bool refused = false;
        auto leaks = spawn([&]() -> Task<> {
            elsewhere.emplace(1, [&](int&) {
                try {
                    const Owned another(2);
                } catch (const base::Failure& failure) {
                    refused = failure.code() == base::ErrorCode::wrongThread;
                }
            });
            co_return;
        });
        CHECK_THROWS_AS(co_await leaks, LeakedResource);
        CHECK(refused);
    });
}

TEST_CASE("parcel: a child, the parent and a channel's receiver get a resource, and each owns it alone") {
    Pool pool({.workers = 2});
    Log log;
    pool.run([&]() -> Task<> {
        Owned file(1, log.note());
        auto child = spawn([&, parcel = Parcel(std::move(file))]() mutable -> Task<Parcel<int>> {
            auto mine = parcel.open();
            CHECK_THROWS_AS(parcel.open(), base::Failure);
            *mine += 1;
            co_return Parcel(std::move(mine));
        });
        CHECK_FALSE(static_cast<bool>(file));
        auto back = co_await child;
        auto again = back.open();
        CHECK(*again == 2);
        auto [sender, receiver] = makeChannel<Parcel<int>>(1);
        auto receives = spawn([&]() -> Task<> {
            auto got = co_await receiver.receive();
            REQUIRE(got);
            const auto mine = got->open();
            CHECK(*mine == 2);
        });
        auto parcel = Parcel(std::move(again));
        CHECK(co_await sender.send(std::move(parcel)) == concurrency::ChannelResult::done);
        co_await receives;
        CHECK(log.numbers == std::vector<int>{2});
        CHECK(resourceCounts().leaked == 0);
    });
}

TEST_CASE("parcel: one that nobody opens is finalised, after its pool, too") {
    Log log;
    std::optional<Parcel<int>> late;
    {
        Pool pool({.workers = 1});
        pool.run([&]() -> Task<> {
            { const Parcel unopened{Owned(1, log.note())}; }
            CHECK(log.numbers == std::vector<int>{1});
            auto child = spawn([&]() -> Task<Parcel<int>> {
                Owned file(2, log.note());
                co_await yield();
                co_return Parcel(std::move(file));
            });
            child.cancel();
            static_cast<void>(co_await child.outcome()); // cancelled, or with a parcel that nobody takes
            CHECK(log.numbers == std::vector<int>{1, 2});
            late.emplace(Owned(3, log.note()));
        });
    }
    CHECK(log.numbers == std::vector<int>{1, 2});
    CHECK_THROWS_AS(late->open(), base::Failure);
    late.reset();
    CHECK(log.numbers == std::vector<int>{1, 2, 3});
}

TEST_CASE("owned: ends, thefts and cancellations at once finalise each of many resources once") {
    Pool pool({.workers = 3});
    constexpr int turns = test::rounds(1000);
    for (int turn = 0; turn < turns; ++turn) {
        std::atomic<int> ends{0};
        std::atomic<Owned<int>*> stolen{nullptr};
        pool.run([&]() -> Task<> {
            auto owner = spawn([&]() -> Task<> {
                const Owned mine(1, [&](int&) { ++ends; });
                stolen = new Owned<int>(2, [&](int&) { ++ends; });
                for (int wait = 0; wait < 3; ++wait)
                    co_await yield();
            });
            auto thief = spawn([&]() -> Task<> {
                Owned<int>* handle = nullptr;
                while ((handle = stolen.exchange(nullptr)) == nullptr)
                    co_await yield();
                CHECK_THROWS_AS(handle->get(), NotOwner);
                delete handle;
            });
            if (turn % 2 == 0) {
                while (stolen == nullptr && !owner.finished() && !thief.finished())
                    co_await yield();
                owner.cancel();
            }
            static_cast<void>(co_await owner.outcome());
            co_await thief;
        });
        REQUIRE(ends == 2);
    }
}
