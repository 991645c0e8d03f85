// SPDX-License-Identifier: MIT
#include <allocation/failing_allocation.h>
#include <array>
#include <optional>
#include <rondo/concurrency/barrier.h>
#include <rondo/concurrency/event_group.h>
#include <rondo/concurrency/histogram.h>
#include <rondo/concurrency/once.h>
#include <rondo/concurrency/period_counter.h>
#include <rondo/concurrency/priority_lock.h>
#include <rondo/concurrency/rendezvous_slot.h>
#include <rondo/concurrency/rights.h>
#include <rondo/concurrency/semaphore.h>
#include <rondo/concurrency/stop_source.h>
#include <rondo/concurrency/tag.h>
#include <rondo/concurrency/wait_any.h>
#include <vector>

using namespace rondo;
using namespace rondo::concurrency;
using namespace rondo::test;

namespace {

Deadline soon() { return Deadline::in(std::chrono::microseconds(1)); }

/// Runs what must end in a Failure with the code; for want of memory it ends in a std::bad_alloc.
template <class Misuse>
void refuses(Attempt& attempt, base::ErrorCode code, Misuse misuse) {
    attempt([&] {
        try {
            misuse();
            FAIL_CHECK("the misuse was taken");
        } catch (const base::Failure& failure) {
            CLAIM((failure.code() == code));
        }
    });
}

} // namespace

TEST_CASE("a semaphore, a barrier, an event group fail whole for want of memory") {
    sweep("Semaphore", [](Attempt& attempt) {
        std::optional<Semaphore> semaphore;
        attempt([&] { semaphore.emplace(1, 1, longName); });
        if (!semaphore)
            semaphore.emplace(1, 1, longName);
        attempt([&] { CLAIM((semaphore->release().error().code == base::ErrorCode::full)); });
        CLAIM((semaphore->available() == 1));
        refuses(attempt, base::ErrorCode::invalidArgument, [] { const Semaphore none(2, 1, longName); });
    });
    sweepNothing("Semaphore: operations", [](Attempt& attempt) {
        Semaphore semaphore(1, 1, longName);
        CLAIM(attempt([&] {
            CLAIM(semaphore.acquire(Deadline::never()));
            CLAIM((semaphore.acquire(soon()) == WaitResult::timeout));
            CLAIM(semaphore.release().has_value());
            const auto source = semaphore.acquirable();
            CLAIM(waitAny(Deadline::never(), source).any());
            semaphore.close();
            CLAIM((semaphore.acquire(Deadline::never()) == WaitResult::closed));
        }));
    });
    sweep("Barrier", [](Attempt& attempt) {
        attempt([&] {
            Barrier barrier(1, longName);
            CLAIM(barrier.arrive(Deadline::never()).has_value());
        });
        refuses(attempt, base::ErrorCode::invalidArgument, [] { const Barrier none(0, longName); });
    });
    sweepNothing("Barrier: operations", [](Attempt& attempt) {
        Barrier barrier(2);
        CLAIM(attempt([&] {
            CLAIM((barrier.arrive(soon()).error() == WaitResult::timeout));
            barrier.close();
            CLAIM((barrier.arrive(Deadline::never()).error() == WaitResult::closed));
        }));
    });
    sweep("EventGroup", [](Attempt& attempt) {
        std::optional<EventGroup> events;
        attempt([&] { events.emplace(longName); });
        if (!events)
            events.emplace(longName);
        refuses(attempt, base::ErrorCode::invalidArgument,
                [&] { static_cast<void>(events->waitForAny(0, Deadline::never())); });
        CLAIM(events->set(1));
    });
    sweepNothing("EventGroup: operations", [](Attempt& attempt) {
        EventGroup events(longName);
        CLAIM(attempt([&] {
            CLAIM((events.waitForAny(1, soon()).error() == WaitResult::timeout));
            CLAIM(events.set(3));
            CLAIM((events.waitForAll(3, Deadline::never()).value() == 3));
            std::array<WaitSource, 2> sources{events.anyOf(1), events.allOf(3)};
            CLAIM((waitAny(soon(), std::span<WaitSource>(sources)) == 0));
            events.close();
        }));
    });
}

TEST_CASE("once and a period counter fail whole for want of memory") {
    sweep("Once", [](Attempt& attempt) {
        std::optional<Once> once;
        attempt([&] { once.emplace(longName); });
        if (!once)
            once.emplace(longName);
        int runs = 0;
        refuses(attempt, base::ErrorCode::deadlock,
                [&] { static_cast<void>(once->call([&] { static_cast<void>(once->call([] {})); })); });
        CLAIM(!once->done());
        attempt([&] {
            CLAIM(once->call([&] {
                const Payload payload(1);
                runs += payload.number();
            }));
        });
        CLAIM(once->done() == (runs == 1));
        CLAIM(once->call([&] { ++runs; }));
        CLAIM(runs == 1);
    });
    sweep("PeriodCounter", [](Attempt& attempt) {
        std::optional<PeriodCounter> periods;
        attempt([&] { periods.emplace(longName); });
        if (!periods)
            periods.emplace(longName);
        {
            std::optional<PeriodCounter::Acknowledger> mine;
            attempt([&] { mine.emplace(std::move(periods->acknowledger(longName).value())); });
            if (!mine)
                mine.emplace(std::move(periods->acknowledger(longName).value()));
            attempt([&] { CLAIM(!periods->acknowledger(longName)); });
            CLAIM((periods->advance() == 1));
            CLAIM((mine->acknowledge() == 1));
        }
        CLAIM(periods->acknowledger("another"));
    });
}

