// SPDX-License-Identifier: MIT
//
// Who wakes whom: waiters, the queue of ready tasks and the timers.
#include <explore/task/pieces.h>
#include <mutex>
#include <rondo/task/detail/run_queue.h>
#include <rondo/task/detail/suspension.h>
#include <rondo/task/detail/timer_heap.h>
#include <rondo/task/detail/wait_queue.h>
#include <rondo/task/pool.h>

using namespace explore;
using namespace rondo::task;
using detail::BriefLock;
using detail::RunQueue;
using detail::Timer;
using detail::TimerHeap;
using detail::WaitEntry;
using detail::WaitQueue;

namespace {

// The simplest thing that can be waited for.
class Gate {
public:
    bool enlist(WaitEntry& entry) {
        const std::lock_guard guard(lock_);
        if (open_)
            return false;
        waiting_.push(entry);
        return true;
    }
    void leave(WaitEntry& entry) {
        const std::lock_guard guard(lock_);
        waiting_.remove(entry);
    }
    /// Returns whether this is what wakes somebody.
    bool open() {
        WaitEntry* entry = nullptr;
        {
            const std::lock_guard guard(lock_);
            open_ = true;
            entry = waiting_.claim();
        }
        if (entry != nullptr)
            entry->waiter->wake();
        return entry != nullptr;
    }

private:
    BriefLock lock_;
    bool open_ = false;
    WaitQueue waiting_;
};

// A task waits for either of two gates.
class Either : public detail::Suspension {
public:
    Either(Gate& first, Gate& second) noexcept : first_(first), second_(second) {}
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> caller) {
        return suspend(caller.promise().task(), caller, [&](Waiter& waiter) {
            entries_[0].waiter = entries_[1].waiter = &waiter;
            const bool waits = first_.enlist(entries_[0]) && second_.enlist(entries_[1]);
            after_ = 42;
            return waits;
        });
    }
    void await_resume() {
        check(after_ == 42, "what the task did last before is seen");
        first_.leave(entries_[0]);
        second_.leave(entries_[1]);
        check(resume() == Woken::ready, "a gate has opened");
    }

private:
    Gate& first_;
    Gate& second_;
    WaitEntry entries_[2];
    int after_ = 0; // written while another one may wake it already
};

} // namespace

TEST_CASE("waiter: of two that would wake a thread one does, and it is gone when the thread goes on") {
    mustHold({}, [] {
        Gate left, right;
        int wakers = 0;
        bool first = false, second = false;
        Thread one([&] { first = left.open(); });
        Thread other([&] { second = right.open(); });
        {
            Parker parker;
            Waiter waiter(parker);
            WaitEntry here, there;
            here.waiter = there.waiter = &waiter;
            if ((left.enlist(here) && right.enlist(there)) || !waiter.claim(Woken::ready))
                parker.park(Deadline::never());
            left.leave(here);
            right.leave(there);
        }
        one.join();
        other.join();
        wakers = int{first} + int{second};
        check(wakers <= 1, "one wakes it, or none when it has not slept");
    });
}

TEST_CASE("waiter: a task that is woken while it suspends goes on once") {
    mustHold({.share = 2.0}, [] {
        Gate left, right;
        Thread one([&] { left.open(); });
        Thread other([&] { right.open(); });
        Pool pool({.workers = 1});
        int times = 0;
        pool.run([&]() -> Task<> {
            co_await Either(left, right);
            ++times;
        });
        check(times == 1, "it went on once");
        one.join();
        other.join();
    });
}

TEST_CASE("waiter: a task that goes on in another worker has with it all that it did in the first") {
    mustHold({.share = 3.0}, [] {
        Gate gate, never;
        Pool pool({.workers = 2});
        Thread opener([&] { gate.open(); });
        pool.run([&]() -> Task<> { co_await Either(gate, never); });
        opener.join();
    });
}

TEST_CASE("waiter: what was done before a gate opened is seen by the task that it lets go on") {
    mustHold({.share = 2.0}, [] {
        Gate gate, never;
        int message = 0;
        Thread opener([&] {
            message = 42;
            gate.open();
        });
        Pool pool({.workers = 1});
        const int seen = pool.run([&]() -> Task<int> {
            co_await Either(gate, never);
            co_return message;
        });
        check(seen == 42, "the message came before");
        opener.join();
    });
}

