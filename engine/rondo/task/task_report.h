// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <string>
#include <vector>

namespace rondo::task {

/// A task as a report names it.
struct TaskReport {
    std::source_location started{}; ///< where it was started
    std::string waitsFor{};         ///< in words: "waits for an item of a channel"

    /// Returns: where it was started and what it waits for. [any but audio]
    std::string text() const;
};

/// What a pool says when all its tasks wait and none of them can be woken by another one; see PoolOptions.
struct DeadlockReport {
    std::vector<TaskReport> tasks{}; ///< those that wait, at most 1000
    std::size_t more = 0;            ///< how many others there are

    /// Returns: the report, a line a task. [any but audio]
    std::string text() const;
};

/// What a pool says of a task that keeps its worker for long; see PoolOptions.
struct StallReport {
    std::source_location started{};     ///< where the task was started
    std::uint32_t worker = 0;           ///< which one it keeps
    std::chrono::milliseconds since{0}; ///< for how long

    /// Returns: the report in a sentence. [any but audio]
    std::string text() const;
};

/// How a pool ended; see Pool::close.
struct PoolCloseReport {
    bool complete = false;                ///< false: the deadline passed first; `close` may be called again
    std::vector<TaskReport> unfinished{}; ///< when incomplete: tasks that have not ended, at most 1000

    /// Returns: the report in a sentence, and a line a task. [any but audio]
    std::string text() const;
};

} // namespace rondo::task