TEST_CASE("a period counter and a stop need no memory but their own") {
    sweepNothing("PeriodCounter: operations", [](Attempt& attempt) {
        PeriodCounter periods(longName);
        auto mine = periods.acknowledger(longName);
        CLAIM(attempt([&] {
            CLAIM((periods.wait(0, soon()).error() == WaitResult::timeout));
            CLAIM((periods.advance() == 1));
            CLAIM((periods.wait(0, Deadline::never()).value() == 1));
            CLAIM((periods.waitUntilAcknowledged(1, soon()) == WaitResult::timeout));
            CLAIM((mine->acknowledge() == 1));
            periods.close();
        }));
    });
    sweep("StopSource", [](Attempt& attempt) {
        std::optional<StopSource> stop;
        attempt([&] { stop.emplace(); });
        if (!stop)
            stop.emplace();
        const auto token = stop->token();
        CLAIM(stop->requestStop());
        CLAIM(token.wait(Deadline::never()));
    });
}

TEST_CASE("a slot and a lock fail whole for want of memory") {
    sweep("RendezvousSlot", [](Attempt& attempt) {
        std::optional<RendezvousSlot<Payload>> slot;
        attempt([&] { slot.emplace(longName); });
        if (!slot)
            slot.emplace(longName);
        attempt([&] { CLAIM(!slot->take(Deadline::immediately())); });
        attempt([&] { CLAIM(!slot->waitUntilTaken(Deadline::immediately())); });
        Payload payload(6), second(7);
        const bool given = attempt([&] { CLAIM(slot->give(std::move(payload), longName).has_value()); });
        CLAIM((payload.number() == (given ? 0 : 6)));
        if (!given)
            CLAIM(slot->give(std::move(payload), longName).has_value());
        attempt([&] { CLAIM(!slot->give(std::move(second), longName)); });
        CLAIM(second.number() == 7);
        // What `accept` throws passes through, and the value stays.
        std::optional<Payload> taken;
        attempt([&] {
            const auto asks = [](const Payload& offered) { return Payload(offered).number() == 6; };
            taken.emplace(std::move(slot->take(Deadline::immediately(), asks).value()));
        });
        if (!taken)
            taken.emplace(std::move(slot->take(Deadline::immediately()).value()));
        CLAIM(taken->number() == 6);
        attempt([&] { CLAIM(!slot->take(Deadline::immediately())); });
        slot->close();
        attempt([&] { CLAIM(!slot->give(std::move(second), longName)); });
        CLAIM(second.number() == 7);
    });
    sweep("PriorityLock", [](Attempt& attempt) {
        std::optional<PriorityLock> lock;
        attempt([&] { lock.emplace(longName); });
        if (!lock)
            lock.emplace(longName);
        attempt([&] { CLAIM((lock->unlock().error().code == base::ErrorCode::notOwner)); });
        {
            const PriorityLock::Guard guard(*lock);
            attempt([&] { CLAIM((lock->lock().error().code == base::ErrorCode::deadlock)); });
            refuses(attempt, base::ErrorCode::deadlock, [&] { const PriorityLock::Guard twice(*lock); });
            attempt([&] { CLAIM(!lock->closeAndDrain(soon())); });
        }
        CLAIM(lock->closeAndDrain(Deadline::never()).has_value());
        attempt([&] { CLAIM((lock->lock().error().code == base::ErrorCode::closed)); });
    });
}

TEST_CASE("tags, rights and histograms: only their words take memory") {
    sweep("Tag: wrong thread", [](Attempt& attempt) {
        refuses(attempt, base::ErrorCode::wrongThread, [] { Tag::make().ensureCurrent(longName); });
    });
    sweep("Rights: names",
          [](Attempt& attempt) { attempt([&] { CLAIM((Rights::all.names().size() > 20)); }); });
    sweepNothing("Histogram", [](Attempt& attempt) {
        CLAIM(attempt([&] {
            Histogram histogram;
            histogram.record(std::chrono::microseconds(3));
            const HistogramCounts copy = histogram.counts();
            CLAIM((copy.total() == 1));
        }));
    });
}

TEST_CASE("waiting for any of many needs no memory") {
    sweepNothing("waitAny", [](Attempt& attempt) {
        EventGroup events;
        std::vector<WaitSource> sources;
        sources.reserve(32);
        for (unsigned bit = 0; bit < 32; ++bit)
            sources.push_back(events.anyOf(1U << bit));
        CLAIM(attempt([&] {
            CLAIM((waitAny(soon(), std::span<WaitSource>(sources)) == 0));
            CLAIM(events.set(1U << 31));
            CLAIM((waitAny(Deadline::never(), std::span<WaitSource>(sources)) == 1));
        }));
        CLAIM(sources[31].wasReady());
    });
}
