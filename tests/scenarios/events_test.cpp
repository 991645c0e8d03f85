// SPDX-License-Identifier: MIT
//
// Waiting for more than queues: the bootstrap of two parties, wait-any, priority inversion, the period counter.
#include <algorithm>
#include <array>
#include <atomic>
#include <bitset>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <doctest/doctest.h>
#include <functional>
#include <new>
#include <optional>
#include <pthread.h>
#include <rondo/concurrency/event_group.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/mpmc_queue.h>
#include <rondo/concurrency/period_counter.h>
#include <rondo/concurrency/priority_lock.h>
#include <rondo/concurrency/rendezvous_slot.h>
#include <rondo/concurrency/semaphore.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/concurrency/stop_source.h>
#include <rondo/concurrency/wait_any.h>
#include <sched.h>
#include <string>
#include <support/sleepy_thread.h>
#include <thread>
#include <vector>

using namespace rondo::concurrency;
using namespace std::chrono_literals;
using rondo::base::ErrorCode;
using rondo::test::SleepyThread;

namespace {

thread_local std::uint64_t allocationsHere = 0;

constexpr int lastNumber = 199;
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr auto waitingCosts = 20ms; // the sanitizer's own work beside ours
#else
constexpr auto waitingCosts = 5ms;
#endif
constexpr auto hostNeverStops = 1'000'000'000ms;

std::chrono::nanoseconds cpuTimeOfThisThread() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

template <class End>
constexpr bool canSend = requires(End& end) {
    end.trySend(1);
};

/// What the consumer accepts: the receiving end of the empty queue that it was promised.
template <class Receiver>
bool isFresh(const Receiver& receiver) noexcept {
    return receiver.capacity() == 16 && receiver.occupancy() == 0;
}

/// Runs `work` in one block of `driver`, on the calling thread, under the realtime guard.
template <class Work>
void inCallback(Driver& driver, Work work) {
    while (true)
        if (const auto block = driver.enter()) {
            work();
            return;
        }
}

} // namespace

