// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::device {

/// The time that a virtual device runs by. Tests put a simulated one in its place.
class DeviceClock {
public:
    virtual ~DeviceClock() = default;
    /// Returns: nanoseconds that never go back. Progress: wait-free. [any]
    virtual std::int64_t now() noexcept = 0;
    /// Effects: returns at `nanoseconds` or soon after; at once when that has passed. Progress: blocking. [any]
    virtual void sleepUntil(std::int64_t nanoseconds) noexcept = 0;
    /// Returns: nanoseconds that the calling thread has had the processor, or -1 when that is not known: it
    /// tells own work from time that the system took away. Progress: a system call. [any]
    virtual std::int64_t threadTime() noexcept { return -1; }
};

/// Returns: CLOCK_MONOTONIC, with sleeps to absolute times. It has no state. Progress: wait-free. [any]
DeviceClock& systemClock() noexcept;

} // namespace rondo::device
