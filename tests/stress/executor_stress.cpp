// SPDX-License-Identifier: MIT
//
// Submitters and posters hammer one executor while its driver attaches, calls back, falls silent, races with
// itself and leaves, and at last the executor closes under them. Every closure must run once or be answered
// `closed`, never both, never neither; only one thread may be inside at a time.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <doctest/doctest.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/tagged.h>
#include <support/stress.h>
#include <thread>
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
    std::atomic<std::uint64_t> submitted{0}, answered{0}, closed{0}, posted{0}, refused{0}, ran{0}, overlaps{0};
    std::atomic<int> inside{0};
    std::uint64_t unguarded = 0; ///< written by closures only: TSan sees it when two of them overlap

    void work() {
        if (inside.fetch_add(1, std::memory_order_relaxed) != 0)
            overlaps.fetch_add(1, std::memory_order_relaxed);
        ++unguarded;
        inside.fetch_sub(1, std::memory_order_relaxed);
        ran.fetch_add(1, std::memory_order_relaxed);
    }
};

void submitUntilClosed(Executor& executor, Counters& counters, std::uint64_t seed) {
    Stress::Random random(seed);
    for (;;) {
        if (random() % 3 == 0) {
            counters.posted.fetch_add(1);
            if (!executor.post([&counters] { counters.work(); })) {
                counters.refused.fetch_add(1);
                return;
            }
            continue;
        }
        counters.submitted.fetch_add(1);
        try {
            executor.submit([&counters] { counters.work(); });
            counters.answered.fetch_add(1);
        } catch (const base::Failure&) {
            counters.closed.fetch_add(1);
            return;
        }
    }
}

void driveForAWhile(Executor& executor, Stress::Random& random) {
    auto driver = executor.adopt({.silence = std::chrono::milliseconds(1 + random() % 3),
                                  .closuresPerBlock = static_cast<std::uint32_t>(1 + random() % 8)});
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
            Executor executor;
            Crew crew;
            for (int index = 0; index < 4; ++index)
                crew.add(
                    [&executor, &counters, own = random()] { submitUntilClosed(executor, counters, own); });
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
        CHECK(counters.answered + counters.closed == counters.submitted);
        CHECK(counters.overlaps == 0);
        CHECK(counters.unguarded == counters.ran);
    }
}
