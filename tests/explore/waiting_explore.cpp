// SPDX-License-Identifier: MIT
#include <explore/explorer.h>
#include <mutex>
#include <rondo/concurrency/detail/lock.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/stop_source.h>
#include <rondo/concurrency/wait_any.h>

using explore::Thread;
using namespace rondo::concurrency;
using namespace std::chrono_literals;

TEST_CASE("lock: one holder at a time, and the next one sees what the last one did") {
    explore::mustHold({}, [] {
        detail::Lock lock;
        int shared = 0;
        const auto work = [&] {
            const std::scoped_lock guard(lock);
            ++shared;
        };
        Thread first(work), second(work);
        work();
        first.join();
        second.join();
        explore::check(shared == 3, "no increment is lost");
    });
}
TEST_CASE("lock: an attempt that fails changes nothing") {
    explore::mustHold({}, [] {
        detail::Lock lock;
        int shared = 0;
        Thread other([&] {
            const std::scoped_lock guard(lock);
            ++shared;
        });
        if (lock.try_lock()) {
            ++shared;
            lock.unlock();
        }
        other.join();
    });
}

namespace {

// The simplest thing that can be waited for.
struct Permits {
    detail::Atomic<int> count{0};
    detail::WaitList waiting;

    bool tryTake() {
        int seen = count.load(std::memory_order_seq_cst);
        while (seen > 0)
            if (count.compare_exchange_weak(seen, seen - 1, std::memory_order_acquire,
                                            std::memory_order_relaxed))
                return true;
        return false;
    }
    void give() {
        count.fetch_add(1, std::memory_order_seq_cst);
        waiting.notifyOne();
    }
    bool take(Deadline deadline = Deadline::never()) {
        return detail::waitUntil(waiting, deadline, [this] { return tryTake(); });
    }
};

} // namespace

TEST_CASE("wait list: no wake-up is lost between one giver and one taker") {
    explore::mustHold({}, [] {
        Permits permits;
        Thread taker([&] { explore::check(permits.take(), "the permit arrives"); });
        permits.give();
        taker.join();
    });
}
TEST_CASE("wait list: two givers and two takers: a wake-up that its taker did not need goes on to the next") {
    explore::mustHold({.share = 2.0}, [] {
        Permits permits;
        Thread first([&] { explore::check(permits.take(), "a permit arrives"); });
        Thread second([&] { explore::check(permits.take(), "a permit arrives"); });
        Thread giver([&] { permits.give(); });
        permits.give();
        first.join();
        second.join();
        giver.join();
    });
}
TEST_CASE("wait list: a taker whose time is up leaves its wake-up to another") {
    explore::mustHold({.world = {.longestPoll = std::chrono::nanoseconds(1ms).count()}, .share = 2.0}, [] {
        Permits permits;
        bool soon = false;
        Thread hasty([&] { soon = permits.take(Deadline::in(400us)); });
        Thread patient([&] {
            // Looks that would end by themselves are longer than a poll, so that only a wake-up helps.
            detail::Parker parker;
            while (!permits.tryTake()) {
                parker.prepare();
                detail::WaitNode node(parker, detail::WaitRole::taker);
                permits.waiting.add(node);
                const bool taken = permits.tryTake();
                if (!taken)
                    parker.park(1h);
                if (permits.waiting.remove(node) && taken)
                    permits.waiting.notifyOne();
                if (taken)
                    break;
            }
        });
        permits.give();
        hasty.join();
        if (soon)
            permits.give();
        patient.join();
    });
}
TEST_CASE("wait-any: one of several sources wakes the watcher, and takers are not robbed") {
    explore::mustHold({}, [] {
        StopSource stop, other;
        Thread watcher([first = stop.token(), second = other.token()] {
            const auto ready = waitAny(Deadline::never(), first.requested(), second.requested());
            explore::check(ready.any(), "one of them is ready");
        });
        Thread stopper([&] { explore::check(other.requestStop(), "the first request counts"); });
        stop.requestStop();
        explore::check(stop.token().wait(Deadline::never()) == WaitResult::done, "it is requested");
        watcher.join();
        stopper.join();
    });
}
TEST_CASE("stop: what was done before the request is seen after it") {
    explore::mustHold({}, [] {
        StopSource stop;
        int message = 0;
        Thread worker([&, token = stop.token()] {
            if (token.stopRequested())
                explore::check(message == 42, "the message came before the stop");
            explore::check(token.wait(Deadline::never()) == WaitResult::done, "the stop arrives");
            explore::check(message == 42, "the message came before the stop");
        });
        message = 42;
        stop.requestStop();
        worker.join();
    });
}
