// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/wait_result.h>
#include <rondo/concurrency/wait_source.h>
#include <string>
#include <tl/expected.hpp>

namespace rondo::concurrency {

/// 32 flags that any thread may raise and wait for, some of them or all together. A wait may take the flags it
/// found down again, and then only one waiter gets them.
///
/// Example:
///     EventGroup loads("loads");
///     constexpr std::uint32_t samples = 1, presets = 2;
///     expect(loads.set(samples));
///     expect(loads.waitForAll(samples | presets, Deadline::immediately()).error() == WaitResult::timeout);
///     expect(loads.waitForAny(samples | presets, Deadline::never()).value() == samples);
///     expect(loads.get() == 0); // taken down
class EventGroup {
public:
    using Bits = std::uint32_t;
    /// Whether a wait takes down the flags that it was for.
    enum class AfterWait : std::uint8_t { clear, keep };

    /// Effects: makes a group with no flag up; `name` is shown in errors. Progress: blocking (allocates).
    /// [control]
    explicit EventGroup(std::string name = "event group") : name_(std::move(name)) {}
    /// Requires: no thread is inside a call, and none will call. [control]
    ~EventGroup() = default;
    EventGroup(const EventGroup&) = delete;
    EventGroup& operator=(const EventGroup&) = delete;

    /// Effects: raises the flags in `bits` and wakes who waits; what was done before is seen by who sees them
    /// up. Inside a callback it makes no system call, and
    /// waiters look by themselves within 16 ms. Returns: false, and nothing is raised, when the group is
    /// closed. Progress: lock-free beside the wake-ups. [audio] [any]
    bool set(Bits bits) noexcept;
    /// Effects: takes the flags in `bits` down; what was done before is seen by who sees them down. Returns:
    /// those of them that were up. Progress: wait-free. [audio] [any]
    Bits clear(Bits bits) noexcept {
        return static_cast<Bits>(word_.fetch_and(~std::uint64_t{bits}, std::memory_order_acq_rel)) & bits;
    }
    /// Returns: the flags that are up. Progress: wait-free. [audio] [any]
    Bits get() const noexcept { return static_cast<Bits>(word_.load(std::memory_order_acquire)); }

    /// Effects: waits until a flag of `bits` is up and takes those found down in the same step, unless told to
    /// keep them. Flags that are up when the group closes can still be waited for. Returns: the flags of `bits`
    /// that were up; else timeout or closed. Errors: Failure(invalidArgument) when `bits` is 0. Progress:
    /// blocking. [any but audio]
    tl::expected<Bits, WaitResult> waitForAny(Bits bits, Deadline deadline, AfterWait after = AfterWait::clear);
    /// Effects: the same, for all flags of `bits` at once. [any but audio]
    tl::expected<Bits, WaitResult> waitForAll(Bits bits, Deadline deadline, AfterWait after = AfterWait::clear);
    /// Returns: a source for waitAny that is ready while a flag of `bits` is up, or the group is closed; it
    /// takes nothing down. Progress: wait-free. [any]
    WaitSource anyOf(Bits bits) noexcept;
    /// Returns: the same, for all flags of `bits` at once. Progress: wait-free. [any]
    WaitSource allOf(Bits bits) noexcept;

    /// Effects: answers everybody who waits; no flag can be raised any more. Further calls do nothing.
    /// Progress: wait-free beside the wake-ups. [audio] [any]
    void close() noexcept;
    /// Returns: whether it was closed. Progress: wait-free. [any]
    bool closed() const noexcept { return (word_.load(std::memory_order_relaxed) & closedBit) != 0; }

private:
    static constexpr std::uint64_t closedBit = std::uint64_t{1} << 32;
    using IsMet = bool (*)(std::uint64_t word, Bits bits) noexcept;
    static bool isAnyUp(std::uint64_t word, Bits bits) noexcept { return (word & bits) != 0; }
    static bool areAllUp(std::uint64_t word, Bits bits) noexcept { return (word & bits) == bits; }
    tl::expected<Bits, WaitResult> wait(Bits bits, Deadline deadline, AfterWait after, IsMet isMet);

    const std::string name_;
    detail::Atomic<std::uint64_t> word_{0};
    detail::WaitList waiting_;
};

} // namespace rondo::concurrency
