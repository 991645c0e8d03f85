// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/base/result.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/lock.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/wait_result.h>
#include <rondo/concurrency/wait_source.h>
#include <string>
#include <tl/expected.hpp>

namespace rondo::concurrency {

/// Counts a device's periods, as an interrupt would: the callback advances it, and any number of threads wait
/// until it is no longer what they saw. None can miss a period, because each reads the count. Saying that the
/// work of a period is done is a right of its own, and exactly one holds it.
///
/// Example:
///     PeriodCounter periods("sound card");
///     const std::uint64_t seen = periods.count();
///     std::thread callback([&] { periods.advance(); periods.advance(); });
///     callback.join();
///     expect(periods.wait(seen, Deadline::never()).value() == seen + 2);
///     auto mine = periods.acknowledger("renderer");
///     expect(mine.has_value() && !periods.acknowledger("telemetry"));
///     expect(mine->acknowledge() == 2);
class PeriodCounter {
public:
    class Acknowledger;

    /// Effects: starts at 0; `name` is shown in errors. Progress: blocking (allocates). [control]
    explicit PeriodCounter(std::string name = "period counter") : name_(std::move(name)) {}
    /// Requires: no thread is inside a call, none will call, and the Acknowledger is gone. [control]
    ~PeriodCounter() = default;
    PeriodCounter(const PeriodCounter&) = delete;
    PeriodCounter& operator=(const PeriodCounter&) = delete;

    /// Effects: counts one period and wakes who waits for it; inside a callback it makes no system call, and
    /// waiters look by themselves within 16 ms. Returns: the new count. Progress: wait-free inside a callback,
    /// else blocking for the wake-ups. [audio] [any]
    std::uint64_t advance() noexcept;
    /// Returns: the periods so far; what the callback did before them is seen after. Progress: wait-free.
    /// [audio] [any]
    std::uint64_t count() const noexcept { return count_.load(std::memory_order_acquire); }

    /// Effects: waits until the count differs from `seen`. Returns: the count; else timeout or closed.
    /// Progress: blocking. [any but audio]
    tl::expected<std::uint64_t, WaitResult> wait(std::uint64_t seen, Deadline deadline) const noexcept;
    /// Returns: a source for waitAny that is ready when the count differs from `seen`, or the counter is
    /// closed. Progress: wait-free. [any]
    WaitSource changed(std::uint64_t seen) const noexcept;

    /// Effects: gives the right to acknowledge to `holder`, until what is returned dies. Errors: notOwner, with
    /// both names, while somebody has it. Progress: blocking (a short lock). [any but audio]
    base::Result<Acknowledger> acknowledger(std::string holder);
    /// Returns: up to which count the periods were acknowledged; what was done before that is seen after.
    /// Progress: wait-free. [audio] [any]
    std::uint64_t acknowledged() const noexcept { return acknowledged_.load(std::memory_order_acquire); }
    /// Effects: waits until the periods up to `count` were acknowledged. Returns: done, timeout or closed.
    /// Progress: blocking. [any but audio]
    WaitResult waitUntilAcknowledged(std::uint64_t count, Deadline deadline) const noexcept;

    /// Effects: answers everybody who waits for what has not happened; counting may go on. Further calls do
    /// nothing. Progress: wait-free beside the wake-ups. [audio] [any]
    void close() noexcept;
    /// Returns: whether it was closed. Progress: wait-free. [any]
    bool closed() const noexcept { return closed_.load(std::memory_order_relaxed); }

private:
    bool isClosed() const noexcept { return closed_.load(std::memory_order_seq_cst); }

    const std::string name_;
    detail::Atomic<std::uint64_t> count_{0};
    detail::Atomic<std::uint64_t> acknowledged_{0};
    detail::Atomic<bool> closed_{false};
    mutable detail::WaitList waiting_;
    mutable detail::WaitList waitingForWork_;
    detail::Lock holderLock_;
    bool held_ = false;
    std::string holder_;
};

/// The right to acknowledge periods: move-only, one at a time, used by one thread at a time. Must not outlive
/// its counter. One that was moved from has no right, and acknowledges nothing.
class PeriodCounter::Acknowledger {
public:
    Acknowledger(Acknowledger&& other) noexcept : counter_(other.counter_) { other.counter_ = nullptr; }
    Acknowledger& operator=(Acknowledger&& other) noexcept;
    /// Effects: gives the right back. Progress: blocking (a short lock). [any but audio]
    ~Acknowledger() { letGo(); }

    /// Effects: all periods so far are done; wakes who waits for that, inside a callback without a system call.
    /// Returns: how many periods that were, 0 when there was nothing to do, more than 1 when some were late.
    /// Progress: wait-free inside a callback, else blocking for the wake-ups. [audio] [any]
    std::uint64_t acknowledge() noexcept;

private:
    friend class PeriodCounter;
    explicit Acknowledger(PeriodCounter& counter) noexcept : counter_(&counter) {}
    void letGo() noexcept;
    PeriodCounter* counter_;
};

} // namespace rondo::concurrency
