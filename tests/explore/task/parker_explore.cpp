// SPDX-License-Identifier: MIT
#include <chrono>
#include <explore/explorer.h>
#include <memory>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/parker.h>

using explore::Thread;
using rondo::concurrency::Deadline;
using rondo::task::detail::BriefLock;
using rondo::task::detail::Parker;
using namespace std::chrono_literals;

TEST_CASE("parker: an unpark is not lost, whether it comes before the park or after it") {
    explore::mustHold({}, [] {
        Parker parker;
        int message = 0;
        Thread waker([&] {
            message = 42;
            parker.unpark();
        });
        explore::check(parker.park(Deadline::never()), "without a deadline it was said");
        explore::check(message == 42, "what the waker did before is seen");
        waker.join();
    });
}

TEST_CASE("parker: the word may go as soon as the park has returned") {
    explore::mustHold({}, [] {
        auto parker = std::make_unique<Parker>();
        Thread waker([word = parker.get()] { word->unpark(); });
        explore::check(parker->park(Deadline::never()), "it was said");
        parker.reset();
        waker.join();
    });
}

TEST_CASE("parker: a deadline that passes leaves the unpark to the next park") {
    explore::mustHold({.world = {.longestPoll = std::chrono::nanoseconds(1ms).count()}}, [] {
        Parker parker;
        int message = 0;
        Thread waker([&] {
            message = 42;
            parker.unpark();
        });
        if (!parker.park(Deadline::in(100us)))
            explore::check(parker.park(Deadline::never()), "it is said later");
        explore::check(message == 42, "what the waker did before is seen");
        explore::check(!parker.park(Deadline::immediately()), "it is said once");
        waker.join();
    });
}

TEST_CASE("parker: of two threads that hand each other the word, each sees what the other one did") {
    explore::mustHold({}, [] {
        Parker there, here;
        int shared = 0;
        Thread other([&] {
            for (int turn = 0; turn < 2; ++turn) {
                there.park(Deadline::never());
                ++shared;
                here.unpark();
            }
        });
        for (int turn = 0; turn < 2; ++turn) {
            ++shared;
            there.unpark();
            here.park(Deadline::never());
        }
        other.join();
        explore::check(shared == 4, "every turn counts");
    });
}

TEST_CASE("brief lock: one holder at a time, and the next one sees what the last one did") {
    explore::mustHold({}, [] {
        BriefLock lock;
        int shared = 0;
        const auto work = [&] {
            lock.lock();
            ++shared;
            lock.unlock();
        };
        Thread first(work), second(work);
        work();
        first.join();
        second.join();
        explore::check(shared == 3, "no increment is lost");
    });
}
