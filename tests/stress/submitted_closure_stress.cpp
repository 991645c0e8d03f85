// SPDX-License-Identifier: MIT
//
// Submitters, with and without a deadline, and posters hammer one executor while its driver attaches, calls
// back, falls silent, races with itself and leaves, and at last the executor closes under them. Every closure
// must run once or be answered `closed`, `full` or `timeout`, never both, never neither; only one thread may be
// inside at a time.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <doctest/doctest.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/tagged.h>
#include <support/stress.h>
#include <thread>
#include <utility>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::DestroyPolicy;
using concurrency::Executor;
using concurrency::Tagged;
using test::Crew;
using test::Stress;

namespace {

struct Counters {
    std::atomic<std::uint64_t> submitted{0}, answered{0}, closed{0}, revoked{0}, full{0}, posted{0}, refused{0},
        ran{0}, overlaps{0}, lies{0};
    std::atomic<int> inside{0};
    std::uint64_t unguarded = 0; ///< written by closures only: TSan sees it when two of them overlap

    void work() {
        if (inside.fetch_add(1, std::memory_order_relaxed) != 0)
            overlaps.fetch_add(1, std::memory_order_relaxed);
        ++unguarded;
        inside.fetch_sub(1, std::memory_order_relaxed);
        ran.fetch_add(1, std::memory_order_relaxed);
    }
    /// Returns: whether the executor is closed.
    bool note(const base::Result<void>& result, bool hasRun) {
        lies.fetch_add(result.has_value() != hasRun ? 1 : 0);
        if (result) {
            answered.fetch_add(1);
            return false;
        }
        const auto code = result.error().code;
        auto& outcome = code == base::ErrorCode::timeout ? revoked
                        : code == base::ErrorCode::full  ? full
                                                         : closed;
        outcome.fetch_add(1);
        return code == base::ErrorCode::closed;
    }
};

bool submit(Executor& executor, Counters& counters) {
    counters.submitted.fetch_add(1);
    bool hasRun = false;
    const auto result = executor.trySubmit([&] {
        hasRun = true;
        counters.work();
    });
    return counters.note(result, hasRun);
}

// The closure uses this frame, so a late start would write over somebody else's. It takes as long as it may
// wait, so that the deadline often passes while it runs.
bool submitFor(std::chrono::microseconds time, Executor& executor, Counters& counters) {
    counters.submitted.fetch_add(1);
    bool hasRun = false;
    const auto result = executor.submitFor(time, [&] {
        const auto until = Stress::Clock::now() + time;
        while (Stress::Clock::now() < until) {
        }
        hasRun = true;
        counters.work();
    });
    return counters.note(result, hasRun);
}

/// Submits when it dies, wherever that is.
struct Farewell {
    Farewell(Executor& submitsTo, Counters& counts) : executor(&submitsTo), counters(counts) {}
    Farewell(Farewell&& other) noexcept
        : executor(std::exchange(other.executor, nullptr)), counters(other.counters) {}
    ~Farewell() {
        if (executor != nullptr)
            submit(*executor, counters);
    }
    Executor* executor;
    Counters& counters;
};

template <class Closure>
bool post(Executor& executor, Counters& counters, Closure closure) {
    counters.posted.fetch_add(1);
    const auto posted = executor.post(std::move(closure));
    counters.refused.fetch_add(posted ? 0 : 1);
    return !posted && posted.error().why == base::ErrorCode::closed;
}

void callUntilClosed(Executor& executor, Counters& counters, std::uint64_t seed) {
    Stress::Random random(seed);
    for (bool closed = false; !closed;)
        switch (random() % 8) {
        case 0:
            closed = post(executor, counters,
                          [&counters, farewell = Farewell(executor, counters)] { counters.work(); });
            break;
        case 1:
        case 2:
            closed = post(executor, counters, [&counters] { counters.work(); });
            break;
        case 3:
        case 4:
            closed = submitFor(std::chrono::microseconds(random() % 50), executor, counters);
            break;
        default:
            closed = submit(executor, counters);
        }
}

void driveForAWhile(Executor& executor, Stress::Random& random) {
    auto driver = executor.adopt({.silence = std::chrono::milliseconds(1 + random() % 3),
                                  .closuresPerBlock = static_cast<std::uint32_t>(1 + random() % 8),
                                  .realtime = random() % 4 != 0});
    const auto phases = random() % 4;
    for (std::uint64_t phase = 0; phase <= phases; ++phase) {
        const auto callBack = [&driver, blocks = random() % 200] {
            for (std::uint64_t block = 0; block < blocks; ++block) {
                { const auto turn = driver.enter(); }
                std::this_thread::yield();
            }
        };
        std::thread faulty(random() % 3 == 0 ? std::thread(callBack) : std::thread());
        callBack();
        if (faulty.joinable())
            faulty.join();
        if (random() % 2 == 0)
            executor.submit([] {}); // nobody calls back now: the background thread must take over
    }
}

} // namespace

TEST_CASE("executor, driver and close under random load: every closure runs once or is answered") {
    Stress stress;
    while (stress.goesOn()) {
        auto random = stress.random();
        Counters counters;
        {
            Executor executor({.postCapacity = static_cast<std::uint32_t>(1 + random() % 16)});
            Crew crew;
            for (int index = 0; index < 4; ++index)
                crew.add([&executor, &counters, own = random()] { callUntilClosed(executor, counters, own); });
            crew.start();
            for (std::uint64_t spell = random() % 3; spell > 0; --spell) {
                driveForAWhile(executor, random);
                const Tagged<std::vector<int>> tagged(executor, DestroyPolicy::sendHome, std::size_t{100}, 1);
                executor.submit([] {});
            }
            executor.close();
            crew.join();
            CHECK(counters.answered + counters.posted - counters.refused -
                      executor.statistics().closuresDropped ==
                  counters.ran);
        }
        CHECK(counters.answered + counters.closed + counters.revoked + counters.full == counters.submitted);
        CHECK(counters.lies == 0);
        CHECK(counters.overlaps == 0);
        CHECK(counters.unguarded == counters.ran);
    }
}
