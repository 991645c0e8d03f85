// SPDX-License-Identifier: MIT
//
// The waiting primitives under all threads at once; a lost wake-up is a hang, which the watch ends with the
// seed.
#include <array>
#include <atomic>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/barrier.h>
#include <rondo/concurrency/event_group.h>
#include <rondo/concurrency/once.h>
#include <rondo/concurrency/period_counter.h>
#include <rondo/concurrency/priority_lock.h>
#include <rondo/concurrency/rendezvous_slot.h>
#include <rondo/concurrency/semaphore.h>
#include <rondo/concurrency/stop_source.h>
#include <rondo/concurrency/wait_any.h>
#include <stdexcept>
#include <support/stress.h>

using namespace rondo::concurrency;
using rondo::test::Crew;
using rondo::test::Stress;

namespace {

/// Now and then something else than going on at once, so that the threads meet in ever new orders.
class Mood {
public:
    explicit Mood(std::uint64_t seed) : random_(seed) {}
    void follow() {
        if (random_() % 8 == 0)
            std::this_thread::yield();
    }
    Deadline deadline() {
        switch (random_() % 4) {
        case 0:
            return Deadline::immediately();
        case 1:
            return Deadline::in(std::chrono::microseconds(random_() % 200));
        default:
            return Deadline::never();
        }
    }
    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

private:
    Stress::Random random_;
};

} // namespace

TEST_CASE("stress: every permit that is given is taken once, with watchers in between") {
    Stress stress;
    while (stress.goesOn()) {
        constexpr int threads = 3;
        constexpr int each = 300;
        Semaphore permits(0, threads * each);
        StopSource stop;
        std::atomic<int> taken{0};
        Crew crew;
        auto random = stress.random();
        for (int index = 0; index < threads; ++index) {
            crew.add([&, seed = random()] {
                for (Mood mood(seed); taken < threads * each; mood.follow())
                    if (permits.acquire(mood.deadline()) && ++taken == threads * each) {
                        stop.requestStop();
                        permits.close();
                    }
            });
            crew.add([&, seed = random()] {
                Mood mood(seed);
                for (int left = each; left > 0; mood.follow()) {
                    const auto count = static_cast<int>(mood.below(static_cast<std::uint64_t>(left)) + 1);
                    CHECK(permits.release(static_cast<std::uint32_t>(count)).has_value());
                    left -= count;
                }
            });
        }
        crew.add([&, seed = random()] {
            Mood mood(seed);
            while (!waitAny(mood.deadline(), permits.acquirable(), stop.requested())[1])
                mood.follow();
        });
        crew.start();
        crew.join();
        CHECK(taken == threads * each);
        CHECK(permits.available() == 0);
    }
}

TEST_CASE("stress: flags ping and pong between two sides that wait for any, for all and for both groups") {
    Stress stress;
    while (stress.goesOn()) {
        constexpr int rounds = 500;
        EventGroup ping;
        EventGroup pong;
        auto random = stress.random();
        Crew crew;
        crew.add([&, seed = random()] {
            Mood mood(seed);
            for (int round = 0; round < rounds; ++round, mood.follow()) {
                CHECK(ping.set(1));
                CHECK(ping.set(2));
                CHECK(waitAny(Deadline::never(), ping.anyOf(4), pong.allOf(3))[1]);
                CHECK(pong.waitForAll(3, Deadline::never()).value() == 3);
            }
            ping.close();
        });
        crew.add([&, seed = random()] {
            for (Mood mood(seed);; mood.follow()) {
                const auto bits = ping.waitForAny(3, mood.deadline());
                if (!bits && bits.error() == WaitResult::closed)
                    return;
                CHECK((!bits || pong.set(*bits)));
            }
        });
        crew.start();
        crew.join();
        CHECK(pong.get() == 0);
    }
}

TEST_CASE("stress: parties that give up never leave an arrival behind, and each phase has one last") {
    Stress stress;
    while (stress.goesOn()) {
        constexpr int parties = 3;
        constexpr std::uint32_t phases = 200;
        Barrier barrier(parties);
        std::array<std::atomic<int>, phases> last{};
        std::array<std::atomic<int>, phases> passed{};
        auto random = stress.random();
        Crew crew;
        for (int index = 0; index < parties; ++index)
            crew.add([&, seed = random()] {
                Mood mood(seed);
                for (std::uint32_t phase = 0; phase < phases; mood.follow()) {
                    const auto arrival = barrier.arrive(mood.deadline());
                    if (!arrival)
                        continue;
                    CHECK(arrival->phase == phase);
                    last[phase] += arrival->last ? 1 : 0;
                    ++passed[phase++];
                }
            });
        crew.start();
        crew.join();
        CHECK(barrier.arrived() == 0);
        for (std::uint32_t phase = 0; phase < phases; ++phase) {
            CHECK(last[phase] == 1);
            CHECK(passed[phase] == parties);
        }
    }
}

