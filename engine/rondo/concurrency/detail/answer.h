// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <rondo/concurrency/detail/futex.h>
#include <rondo/concurrency/detail/job.h>

namespace rondo::concurrency::detail {

/// The word between a thread that waits for a closure and the executor that runs it. The executor's last touch
/// is the exchange in `give`: from then on the frame that holds the word may be gone, and the wake that follows
/// passes its address to the kernel as a mere number.
class Answer {
public:
    enum State : std::uint32_t { queued, running, done, closed, poisoned, revoked, phase = 7, sleeping = 8 };

    State state() const noexcept { return static_cast<State>(word_.load(std::memory_order_acquire) & phase); }
    bool over() const noexcept { return state() >= done; }

    /// The executor's: false when the submitter has revoked.
    bool start() noexcept { return leaveQueue(running); }
    /// The submitter's: false when the executor has started, or given its answer.
    bool revoke() noexcept { return leaveQueue(revoked); }

    void give(State outcome, Wake wake) noexcept {
        const void* address = &word_;
        if ((word_.exchange(outcome, std::memory_order_release) & sleeping) != 0 && wake == Wake::allowed)
            futexWake(address, 1);
    }
    static State stateOf(Refusal why) noexcept { return why == Refusal::closed ? closed : poisoned; }

    /// Sleeps until the answer wakes us.
    void sleep(std::chrono::nanoseconds limit) noexcept {
        auto seen = word_.load(std::memory_order_relaxed);
        while ((seen & phase) < done && (seen & sleeping) == 0)
            if (word_.compare_exchange_weak(seen, seen | sleeping, std::memory_order_relaxed,
                                            std::memory_order_relaxed))
                seen |= sleeping;
        if ((seen & phase) < done)
            futexWait(word_, seen, limit);
    }
    /// Sleeps although nobody will wake us, because a callback answers.
    void nap(std::chrono::nanoseconds limit) noexcept {
        const auto seen = word_.load(std::memory_order_relaxed);
        if ((seen & phase) < done)
            futexWait(word_, seen, limit);
    }

private:
    // Bounded: the other side changes a word that is queued at most twice.
    bool leaveQueue(State to) noexcept {
        auto seen = word_.load(std::memory_order_relaxed);
        while ((seen & phase) == queued)
            if (word_.compare_exchange_weak(seen, to | (seen & sleeping), std::memory_order_relaxed,
                                            std::memory_order_relaxed))
                return true;
        return false;
    }
    FutexWord word_{queued};
};

} // namespace rondo::concurrency::detail
