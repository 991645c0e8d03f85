// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/futex.h>
#include <rondo/concurrency/detail/lock.h>

namespace rondo::concurrency::detail {

/// What a waiting thread sleeps on; on its own frame.
class Parker {
public:
    void prepare() noexcept { word_.store(0, std::memory_order_relaxed); }
    void park(std::chrono::nanoseconds limit) noexcept {
        if (word_.load(std::memory_order_acquire) == 0)
            futexWait(word_, 0, limit);
    }
    /// For a parker that is in a list already: a read-modify-write, because what an `unpark` said before must
    /// be seen by the look that follows.
    void prepareAgain() noexcept { word_.exchange(0, std::memory_order_acquire); }
    void unpark() noexcept {
        if (word_.exchange(1, std::memory_order_release) == 0)
            futexWake(&word_, 1);
    }

private:
    FutexWord word_{0};
};

/// Whom a notification of one thing may choose: a taker will take the thing and is chosen once, a watcher only
/// looks and hears of every thing while it is in the list.
enum class WaitRole : std::uint8_t { taker, watcher };

class WaitList;

/// A waiting thread's place in a WaitList. All but `parker` and `role` is under the list's lock.
class WaitNode {
public:
    WaitNode() noexcept = default;
    WaitNode(Parker& sleepsOn, WaitRole as) noexcept : parker(&sleepsOn), role(as) {}
    WaitNode(const WaitNode&) = delete;
    WaitNode& operator=(const WaitNode&) = delete;

    Parker* parker = nullptr;
    WaitRole role = WaitRole::taker;

private:
    friend class WaitList;
    WaitNode* previous_ = nullptr;
    WaitNode* next_ = nullptr;
    bool notified_ = false;
};

/// The threads that wait for one condition. A waiter adds itself, then looks at the condition again, then
/// parks; a notifier changes the condition by a seq_cst store or read-modify-write, then calls notify. Of the
/// two, one must see the other (both sides write, then read the other's word, all four seq_cst), so no wake-up
/// is lost. A notifier inside a callback wakes nobody, because that is a system call: every waiter looks again
/// by itself now and then.
class WaitList {
public:
    void add(WaitNode& node) noexcept;
    /// Returns whether the node had been notified.
    bool remove(WaitNode& node) noexcept;
    /// For one thing that one taker will take: wakes all watchers and the taker that has waited longest.
    void notifyOne() noexcept {
        if (waiters_.load(std::memory_order_seq_cst) != 0)
            wake(1);
    }
    /// For `things` things, each of which one taker will take.
    void notifySome(std::uint32_t things) noexcept {
        if (waiters_.load(std::memory_order_seq_cst) != 0)
            wake(things);
    }
    void notifyAll() noexcept {
        if (waiters_.load(std::memory_order_seq_cst) != 0)
            wake(~0U);
    }
    /// Whether somebody waits, in the same order as a notification: to find out only then what to notify of.
    bool waited() const noexcept { return waiters_.load(std::memory_order_seq_cst) != 0; }
    /// Whether somebody may wait, cheaply and without order: for a sender that cannot afford a fence, and whose
    /// waiter's look is the backstop.
    bool maybeWaited() const noexcept { return waiters_.load(std::memory_order_relaxed) != 0; }

private:
    void wake(std::uint32_t takers) noexcept;

    Atomic<std::uint32_t> waiters_{0};
    Lock lock_;
    WaitNode* first_ = nullptr;
    WaitNode* last_ = nullptr;
};

/// How long a waiter sleeps before it looks by itself: soon at first, because a callback may be the peer and
/// wakes nobody; then seldom, because nothing comes.
class Look {
public:
    std::chrono::nanoseconds next(Deadline deadline) noexcept {
        const auto limit = std::min<std::chrono::nanoseconds>(interval_, deadline.remaining());
        interval_ = std::min(2 * interval_, longest);
        return limit;
    }

private:
    static constexpr std::chrono::nanoseconds longest = std::chrono::milliseconds(16);
    std::chrono::nanoseconds interval_ = std::chrono::microseconds(500);
};

/// Waits until `attempt()` returns true or the deadline has passed; `attempt` may take what it finds. Returns
/// whether it did. A thing that is closed must notify all and make `attempt` true.
template <class Attempt>
bool waitUntil(WaitList& list, Deadline deadline, Attempt attempt) {
    if (attempt())
        return true;
    Parker parker;
    Look look;
    while (!deadline.passed()) {
        parker.prepare();
        WaitNode node(parker, WaitRole::taker);
        list.add(node);
        if (attempt()) {
            if (list.remove(node)) // meant for the next thing, which we have not taken
                list.notifyOne();
            return true;
        }
        parker.park(look.next(deadline));
        list.remove(node);
        if (attempt())
            return true;
    }
    return false;
}

} // namespace rondo::concurrency::detail
