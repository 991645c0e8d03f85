// SPDX-License-Identifier: MIT
#include <array>
#include <explore/explorer.h>
#include <memory>
#include <optional>
#include <rondo/concurrency/barrier.h>
#include <rondo/concurrency/event_group.h>
#include <rondo/concurrency/once.h>
#include <rondo/concurrency/period_counter.h>
#include <rondo/concurrency/priority_lock.h>
#include <rondo/concurrency/rendezvous_slot.h>
#include <rondo/concurrency/semaphore.h>
#include <rondo/concurrency/wait_any.h>
#include <stdexcept>
#include <string>

using explore::Thread;
using explore::Traced;
using namespace rondo::concurrency;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t shortPoll = std::chrono::nanoseconds(1ms).count();
constexpr std::int64_t closeLook = std::chrono::nanoseconds(8ms).count();

} // namespace

TEST_CASE("event group: a raised flag wakes its waiter, who sees what was done before") {
    explore::mustHold({}, [] {
        EventGroup group;
        int message = 0;
        Thread waiter([&] {
            explore::check(group.waitForAll(3, Deadline::never()).has_value(), "both flags come");
            explore::check(message == 1, "what was done before a flag is seen");
        });
        Thread other([&] { explore::check(group.set(2), "the group is open"); });
        message = 1;
        explore::check(group.set(1), "the group is open");
        waiter.join();
        other.join();
        explore::check(group.get() == 0, "both flags were taken down");
    });
}
TEST_CASE("event group: a flag that a wait takes down goes to one waiter, and the close answers the other") {
    explore::mustHold({.share = 2.0}, [] {
        EventGroup group;
        int got = 0;
        detail::Atomic<int> taken{0};
        const auto wait = [&] {
            if (group.waitForAny(1, Deadline::never())) {
                ++got; // a race if two get it
                taken.fetch_add(1, std::memory_order_relaxed);
            }
        };
        Thread first(wait), second(wait);
        explore::check(group.set(1), "the group is open");
        group.close();
        first.join();
        second.join();
        explore::check(got == 1 && taken.load(std::memory_order_relaxed) == 1, "the flag goes to one of them");
    });
}
TEST_CASE("event group: a flag that comes up while another is taken is ordered as well") {
    explore::mustHold({}, [] {
        EventGroup group;
        int message = 0;
        Thread other([&] {
            message = 1;
            explore::check(group.set(2), "the group is open");
        });
        Thread first([&] { explore::check(group.set(1), "the group is open"); });
        const auto bits = group.waitForAny(3, Deadline::never());
        if ((*bits & 2) != 0)
            explore::check(message == 1, "what was done before the flag is seen");
        other.join();
        first.join();
    });
}
TEST_CASE("event group: who takes a flag down sees what was done before it went up") {
    explore::mustHold({}, [] {
        EventGroup group;
        int message = 0;
        Thread setter([&] {
            message = 1;
            explore::check(group.set(1), "the group is open");
        });
        if (group.clear(1) != 0)
            explore::check(message == 1, "the message came before");
        setter.join();
    });
}
TEST_CASE("event group: who sees a flag down sees what was done before it went down") {
    explore::mustHold({}, [] {
        EventGroup group;
        explore::check(group.set(1), "the group is open");
        int message = 0;
        Thread clearer([&] {
            message = 1;
            group.clear(1);
        });
        if (group.get() == 0)
            explore::check(message == 1, "the message came before");
        clearer.join();
    });
}
TEST_CASE("semaphore: each permit wakes a waiter and orders what was done under it") {
    explore::mustHold({.share = 2.0}, [] {
        Semaphore permit(1, 1);
        int shared = 0;
        const auto work = [&] {
            explore::check(permit.acquire(Deadline::never()) == WaitResult::done, "the permit comes");
            ++shared;
            explore::check(permit.tryRelease(), "it goes back");
        };
        Thread first(work), second(work);
        work();
        first.join();
        second.join();
        explore::check(shared == 3, "one at a time");
    });
}
TEST_CASE("semaphore: two permits given at once wake two waiters") {
    explore::mustHold({}, [] {
        Semaphore permits(0, 2);
        const auto take = [&] { explore::check(bool(permits.acquire(Deadline::never())), "a permit comes"); };
        Thread first(take), second(take);
        explore::check(permits.tryRelease(2), "there is room");
        first.join();
        second.join();
    });
}
TEST_CASE("semaphore: a watcher does not rob the taker, and the close answers both") {
    explore::mustHold({.share = 2.0}, [] {
        Semaphore permits(0, 1);
        Thread watcher(
            [&] { explore::check(waitAny(Deadline::never(), permits.acquirable()).any(), "ready"); });
        Thread taker([&] { explore::check(bool(permits.acquire(Deadline::never())), "the permit comes"); });
        explore::check(permits.tryRelease(), "there is room");
        taker.join();
        permits.close();
        watcher.join();
    });
}
TEST_CASE("wait-any: a watcher that found nothing hears of the next thing") {
    explore::mustHold({.share = 2.0}, [] {
        Semaphore permits(0, 1);
        PeriodCounter periods;
        Thread thief([&] {
            explore::check(bool(permits.acquire(Deadline::never())), "the permit comes");
            periods.advance();
        });
        Thread watcher([&] {
            while (!waitAny(Deadline::never(), permits.acquirable(), periods.changed(0))[1])
                explore::yield();
        });
        explore::check(permits.tryRelease(), "there is room");
        thief.join();
        watcher.join();
    });
}
TEST_CASE("wait-any: one source serves two threads in turn, and at once it is refused") {
    explore::mustHold({}, [] {
        PeriodCounter periods;
        std::array<WaitSource, 1> sources{periods.changed(0)};
        const auto look = [&] {
            try {
                explore::check(waitAny(Deadline::immediately(), sources) == 0, "nothing is ready");
            } catch (const rondo::base::Failure&) {
            }
        };
        Thread other(look);
        look();
        other.join();
    });
}
TEST_CASE("barrier: nobody passes before all are there, and exactly one is last") {
    explore::mustHold({.share = 2.0}, [] {
        Barrier barrier(2);
        int here = 0, there = 0;
        int last = 0;
        Thread other([&] {
            there = 1;
            const auto arrival = barrier.arrive(Deadline::never());
            explore::check(arrival.has_value() && here == 1, "the other one was there");
            if (arrival->last)
                ++last; // a race if two are
            explore::check(barrier.arrive(Deadline::never())->phase == 1, "then comes the next phase");
        });
        here = 1;
        const auto arrival = barrier.arrive(Deadline::never());
        explore::check(arrival.has_value() && there == 1, "the other one was there");
        if (arrival->last)
            ++last;
        explore::check(barrier.arrive(Deadline::never())->phase == 1, "then comes the next phase");
        other.join();
        explore::check(last == 1, "exactly one was last");
    });
}
TEST_CASE("barrier: a party that gives up is not counted, unless the phase was complete") {
    explore::mustHold({.world = {.longestPoll = shortPoll}, .share = 2.0}, [] {
        Barrier barrier(2);
        int message = 0;
        bool passed = false;
        Thread hasty([&] {
            const auto arrival = barrier.arrive(Deadline::in(400us));
            passed = arrival.has_value();
            explore::check(passed ? message == 1 : arrival.error() == WaitResult::timeout, "one or the other");
        });
        Thread patient([&] {
            message = 1;
            explore::check(barrier.arrive(Deadline::never()).has_value(), "the phase ends");
        });
        hasty.join();
        if (!passed)
            explore::check(barrier.arrive(Deadline::never())->phase == 0, "the phase is still the first");
        patient.join();
        explore::check(barrier.arrived() == 0, "nobody is left over");
    });
}
TEST_CASE("barrier: the close answers who waits") {
    explore::mustHold({}, [] {
        Barrier barrier(3);
        const auto arrive = [&] {
            explore::check(barrier.arrive(Deadline::never()).error() == WaitResult::closed, "it is closed");
        };
        Thread first(arrive), second(arrive);
        barrier.close();
        first.join();
        second.join();
    });
}
TEST_CASE("once: it runs once, and everybody sees what it did") {
    explore::mustHold({}, [] {
        Once once;
        int value = 0;
        const auto call = [&] {
            explore::check(bool(once.call([&] { ++value; })), "it has run");
            explore::check(value == 1, "what it did is seen");
        };
        Thread first(call), second(call);
        if (once.done())
            explore::check(value == 1, "what it did is seen");
        first.join();
        second.join();
    });
}
TEST_CASE("once: after an exception the next one runs it, and sees what the first one did") {
    explore::mustHold({}, [] {
        Once once;
        int runs = 0;
        const auto call = [&] {
            try {
                explore::check(bool(once.call([&] {
                                   if (++runs == 1)
                                       throw std::runtime_error("not yet");
                               })),
                               "it has run");
            } catch (const std::runtime_error&) {
            }
        };
        Thread first(call);
        call();
        first.join();
        explore::check(runs == 2, "the second one ran it again");
    });
}
TEST_CASE("period counter: a waiter misses no period and sees what was done before each") {
    explore::mustHold({}, [] {
        PeriodCounter periods;
        int message = 0;
        Thread callback([&] {
            message = 1;
            periods.advance();
            periods.advance();
        });
        if (periods.count() > 0)
            explore::check(message == 1, "it comes after the message");
        std::uint64_t handled = 0;
        for (std::uint64_t seen = 0; seen < 2;) {
            const auto count = periods.wait(seen, Deadline::never());
            explore::check(count.has_value() && message == 1, "it comes after the message");
            handled += *count - seen;
            seen = *count;
        }
        explore::check(handled == 2, "each period counts");
        callback.join();
    });
}
TEST_CASE("period counter: an acknowledgement wakes its waiter, and the close answers everybody") {
    explore::mustHold({}, [] {
        PeriodCounter periods;
        int result = 0;
        periods.advance();
        Thread device([&] {
            explore::check(bool(periods.waitUntilAcknowledged(1, Deadline::never())), "it is acknowledged");
            explore::check(result == 1, "the work was done before");
        });
        Thread waiter([&] {
            if (periods.acknowledged() == 1)
                explore::check(result == 1, "the work was done before");
            explore::check(periods.wait(1, Deadline::never()).error() == WaitResult::closed, "it is closed");
        });
        auto right = periods.acknowledger("renderer");
        result = 1;
        explore::check(right->acknowledge() == 1, "one period");
        device.join();
        periods.close();
        waiter.join();
    });
}
TEST_CASE("rendezvous slot: what is given arrives once, and its giver learns of it") {
    explore::mustHold({.share = 2.0}, [] {
        RendezvousSlot<Traced> slot;
        detail::Atomic<int> received{0};
        const auto take = [&] {
            const auto value = slot.take(Deadline::never());
            if (value)
                received.fetch_add(value->value(), std::memory_order_relaxed);
            else
                explore::check(value.error().code == rondo::base::ErrorCode::refused, "the other one has it");
        };
        Thread first(take), second(take);
        explore::check(slot.give(Traced(7), "giver").has_value(), "the slot is free");
        explore::check(slot.waitUntilTaken(Deadline::never()).has_value(), "it is taken");
        first.join();
        second.join();
        explore::check(received.load(std::memory_order_relaxed) == 7, "one of them has it");
    });
}
TEST_CASE("rendezvous slot: its giver destroys it as soon as the value is taken") {
    explore::mustHold({.world = {.longestPoll = shortPoll}}, [] {
        auto slot = std::make_unique<RendezvousSlot<Traced>>();
        Thread taker(
            [&there = *slot] { explore::check(there.take(Deadline::never()).has_value(), "it arrives"); });
        explore::check(slot->give(Traced(7), "giver").has_value(), "the slot is free");
        explore::check(slot->waitUntilTaken(Deadline::never()).has_value(), "it is taken");
        slot.reset();
        taker.join();
    });
}