TEST_CASE("run queue: each task that is pushed is popped once, with what was written before") {
    mustHold({}, [] {
        RunQueue queue;
        Node nodes[2];
        int written[2] = {};
        Thread pusher([&] {
            written[1] = 1;
            queue.push(nodes[1]);
        });
        written[0] = 1;
        queue.push(nodes[0]);
        int taken[2] = {};
        const auto pop = [&](int most) {
            while (most-- > 0)
                if (auto* const task = queue.pop()) {
                    const auto number = task == &nodes[0] ? 0 : 1;
                    check(written[number] == 1, "it is whole");
                    ++taken[number];
                }
        };
        Thread popper([&] { pop(1); });
        pusher.join();
        popper.join();
        pop(2);
        check(taken[0] == 1 && taken[1] == 1, "each one once");
    });
}

TEST_CASE("run queue: what is stolen is nowhere else, and nothing gets lost between pushes, pops and thefts") {
    mustHold({.share = 2.0}, [] {
        RunQueue own, thief;
        Node nodes[4];
        int written[4] = {};
        int taken[4] = {};
        const auto take = [&](TaskNode* task) {
            if (task == nullptr)
                return;
            const auto number = static_cast<Node*>(task) - nodes;
            check(written[number] == 1, "it is whole");
            ++taken[number];
        };
        const auto push = [&](int number) {
            written[number] = 1;
            own.push(nodes[number]);
        };
        for (int number = 0; number < 3; ++number)
            push(number);
        Thread other([&] {
            take(thief.steal(own));
            take(thief.pop());
        });
        push(3);
        take(own.pop());
        take(own.steal(thief));
        other.join();
        while (auto* const task = own.pop())
            take(task);
        while (auto* const task = thief.pop())
            take(task);
        for (const int times : taken)
            check(times == 1, "each one once");
        check(own.count() + thief.count() == 0, "the counts are right");
    });
}

// Of the order between a push and a look hangs the sleep of workers.
TEST_CASE("run queue: a look sees the push, or the push what came before the look") {
    mustHold({}, [] {
        RunQueue queue;
        Node node;
        detail::Atomic<bool> asleep{false};
        bool seen = false;
        Thread pusher([&] {
            queue.push(node);
            seen = asleep.load(std::memory_order_relaxed);
        });
        asleep.store(true, std::memory_order_relaxed);
        const bool found = queue.look() > 0;
        pusher.join();
        check(found || seen, "one of them sees the other");
    });
}

TEST_CASE("timers: a timer that is taken out while it fires leaves its waiter to nobody") {
    mustHold({}, [] {
        TimerHeap timers;
        Thread minder;
        {
            Parker parker;
            Waiter waiter(parker);
            Timer timer;
            timer.waiter = &waiter;
            timer.at = 10;
            check(timers.add(timer), "it is the first");
            minder = Thread([&] { timers.fire(20); });
            const bool mine = waiter.claim(Woken::ready);
            if (!mine)
                parker.park(Deadline::never());
            timers.remove(timer);
            check(waiter.woken() == (mine ? Woken::ready : Woken::timeout), "the first claim counts");
        }
        minder.join();
        check(timers.next() == TimerHeap::never, "none is left");
    });
}

TEST_CASE("timers: two that fire and one that adds: each timer wakes once, in its time") {
    mustHold({.share = 2.0}, [] {
        TimerHeap timers;
        std::size_t woken = 0;
        Parker parkers[2];
        Waiter early(parkers[0]), late(parkers[1]);
        Timer first, second;
        first.waiter = &early;
        first.at = 10;
        second.waiter = &late;
        second.at = 30;
        timers.add(second);
        Thread minder([&] { woken = timers.fire(20); });
        timers.add(first);
        const auto mine = timers.fire(20);
        parkers[0].park(Deadline::never());
        minder.join();
        check(woken + mine == 1, "one of them fired it");
        check(late.woken() == Woken::no && timers.look() == 30, "the other one is there still");
        timers.remove(first);
        timers.remove(second);
    });
}
