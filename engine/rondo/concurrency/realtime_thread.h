// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

namespace rondo::concurrency {

/// Effects: the calling thread shows the first 15 bytes of `name`, and, with a priority of 1 to 99, asks the
/// system for SCHED_FIFO. Returns: nothing, or a sentence that says that the system refused; the thread then
/// runs on at normal priority. Errors: std::bad_alloc. Progress: blocking. [any but audio]
///
/// Example:
///     expect(prepareRealtimeThread("meters", std::nullopt).empty()); // a name, no priority
///     expect(currentCpu() >= 0);
std::string prepareRealtimeThread(const std::string& name, std::optional<int> priority);

/// Returns: the CPU that the caller runs on at this moment. About a nanosecond, no system call. Progress:
/// wait-free. [audio] [any]
int currentCpu() noexcept;

} // namespace rondo::concurrency