TEST_CASE("rendezvous slot: what the taker does not accept makes room for another") {
    explore::mustHold({}, [] {
        RendezvousSlot<Traced> slot;
        Thread taker([&] {
            const auto isRight = [](const Traced& value) { return value.value() == 2; };
            auto value = slot.take(Deadline::never(), isRight);
            explore::check(!value, "the first one is wrong");
            value = slot.take(Deadline::never(), isRight);
            explore::check(value && value->value() == 2, "the second one is right");
        });
        explore::check(slot.give(Traced(1), "giver").has_value(), "the slot is free");
        explore::check(!slot.waitUntilTaken(Deadline::never()), "it is not wanted");
        explore::check(slot.give(Traced(2), "giver").has_value(), "the slot is free again");
        taker.join();
    });
}
TEST_CASE("rendezvous slot: who gives again at once comes after the one who did not want the last") {
    explore::mustHold({}, [] {
        RendezvousSlot<Traced> slot;
        explore::check(slot.give(Traced(1), "giver").has_value(), "the slot is free");
        Thread taker([&] {
            const auto nothing = [](const Traced&) { return false; };
            explore::check(!slot.take(Deadline::immediately(), nothing), "it is not wanted");
        });
        const bool again = slot.give(Traced(2), "giver").has_value();
        taker.join();
        explore::check(!again || slot.take(Deadline::immediately())->value() == 2, "the second one is there");
    });
}
TEST_CASE("rendezvous slot: what one taker's question throws at is there for the other") {
    explore::mustHold({}, [] {
        RendezvousSlot<Traced> slot;
        explore::check(slot.give(Traced(1), "giver").has_value(), "the slot is free");
        Thread first([&] {
            try {
                static_cast<void>(slot.take(Deadline::immediately(), [](const Traced& value) -> bool {
                    throw std::runtime_error(std::to_string(value.value()));
                }));
            } catch (const std::runtime_error&) {
            }
        });
        explore::check(slot.take(Deadline::never())->value() == 1, "it is there");
        first.join();
    });
}
TEST_CASE("rendezvous slot: a close and a gift at once lose nothing: the taker gets it or the giver keeps it") {
    explore::mustHold({}, [] {
        RendezvousSlot<Traced> slot;
        bool given = false;
        Thread giver([&] { given = slot.give(Traced(7), "giver").has_value(); });
        bool taken = false;
        Thread taker([&] { taken = slot.take(Deadline::never()).has_value(); });
        slot.close();
        giver.join();
        taker.join();
        explore::check(taken == given || (given && slot.take(Deadline::immediately()).has_value()),
                       "it is in exactly one place");
    });
}
TEST_CASE("priority lock: one holder at a time, and the next one sees what the last one did") {
    explore::mustHold({.share = 2.0}, [] {
        PriorityLock lock;
        int shared = 0;
        const auto work = [&] {
            explore::check(lock.lock().has_value(), "the lock comes");
            ++shared;
            explore::check(lock.unlock().has_value(), "the holder unlocks");
        };
        Thread first(work), second(work);
        work();
        first.join();
        second.join();
        explore::check(shared == 3, "no increment is lost");
    });
}
TEST_CASE("priority lock: who waits inside is out of it before a drain ends, and it may be destroyed then") {
    explore::mustHold({.world = {.longestPoll = closeLook}, .share = 2.0}, [] {
        std::optional<PriorityLock> lock(std::in_place);
        explore::check(lock->lock().has_value(), "nobody else is there");
        Thread waiter([&] { explore::check(!lock->lock(), "the lock closes"); });
        while (lock->waiting() == 0)
            explore::yield();
        lock->close();
        explore::check(lock->unlock().has_value(), "the holder unlocks");
        explore::check(lock->closeAndDrain(Deadline::never()).has_value(), "it drains");
        lock.reset();
        waiter.join();
    });
}
TEST_CASE("priority lock: a drained lock has nobody left inside, and may be destroyed") {
    explore::mustHold({.world = {.longestPoll = closeLook}, .share = 2.0}, [] {
        std::optional<PriorityLock> lock(std::in_place);
        int shared = 0;
        explore::check(lock->lock().has_value(), "nobody else is there");
        Thread waiter([&] {
            if (lock->lock()) {
                ++shared;
                explore::check(lock->unlock().has_value(), "the holder unlocks");
            }
        });
        Thread closer([&] {
            explore::check(lock->closeAndDrain(Deadline::never()).has_value(), "it drains");
            ++shared;
        });
        ++shared;
        explore::check(lock->unlock().has_value(), "the holder unlocks");
        closer.join();
        waiter.join();
        explore::check(shared >= 2, "nobody was inside at once");
    });
}