// Counted in this program alone: what a wait allocates on its own thread.
void* operator new(std::size_t size) {
    ++allocationsHere;
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("000.1 a receive-only end comes through a slot and 1 to 199 arrive in order, whoever starts first") {
    static_assert(!canSend<MpmcReceiver<int>> && canSend<MpmcSender<int>>);
    for (const bool consumerFirst : {true, false}) {
        RendezvousSlot<MpmcReceiver<int>> slot("message queue");
        std::vector<int> received;
        const auto consume = [&] {
            auto receiver = slot.take(Deadline::never(), [&](const auto& end) {
                return end.capacity() == 16; // the producer may have begun
            });
            REQUIRE(receiver.has_value());
            for (const int number : *receiver) {
                received.push_back(number);
                if (number == lastNumber)
                    break;
            }
        };
        const auto produce = [&] {
            auto queue = makeMpmcQueue<int>(16);
            REQUIRE(slot.give(std::move(queue.receiver), "the producer").has_value());
            for (int number = 1; number <= lastNumber; ++number)
                REQUIRE(queue.sender.send(number, Deadline::never()));
        };
        SleepyThread first(consumerFirst ? std::function<void()>(consume) : produce);
        CHECK(first.comesToSleep()); // on the slot, or on the full queue
        SleepyThread second(consumerFirst ? std::function<void()>(produce) : consume);
        first.join();
        second.join();
        REQUIRE(received.size() == lastNumber);
        for (int number = 1; number <= lastNumber; ++number)
            CHECK(received[static_cast<std::size_t>(number) - 1] == number);
    }
}

TEST_CASE("000.1 audio: a callback sends 1 to 199 into a queue whose end it handed over before it started") {
    for (const bool consumerFirst : {true, false}) {
        Executor executor;
        Driver driver = executor.adopt({.silence = hostNeverStops});
        RendezvousSlot<SpscReceiver<int>> slot("meter queue");
        std::vector<int> received;
        const auto consume = [&] {
            auto receiver = slot.take(Deadline::never(), isFresh<SpscReceiver<int>>);
            REQUIRE(receiver.has_value());
            CHECK(slot.take(Deadline::never()).error().code == ErrorCode::refused); // once
            for (const int number : *receiver)
                received.push_back(number);
        };
        auto [sender, receiver] = makeSpscChannel<int>(16);
        std::optional<SleepyThread> consumer;
        if (consumerFirst) {
            consumer.emplace(consume);
            CHECK(consumer->comesToSleep());
        }
        REQUIRE(slot.give(std::move(receiver), "the engine").has_value());
        if (!consumerFirst)
            consumer.emplace(consume);
        REQUIRE(slot.waitUntilTaken(Deadline::never()).has_value());
        for (int number = 1; number <= lastNumber;)
            inCallback(driver, [&] { number += sender.trySend(number) ? 1 : 0; });
        sender.close();
        consumer->join();
        REQUIRE(received.size() == lastNumber);
        for (int number = 1; number <= lastNumber; ++number)
            CHECK(received[static_cast<std::size_t>(number) - 1] == number);
    }
}

TEST_CASE("000.1 the waiting consumer uses under 5 ms of processor time in a second") {
    RendezvousSlot<int> slot;
    auto [sender, receiver] = makeSpscChannel<int>(16);
    // What else the machine does only adds, so the best of a few seconds counts.
    auto least = std::chrono::nanoseconds::max();
    for (int second = 0; second < 5 && least >= waitingCosts; ++second)
        std::thread([&slot, &receiver = receiver, &least] {
            const auto before = cpuTimeOfThisThread();
            CHECK(slot.take(Deadline::in(500ms)).error().code == ErrorCode::timeout);
            int number = 0;
            CHECK(receiver.receive(number, Deadline::in(500ms)) == ChannelResult::timeout);
            least = std::min<std::chrono::nanoseconds>(least, cpuTimeOfThisThread() - before);
        }).join();
    MESSAGE("processor time: ", least.count() / 1000, " us");
    CHECK(least < waitingCosts);
}

namespace {

/// A UI thread and twelve things that it waits for; the callback is another thread's.
struct Desk {
    Desk() : driver(executor.adopt({.silence = hostNeverStops})) {
        while (parameters.sender.trySend(0.5f)) {
        }
    }
    enum Place { meter, parameter, period, stopped, ended, edits, undo, loads, voices, metersOfBus, oldSlot };

    std::bitset<12> wait(Deadline deadline) {
        const auto before = allocationsHere;
        const auto ready = waitAny(deadline, meters.receiver.readable(), parameters.sender.writable(),
                                   periods.changed(seen), stop.requested(), executor.ended(), group.anyOf(1),
                                   group.allOf(6), group.anyOf(8), voicePermits.acquirable(),
                                   busMeters.receiver.readable(), slot.takeable(), otherStop.requested());
        CHECK(allocationsHere == before);
        return ready;
    }
    /// Waits on this thread while `work` runs in a callback on another.
    template <class Work>
    std::bitset<12> waitWhileCallback(Work work) {
        std::thread callback([&] { inCallback(driver, work); });
        const auto ready = wait(Deadline::never());
        callback.join();
        return ready;
    }
    static std::bitset<12> only(int place) { return std::bitset<12>(1U << place); }

    Executor executor;
    Driver driver;
    SpscChannel<float> meters = makeSpscChannel<float>(8);
    SpscChannel<float> busMeters = makeSpscChannel<float>(8);
    SpscChannel<float> parameters = makeSpscChannel<float>(4);
    PeriodCounter periods;
    std::uint64_t seen = 0;
    EventGroup group;
    Semaphore voicePermits{0, 4};
    RendezvousSlot<int> slot;
    StopSource stop;
    StopSource otherStop;
};

} // namespace

TEST_CASE("000.5 a UI thread waits for any of twelve sources, only the ready ones are flagged, nothing is "
          "allocated") {
    Desk desk;
    CHECK(desk.wait(Deadline::immediately()).none());
    CHECK(desk.wait(Deadline::in(1ms)).none());
    CHECK(desk.waitWhileCallback([&] { desk.periods.advance(); }) == Desk::only(Desk::period));
    CHECK(desk.wait(Deadline::immediately()) == Desk::only(Desk::period)); // until the count was read
    desk.seen = desk.periods.count();
    CHECK(desk.waitWhileCallback([&] { static_cast<void>(desk.meters.sender.trySend(0.1f)); }) ==
          Desk::only(Desk::meter));
    float value = 0;
    CHECK(desk.meters.receiver.tryReceive(value));
    CHECK(desk.waitWhileCallback([&] { static_cast<void>(desk.parameters.receiver.tryReceive(value)); }) ==
          Desk::only(Desk::parameter));
    CHECK(desk.parameters.sender.trySend(0.5f));
    CHECK(desk.group.set(2));
    CHECK(desk.wait(Deadline::immediately()).none());
    CHECK(desk.group.set(4));
    CHECK(desk.wait(Deadline::never()) == Desk::only(Desk::undo));
    CHECK(desk.waitWhileCallback([&] { desk.stop.requestStop(); }).test(Desk::undo));
    CHECK(desk.wait(Deadline::never()) == (Desk::only(Desk::undo) | Desk::only(Desk::stopped)));
}

TEST_CASE("000.5 a thread serves what is ready, in turn, until it is stopped") {
    SpscChannel<float> meters = makeSpscChannel<float>(8);
    PeriodCounter periods;
    StopSource stop;
    float peak = 0;
    std::uint64_t seen = 0;
    std::thread screen([&, stopped = stop.token()] {
        // [wait-any]
        for (bool running = true; running;) {
            const auto ready = waitAny(Deadline::in(20ms), stopped.requested(), meters.receiver.readable(),
                                       periods.changed(seen));
            running = !ready[0]; // looked at first: what came before the stop is in the others
            for (float value = 0; ready[1] && meters.receiver.tryReceive(value);)
                peak = std::max(peak, value);
            if (ready[2])
                seen = periods.count();
        }
        // [/wait-any]
    });
    CHECK(meters.sender.trySend(0.25f));
    CHECK(meters.sender.trySend(0.5f));
    periods.advance();
    stop.requestStop();
    screen.join();
    CHECK(peak == 0.5f);
    CHECK(seen == 1);
}

namespace {

/// Runs the calling thread with SCHED_FIFO on the first CPU that the process may use.
bool runOnOneCpu(int priority) {
    cpu_set_t allowed;
    if (pthread_getaffinity_np(pthread_self(), sizeof(allowed), &allowed) != 0)
        return false;
    std::size_t cpu = 0;
    while (!CPU_ISSET(cpu, &allowed))
        ++cpu;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    sched_param parameters{};
    parameters.sched_priority = priority;
    return pthread_setaffinity_np(pthread_self(), sizeof(one), &one) == 0 &&
           pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0;
}

bool systemRefusesPriority() {
    bool refused = true;
    std::thread([&] { refused = !runOnOneCpu(10); }).join();
    return refused;
}

/// Keeps the calling thread busy for that much of its own processor time.
void compute(std::chrono::nanoseconds time) {
    const auto used = [] {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
    };
    for (const auto from = used(); used() - from < time;) {
    }
}

/// Low holds the lock and has 20 ms of work to do before it gives it back, medium computes and never sleeps,
/// high waits for the lock: all on one CPU. Returns whether high got it in `patience`. A moment's luck does not
/// free the lock: low may well run when medium meets a lock of the events or of a sanitizer, but not for 20 ms.
template <class Lock, class Unlock>
bool highGetsIt(std::chrono::nanoseconds patience, Lock lock, Unlock unlock) {
    constexpr EventGroup::Bits held = 1, mediumRuns = 2, highMayGo = 4;
    EventGroup events;
    std::atomic<bool> answered{false};
    bool got = false;
    std::thread low([&] {
        CHECK(runOnOneCpu(10));
        CHECK(lock(Deadline::never()));
        CHECK(events.set(held));
        CHECK(events.waitForAny(mediumRuns, Deadline::never()).has_value());
        compute(20ms);
        unlock();
    });
    CHECK(events.waitForAny(held, Deadline::never()).has_value());
    std::thread high([&] {
        CHECK(runOnOneCpu(30));
        CHECK(events.waitForAny(highMayGo, Deadline::never()).has_value());
        got = lock(Deadline::in(patience));
        answered = true;
        if (got)
            unlock();
    });
    std::thread medium([&] {
        CHECK(runOnOneCpu(20));
        CHECK(events.set(mediumRuns | highMayGo));
        while (!answered) {
        }
    });
    medium.join();
    high.join();
    low.join();
    return got;
}

} // namespace

TEST_CASE(
    "000.6 a high thread gets a lock from a low one past a busy medium one with inheritance, and not without") {
    if (systemRefusesPriority()) {
        MESSAGE("Skipped: the system refuses SCHED_FIFO, and without it there is no inversion to see.");
        return;
    }
    PriorityLock inheriting("routing");
    CHECK(highGetsIt(
        2s, [&](Deadline deadline) { return inheriting.lock(deadline).has_value(); },
        [&] { CHECK(inheriting.unlock().has_value()); }));
    Semaphore plain(1, 1);
    CHECK(!highGetsIt(
        100ms, [&](Deadline deadline) { return bool(plain.acquire(deadline)); },
        [&] { CHECK(plain.tryRelease()); }));
}

TEST_CASE(
    "000.8 renderer and telemetry wait for one period counter, neither misses a period, one may acknowledge") {
    constexpr std::uint64_t last = 1'000;
    Executor executor;
    Driver driver = executor.adopt({.silence = hostNeverStops});
    PeriodCounter periods("sound card");
    auto right = periods.acknowledger("renderer");
    REQUIRE(right.has_value());
    const auto refused = periods.acknowledger("telemetry");
    REQUIRE(!refused);
    CHECK(refused.error().code == ErrorCode::notOwner);
    CHECK(refused.error().text.find("'renderer'") != std::string::npos);
    CHECK(refused.error().text.find("'telemetry'") != std::string::npos);

    std::array<std::uint64_t, 2> handled{};
    std::uint64_t acknowledged = 0;
    const auto follow = [&](std::size_t place, auto perChange) {
        for (std::uint64_t seen = 0; seen < last;) {
            const auto count = periods.wait(seen, Deadline::never());
            REQUIRE(count.has_value());
            handled[place] += *count - seen;
            seen = *count;
            perChange();
        }
    };
    std::thread renderer([&] { follow(0, [&] { acknowledged += right->acknowledge(); }); });
    std::thread telemetry([&] { follow(1, [] {}); });
    for (std::uint64_t period = 0; period < last; ++period)
        inCallback(driver, [&] { periods.advance(); });
    CHECK(periods.waitUntilAcknowledged(last, Deadline::never()));
    renderer.join();
    telemetry.join();
    CHECK(handled[0] == last);
    CHECK(handled[1] == last);
    CHECK(acknowledged == last);
    CHECK(periods.acknowledged() == last);
}

TEST_CASE("000.8 a callback wakes nobody, whoever sleeps, and all of them see what it did") {
    Executor executor;
    Driver driver = executor.adopt({.silence = hostNeverStops});
    PeriodCounter periods;
    EventGroup events;
    Semaphore permits(0, 2);
    StopSource stop;
    auto right = periods.acknowledger("callback");
    REQUIRE(right.has_value());
    SleepyThread sleepers[] = {
        SleepyThread([&] { CHECK(periods.wait(0, Deadline::never()).value() == 1); }),
        SleepyThread([&] { CHECK(periods.waitUntilAcknowledged(1, Deadline::never())); }),
        SleepyThread([&] { CHECK(events.waitForAll(3, Deadline::never()).value() == 3); }),
        SleepyThread([&] { CHECK(permits.acquire(Deadline::never())); }),
        SleepyThread([&, token = stop.token()] { CHECK(token.wait(Deadline::never())); }),
        SleepyThread([&] { CHECK(waitAny(Deadline::never(), periods.changed(0), stop.requested()).any()); }),
    };
    for (const SleepyThread& sleeper : sleepers)
        CHECK(sleeper.comesToSleep());
    inCallback(driver, [&] { // what makes a system call, locks or allocates here, the guard reports
        periods.advance();
        right->acknowledge();
        static_cast<void>(events.set(3));
        static_cast<void>(permits.tryRelease(2));
        static_cast<void>(permits.tryAcquire());
        stop.requestStop();
    });
    for (SleepyThread& sleeper : sleepers)
        sleeper.join();
    CHECK(permits.available() == 0);
}
