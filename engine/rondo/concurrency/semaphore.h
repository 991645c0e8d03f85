// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/base/result.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/wait_result.h>
#include <rondo/concurrency/wait_source.h>
#include <string>

namespace rondo::concurrency {

/// A number of permits, at most a fixed one: each `acquire` takes one or waits for one, each `release` gives
/// some back.
///
/// Example:
///     Semaphore voices(2, 2, "voices");
///     expect(voices.acquire(Deadline::immediately()) && voices.tryAcquire());
///     expect(voices.acquire(Deadline::immediately()) == WaitResult::timeout);
///     expect(voices.release(2).has_value());
///     expect(voices.release().error().code == rondo::base::ErrorCode::full); // one more than there are
class Semaphore {
public:
    /// Effects: makes `permits` of at most `maximum`; `name` is shown in errors. Errors:
    /// Failure(invalidArgument) when `maximum` is 0 or smaller than `permits`. Progress: blocking (allocates).
    /// [control]
    Semaphore(std::uint32_t permits, std::uint32_t maximum, std::string name = "semaphore");
    /// Requires: no thread is inside a call, and none will call. [control]
    ~Semaphore() = default;
    Semaphore(const Semaphore&) = delete;
    Semaphore& operator=(const Semaphore&) = delete;

    /// Effects: takes one permit when there is one and the semaphore is open. Returns: whether it did.
    /// Progress: lock-free. [audio] [any]
    [[nodiscard]] bool tryAcquire() noexcept;
    /// Effects: takes one permit, or waits for one. Returns: done, timeout, or closed, which comes before
    /// permits that are left. Progress: blocking. [any but audio]
    WaitResult acquire(Deadline deadline) noexcept;

    /// Effects: gives `count` permits back and wakes as many waiters; inside a callback it makes no system
    /// call, and waiters look by themselves within 16 ms. Returns: false, and nothing is given, above the
    /// maximum. Progress: lock-free beside the wake-ups. [audio] [any]
    [[nodiscard]] bool tryRelease(std::uint32_t count = 1) noexcept;
    /// Effects: the same. Errors: full above the maximum. Progress: lock-free beside the wake-ups. [any but
    /// audio]
    base::Result<void> release(std::uint32_t count = 1);

    /// Returns: permits that are free now. Progress: wait-free. [audio] [any]
    std::uint32_t available() const noexcept {
        return static_cast<std::uint32_t>(word_.load(std::memory_order_relaxed));
    }
    /// Returns: a source for waitAny that is ready while `acquire` will not have to wait. Progress: wait-free.
    /// [any]
    WaitSource acquirable() noexcept;

    /// Effects: answers everybody who waits; no permit can be acquired any more, releasing stays possible.
    /// Further calls do nothing. Progress: wait-free beside the wake-ups. [audio] [any]
    void close() noexcept;
    /// Returns: whether it was closed. Progress: wait-free. [any]
    bool closed() const noexcept { return (word_.load(std::memory_order_relaxed) & closedBit) != 0; }

private:
    static constexpr std::uint64_t closedBit = std::uint64_t{1} << 32;
    static constexpr std::uint64_t permitBits = closedBit - 1;

    const std::string name_;
    const std::uint32_t maximum_;
    detail::Atomic<std::uint64_t> word_;
    detail::WaitList waiting_;
};

} // namespace rondo::concurrency
