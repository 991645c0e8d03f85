// SPDX-License-Identifier: MIT
//
// Red twins: faults that the explorer must find, so that its silence elsewhere means something.
#include <explore/explorer.h>
#include <memory>
#include <mutex>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/futex.h>
#include <rondo/concurrency/detail/lock.h>

using explore::Thread;
using namespace rondo::concurrency::detail;

namespace {

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto acquire = std::memory_order_acquire;
constexpr auto release = std::memory_order_release;
constexpr auto sequential = std::memory_order_seq_cst;

// Dekker's shape: each side writes its word, then reads the other's. Two that both read 0 both sleep.
bool bothMissed(std::memory_order writes, std::memory_order reads) {
    Atomic<int> left{0}, right{0};
    int seenLeft = 1, seenRight = 1;
    Thread other([&] {
        right.store(1, writes);
        seenLeft = left.load(reads);
    });
    left.store(1, writes);
    seenRight = right.load(reads);
    other.join();
    return seenLeft == 0 && seenRight == 0;
}

void passMessage(std::memory_order writes, std::memory_order reads) {
    int message = 0;
    Atomic<bool> ready{false};
    Thread sender([&] {
        message = 42;
        ready.store(true, writes);
    });
    while (!ready.load(reads))
        explore::yield();
    explore::check(message == 42, "the message arrives with its flag");
    sender.join();
}

} // namespace

TEST_CASE("red: Dekker with acquire and release loses both sides") {
    explore::mustFail({}, "at least one side sees the other", [] {
        explore::check(!bothMissed(release, acquire), "at least one side sees the other");
    });
}
TEST_CASE("Dekker with sequential consistency loses none") {
    explore::mustHold(
        {}, [] { explore::check(!bothMissed(sequential, sequential), "at least one side sees the other"); });
}
TEST_CASE("red: a message with a relaxed store races") {
    explore::mustFail({}, "two threads use the same plain memory", [] { passMessage(relaxed, acquire); });
}
TEST_CASE("red: a message with a relaxed load races") {
    explore::mustFail({}, "two threads use the same plain memory", [] { passMessage(release, relaxed); });
}
TEST_CASE("a message with release and acquire arrives") {
    explore::mustHold({}, [] { passMessage(release, acquire); });
}

TEST_CASE("red: a read-modify-write keeps a release sequence, a store breaks it") {
    const auto chain = [](bool store) {
        int message = 0;
        Atomic<int> word{0};
        Thread sender([&] {
            message = 42;
            word.store(1, release);
        });
        Thread relay([&] {
            if (word.load(relaxed) == 1) {
                if (store)
                    word.store(2, relaxed);
                else
                    word.fetch_add(1, relaxed);
            }
        });
        if (word.load(acquire) == 2)
            explore::check(message == 42, "the message arrives through the relay");
        sender.join();
        relay.join();
    };
    explore::mustFail({}, "two threads use the same plain memory", [&] { chain(true); });
    explore::mustHold({}, [&] { chain(false); });
}

namespace {

// A waiter that looks at the condition first and says that it sleeps afterwards: the wake-up in between is
// lost.
struct LateWaiter {
    FutexWord signals{0};
    Atomic<bool> ready{false};
    Atomic<std::uint32_t> waiters{0};

    void notify() {
        ready.store(true, sequential);
        if (waiters.load(sequential) != 0) {
            signals.fetch_add(1, release);
            futexWake(&signals, 1);
        }
    }
    void wait(bool looksBeforeItPublishes) {
        if (looksBeforeItPublishes && ready.load(sequential))
            return;
        const auto before = signals.load(acquire);
        waiters.fetch_add(1, sequential);
        while (looksBeforeItPublishes ? signals.load(acquire) == before : !ready.load(sequential))
            futexWait(signals, before, longestWait);
    }
};

void waitOnce(bool looksBeforeItPublishes) {
    LateWaiter waiter;
    Thread other([&] { waiter.notify(); });
    waiter.wait(looksBeforeItPublishes);
    other.join();
}

} // namespace

TEST_CASE("red: a waiter that looks before it publishes loses a wake-up") {
    explore::mustFail({}, "no thread can go on", [] { waitOnce(true); });
}
TEST_CASE("a waiter that publishes before it looks loses none") {
    explore::mustHold({}, [] { waitOnce(false); });
}