TEST_CASE("stress: however often it throws, a once runs to its end once") {
    Stress stress;
    while (stress.goesOn()) {
        Once once;
        int finished = 0; // not atomic: the once orders it
        std::atomic<int> failures{0};
        auto random = stress.random();
        const int failing = static_cast<int>(random() % 4);
        Crew crew;
        for (int index = 0; index < 4; ++index)
            crew.add([&, seed = random()] {
                Mood mood(seed);
                while (true)
                    try {
                        if (once.call(
                                [&] {
                                    mood.follow();
                                    if (failures < failing) {
                                        ++failures;
                                        throw std::runtime_error("not yet");
                                    }
                                    ++finished;
                                },
                                mood.deadline()))
                            break;
                    } catch (const std::runtime_error&) {
                        mood.follow();
                    }
                CHECK(finished == 1);
            });
        crew.start();
        crew.join();
        CHECK(failures == failing);
    }
}

TEST_CASE("stress: nobody misses a period, and all are acknowledged") {
    Stress stress;
    while (stress.goesOn()) {
        constexpr std::uint64_t last = 2'000;
        PeriodCounter periods;
        auto right = periods.acknowledger("renderer");
        std::array<std::uint64_t, 2> published{};
        auto random = stress.random();
        Crew crew;
        crew.add([&, seed = random()] {
            Mood mood(seed);
            for (std::uint64_t period = 1; period <= last; ++period, mood.follow()) {
                if (periods.acknowledged() + 2 <= period)
                    CHECK(periods.waitUntilAcknowledged(period - 1, Deadline::never()));
                published[period % 2] = period; // the place that the follower has acknowledged
                periods.advance();
            }
        });
        crew.add([&] {
            for (std::uint64_t seen = 0; seen < last;) {
                const auto count = periods.wait(seen, Deadline::never());
                CHECK(published[*count % 2] == *count);
                CHECK(right->acknowledge() == *count - seen);
                seen = *count;
            }
        });
        crew.add([&, seed = random()] {
            Mood mood(seed);
            for (std::uint64_t seen = 0; seen < last; mood.follow())
                if (waitAny(mood.deadline(), periods.changed(seen)).any())
                    seen = periods.count();
        });
        crew.start();
        crew.join();
        CHECK(periods.acknowledged() == last);
    }
}

TEST_CASE("stress: a slot hands over once or is closed, and nothing is lost between") {
    Stress stress;
    while (stress.goesOn()) {
        RendezvousSlot<std::unique_ptr<int>> slot;
        std::atomic<int> given{0};
        std::atomic<int> taken{0};
        auto random = stress.random();
        Crew crew;
        for (int index = 0; index < 2; ++index) {
            crew.add([&] {
                auto value = std::make_unique<int>(1);
                const bool accepted = slot.give(std::move(value)).has_value();
                CHECK(accepted == (value == nullptr)); // NOLINT: a refused value stays
                given += accepted ? 1 : 0;
                if (accepted)
                    static_cast<void>(slot.waitUntilTaken(Deadline::never()));
            });
            crew.add([&, seed = random()] {
                Mood mood(seed);
                taken += slot.take(mood.deadline()).has_value() ? 1 : 0;
            });
        }
        const bool closes = random() % 2 == 0;
        crew.add([&, closes, seed = random()] {
            Mood mood(seed);
            mood.follow();
            if (closes)
                slot.close();
        });
        crew.start();
        if (!closes)
            taken += slot.take(Deadline::never()).has_value() ? 1 : 0; // so that no giver waits for ever
        crew.join();
        taken += slot.take(Deadline::immediately()).has_value() ? 1 : 0;
        CHECK(given <= 1);
        CHECK(taken == given);
    }
}

TEST_CASE("stress: a priority lock with deadlines orders everything and drains in the middle of it") {
    Stress stress;
    while (stress.goesOn()) {
        auto lock = std::make_unique<PriorityLock>();
        int value = 0; // not atomic: the lock orders it
        std::atomic<int> entered{0};
        auto random = stress.random();
        Crew crew;
        for (int index = 0; index < 4; ++index)
            crew.add([&, seed = random()] {
                for (Mood mood(seed);;) {
                    const auto locked = lock->lock(mood.deadline());
                    if (!locked && locked.error().code == rondo::base::ErrorCode::closed)
                        return;
                    if (!locked) {
                        REQUIRE(locked.error().code == rondo::base::ErrorCode::timeout);
                        continue;
                    }
                    const int before = value;
                    mood.follow();
                    value = before + 1;
                    ++entered;
                    CHECK(lock->unlock().has_value());
                }
            });
        const auto enough = static_cast<int>(random() % 400);
        crew.start();
        while (entered < enough)
            std::this_thread::yield();
        CHECK(lock->closeAndDrain(Deadline::never()).has_value());
        const int drained = value;
        crew.join();
        CHECK(value == drained);
        CHECK(entered == drained);
    }
}
