// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <rondo/task/task_report.h>
#include <string>
#include <vector>

namespace rondo::task {

/// How a Pool is made.
struct PoolOptions {
    std::uint32_t workers = 0; ///< threads that run tasks, at most 256; 0: one for each processor it may use
    std::uint32_t mostSpares = 16; ///< threads that stand in for workers which a plain function blocks
    std::string name = "task";     ///< of its threads, with a number
    /// The only processors that its threads use, by the system's numbers; none: all. So real-time threads can
    /// have others to themselves.
    std::vector<std::uint32_t> processors{};
    /// Whether a thread of its own looks a few times a second, while there are tasks, for what the next two
    /// report.
    bool watched = true;
    /// How long a task may keep its worker without waiting before `onStall` names it; 0: for ever.
    std::chrono::milliseconds stallAfter{1000};
    /// Called once for each such task, on a thread of the pool that runs no tasks. Empty: writes the report to
    /// the standard error stream. Must not throw.
    std::function<void(const StallReport&)> onStall{};
    /// Called within a second once all tasks wait for each other: for channels, locks and children that no
    /// thread outside, no timer and no device can feed. The pool goes on as it is. Empty: writes the report to
    /// the standard error stream. Must not throw.
    std::function<void(const DeadlockReport&)> onDeadlock{};
    /// A seed: the pool then runs one task at a time, in an order that the seed alone determines, by a clock
    /// that jumps to the next timer when nothing else is left. A deadlock ends its runs with DeadlockFound.
    /// What threads outside the pool do is not part of that order.
    std::optional<std::uint64_t> simulation{};
};

} // namespace rondo::task
