// SPDX-License-Identifier: MIT
#include <algorithm>
#include <rondo/concurrency/priority_lock.h>

namespace rondo::concurrency {

using base::ErrorCode;
using detail::PiOutcome;

namespace {

// Nothing but an unlock wakes a thread that lends its priority, so it looks by itself whether the lock closed.
constexpr std::chrono::nanoseconds closeLook = std::chrono::milliseconds(8);

std::string threadName(std::uint32_t number) {
    return number == 0 ? std::string("nobody") : "thread " + std::to_string(number);
}

} // namespace

PriorityLock::Guard::Guard(PriorityLock& lock, Deadline deadline) : lock_(lock) {
    if (const auto locked = lock.lock(deadline); !locked)
        throw base::Failure(locked.error());
}

base::Result<void> PriorityLock::lock(Deadline deadline) {
    const Call inside(*this);
    if (auto usable = mayUse(); !usable)
        return usable;
    if (!takeFree())
        if (const PiOutcome outcome = waitFor(deadline, open); outcome != PiOutcome::locked) {
            auto usable = mayUse();
            return usable ? failed(outcome) : usable;
        }
    if (state_.load(std::memory_order_relaxed) == open)
        return {};
    release(); // it has closed meanwhile, or came from a thread that ended
    return mayUse();
}

base::Result<void> PriorityLock::unlock() {
    const auto holder = word_.load(std::memory_order_relaxed) & detail::piOwnerBits;
    if (release())
        return {};
    return base::fail(ErrorCode::notOwner, "The lock '" + name_ + "' is held by " + threadName(holder) +
                                               ", and " + threadName(detail::threadNumber()) +
                                               " tried to unlock it; unlock only where it was locked.");
}

void PriorityLock::close() noexcept {
    std::uint32_t state = open;
    state_.compare_exchange_strong(state, shut, std::memory_order_relaxed);
}

base::Result<void> PriorityLock::closeAndDrain(Deadline deadline) {
    close();
    const PiOutcome outcome = takeFree() ? PiOutcome::locked : waitFor(deadline, poisoned);
    if (outcome == PiOutcome::locked)
        release();
    else if (outcome != PiOutcome::ownerGone)
        return failed(outcome);
    for (auto calls = calls_.load(std::memory_order_acquire); calls != 0;
         calls = calls_.load(std::memory_order_acquire)) {
        if (deadline.passed())
            return failed(PiOutcome::timeout);
        detail::futexWait(calls_, calls, std::min<std::chrono::nanoseconds>(deadline.remaining(), closeLook));
    }
    return {};
}

bool PriorityLock::takeFree() noexcept {
    std::uint32_t nobody = 0;
    return word_.compare_exchange_strong(nobody, detail::threadNumber(), std::memory_order_acquire,
                                         std::memory_order_relaxed);
}

bool PriorityLock::release() noexcept {
    const auto self = detail::threadNumber();
    std::uint32_t word = self;
    if (word_.compare_exchange_strong(word, 0, std::memory_order_release, std::memory_order_relaxed))
        return true;
    if ((word & detail::piOwnerBits) != self)
        return false;
    // The kernel writes the word next: this makes what was done under the lock part of what it hands on.
    word_.fetch_or(0, std::memory_order_release);
    detail::futexUnlockPi(word_);
    return true;
}

// Waits as long as the state is not above `atMost`.
PiOutcome PriorityLock::waitFor(Deadline deadline, State atMost) noexcept {
    if ((word_.load(std::memory_order_relaxed) & detail::piOwnerBits) == detail::threadNumber())
        return PiOutcome::deadlock;
    while (!deadline.passed() && state_.load(std::memory_order_relaxed) <= atMost) {
        const auto limit = std::min<std::chrono::nanoseconds>(deadline.remaining(), closeLook);
        const PiOutcome outcome = detail::futexLockPi(word_, limit);
        if (outcome == PiOutcome::timeout)
            continue;
        bool ownerDied = outcome == PiOutcome::ownerGone;
        if (outcome == PiOutcome::locked)
            ownerDied = (word_.load(std::memory_order_acquire) & detail::piOwnerDied) != 0;
        if (ownerDied)
            state_.store(poisoned, std::memory_order_relaxed);
        return outcome;
    }
    return PiOutcome::timeout;
}

base::Result<void> PriorityLock::mayUse() const {
    switch (state_.load(std::memory_order_relaxed)) {
    case open:
        return {};
    case shut:
        return base::fail(ErrorCode::closed,
                          "The lock '" + name_ + "' was closed, and " + threadName(detail::threadNumber()) +
                              " asked for it; end what still uses the thing that it guards.");
    default:
        return base::fail(ErrorCode::poisoned, "A thread ended while it held the lock '" + name_ +
                                                   "', so what it guards may be " + "half changed and " +
                                                   threadName(detail::threadNumber()) +
                                                   " does not get it; make both anew.");
    }
}

base::Result<void> PriorityLock::failed(PiOutcome outcome) const {
    const auto self = threadName(detail::threadNumber());
    const auto holder = threadName(word_.load(std::memory_order_relaxed) & detail::piOwnerBits);
    switch (outcome) {
    case PiOutcome::deadlock:
        return base::fail(ErrorCode::deadlock,
                          "The lock '" + name_ + "' is held by " + holder + ", which " +
                              (holder == self ? "asked for it again" : "waits in turn for a lock of " + self) +
                              "; take locks once, and several always in the same order.");
    case PiOutcome::refused:
        return base::fail(ErrorCode::refused,
                          "The kernel could not let " + self + " wait for the lock '" + name_ + "' of " +
                              holder + "; free some memory, or use Linux with priority inheritance.");
    default:
        return base::fail(ErrorCode::timeout, "The lock '" + name_ + "' stayed with " + holder + " until " +
                                                  "the deadline of " + self +
                                                  " passed; wait longer, or hold it " + "for a shorter time.");
    }
}

} // namespace rondo::concurrency
