// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/base/result.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/futex.h>
#include <string>

namespace rondo::concurrency {

/// A lock for threads of different priority that are not the audio thread: who holds it runs at least at the
/// priority of the most urgent one who waits, so that nobody in between can keep both off the processor. Every
/// mistake has a name: locking twice, a circle of such locks, unlocking what another thread holds, the end of a
/// thread that held it.
///
/// Example:
///     PriorityLock routing("routing");
///     {
///         const PriorityLock::Guard guard(routing);
///         expect(routing.lock().error().code == rondo::base::ErrorCode::deadlock); // once is enough
///     }
///     expect(routing.unlock().error().code == rondo::base::ErrorCode::notOwner);
///     routing.close();
///     expect(routing.lock().error().code == rondo::base::ErrorCode::closed);
class PriorityLock {
public:
    /// Holds a lock for a scope.
    class Guard {
    public:
        /// Effects: locks. Errors: Failure with what `lock` answers. Progress: blocking. [any but audio]
        explicit Guard(PriorityLock& lock, Deadline deadline = Deadline::never());
        /// Requires: on the thread that made it. Progress: as `unlock`. [any but audio]
        ~Guard() { lock_.release(); }
        Guard(const Guard&) = delete;
        Guard& operator=(const Guard&) = delete;

    private:
        PriorityLock& lock_;
    };

    /// Effects: makes a free lock; `name` is shown in errors. Progress: blocking (allocates). [control]
    explicit PriorityLock(std::string name = "lock") : name_(std::move(name)) {}
    /// Requires: no thread is inside a call or will call; `closeAndDrain` sees to those that wait. [control]
    ~PriorityLock() = default;
    PriorityLock(const PriorityLock&) = delete;
    PriorityLock& operator=(const PriorityLock&) = delete;

    /// Effects: waits until the lock is free, the most urgent thread first, and takes it. Errors: timeout;
    /// closed; deadlock when this thread holds it, or holds a lock that its holder waits for; poisoned, from
    /// then on for all, when a holder's thread ended without unlocking, because what it guards may be half
    /// changed (noticed as long as the system gives that thread's number to no other); refused when the kernel
    /// has no memory for it. Progress: no system call when it is free, else blocking. [any but audio]
    base::Result<void> lock(Deadline deadline = Deadline::never());
    /// Effects: gives the lock to the most urgent thread that waits. Errors: notOwner on any thread but the
    /// holder's, with both. Progress: no system call when nobody waits. [any but audio]
    base::Result<void> unlock();

    /// Effects: all who wait, within 8 ms, and all who come are answered with closed; who holds it goes on and
    /// unlocks as ever. Needs not hold it. Further calls do nothing. Progress: wait-free. [any]
    void close() noexcept;
    /// Effects: closes, and waits until nobody holds the lock and nobody waits in it, so that it may be
    /// destroyed. Errors: timeout; deadlock on the holder's thread. Progress: blocking. [any but audio]
    base::Result<void> closeAndDrain(Deadline deadline);
    /// Returns: how many calls of `lock` are inside now, most of them waiting. Progress: wait-free. [any]
    std::uint32_t waiting() const noexcept { return calls_.load(std::memory_order_relaxed); }
    /// Returns: whether it was closed. Progress: wait-free. [any]
    bool closed() const noexcept { return state_.load(std::memory_order_relaxed) == shut; }

private:
    enum State : std::uint32_t { open, shut, poisoned };

    // While it lives, a call is inside, and who drains the lock waits for it.
    struct Call {
        explicit Call(PriorityLock& lock) noexcept : calls(lock.calls_) {
            calls.fetch_add(1, std::memory_order_relaxed);
        }
        ~Call() { calls.fetch_sub(1, std::memory_order_release); }
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;
        detail::FutexWord& calls;
    };

    bool takeFree() noexcept;
    bool release() noexcept;
    detail::PiOutcome waitFor(Deadline deadline, State atMost) noexcept;
    base::Result<void> mayUse() const;
    base::Result<void> failed(detail::PiOutcome outcome) const;

    const std::string name_;
    detail::FutexWord word_{0}; // laid out by the kernel: the holder's number, and two marks
    detail::Atomic<std::uint32_t> state_{open};
    detail::FutexWord calls_{0};
};

} // namespace rondo::concurrency