namespace {

// The ring of seed 000 (2.3): whether the receiver may sleep is decided from a counter read before the item is
// published, so an item sent just as the receiver finds the ring empty wakes nobody.
struct EarlyRing {
    Atomic<std::uint32_t> written{0};
    Atomic<std::uint32_t> read{0};
    int items[4] = {};

    void push(int value, bool decidesBeforeItPublishes) {
        const auto position = written.load(relaxed);
        const bool early = position == read.load(sequential);
        items[position % 4] = value;
        written.store(position + 1, sequential);
        const bool wasEmpty = decidesBeforeItPublishes ? early : position <= read.load(sequential);
        if (wasEmpty)
            futexWake(&written, 1);
    }
    int pop() {
        const auto position = read.load(relaxed);
        while (written.load(sequential) == position)
            futexWait(written, position, longestWait);
        const int value = items[position % 4];
        read.store(position + 1, sequential);
        return value;
    }
};

void passThree(bool decidesBeforeItPublishes) {
    EarlyRing ring;
    Thread sender([&] {
        for (int value = 1; value <= 3; ++value)
            ring.push(value, decidesBeforeItPublishes);
    });
    for (int value = 1; value <= 3; ++value)
        explore::check(ring.pop() == value, "items arrive in order");
    sender.join();
}

} // namespace

TEST_CASE("red: 000 2.3: a ring that asks whether it was empty before it publishes loses a wake-up") {
    explore::mustFail({}, "no thread can go on", [] { passThree(true); });
}
TEST_CASE("000 2.3: a ring that asks after it published loses none") {
    explore::mustHold({}, [] { passThree(false); });
}

TEST_CASE("red: a frame that has returned is touched") {
    explore::mustFail({}, "atomic", [] {
        Atomic<FutexWord*> shared{nullptr};
        Thread waiter([&] {
            FutexWord own{0};
            shared.store(&own, release);
            while (own.load(acquire) == 0)
                futexWait(own, 0, longestWait);
        });
        FutexWord* word = nullptr;
        while ((word = shared.load(acquire)) == nullptr)
            explore::yield();
        word->store(1, release);
        word->store(2, release); // the waiter may have left already
        futexWake(word, 1);
        waiter.join();
    });
}
namespace {

// A closure on its caller's frame. Whoever has run it answers, and the caller may return at once.
struct FramedClosure {
    FutexWord answered{0};
    int runs = 0;
};

void submitOnce(bool countsAfterTheAnswer) {
    Atomic<FramedClosure*> queue{nullptr};
    int counted = 0;
    Thread executor([&] {
        FramedClosure* closure = nullptr;
        while ((closure = queue.load(acquire)) == nullptr)
            explore::yield();
        ++closure->runs;
        const void* address = &closure->answered;
        const int before = closure->runs;
        closure->answered.store(1, release);
        futexWake(address, 1);
        counted = countsAfterTheAnswer ? closure->runs : before;
    });
    const auto submit = [&queue] {
        FramedClosure closure;
        queue.store(&closure, release);
        while (closure.answered.load(acquire) == 0)
            futexWait(closure.answered, 0, longestWait);
        return closure.runs;
    };
    explore::check(submit() == 1, "it ran once");
    executor.join();
    explore::check(counted == 1, "and is counted once");
}

} // namespace

TEST_CASE("red: an executor that looks at the closure after its answer touches a frame that has returned") {
    explore::mustFail({}, "a frame that has returned", [] { submitOnce(true); });
}
TEST_CASE("an executor whose answer is its last touch does not") {
    explore::mustHold({}, [] { submitOnce(false); });
}

TEST_CASE("red: a lock that is missing shows as a race, and two of them as a deadlock") {
    explore::mustFail({}, "two threads use the same plain memory", [] {
        int shared = 0;
        Thread other([&] { ++shared; });
        ++shared;
        other.join();
    });
    explore::mustFail({}, "no thread can go on", [] {
        Lock first, second;
        Thread other([&] {
            const std::scoped_lock one(second);
            const std::scoped_lock two(first);
        });
        {
            const std::scoped_lock one(first);
            const std::scoped_lock two(second);
        }
        other.join();
    });
}
TEST_CASE("red: memory freed under a reader, or never, is found") {
    explore::mustFail({}, "freed", [] {
        auto item = std::make_unique<int>(1);
        Thread reader([at = item.get()] { explore::check(*at == 1, "the item is whole"); });
        item.reset();
        reader.join();
    });
    explore::mustFail({}, "never freed", [] {
        Atomic<int*> lost{new int(1)};
        explore::check(lost.load(relaxed) != nullptr, "there is memory");
    });
}
