// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <rondo/base/error.h>
#include <string>

namespace rondo::concurrency {

/// What an executor does after a closure has thrown. The exception reaches its submitter either way.
enum class ThrowPolicy {
    goOn,   ///< the next closure runs
    poison, ///< nothing runs any more: closures that wait and that come later are answered `poisoned`
};

/// How an executor is made.
///
/// Example:
///     std::string log;
///     {
///         Executor executor({.name = "sound", .prelude = [&] { log += "in "; }, .postlude = [&] { log +=
///         "out"; }}); executor.submit([&] { log += "run "; });
///     }
///     expect(log == "in run out");
struct ExecutorOptions {
    std::string name = "executor"; ///< shown in errors and, its first 15 bytes, as the thread's name
    std::optional<int> realtimePriority =
        std::nullopt; ///< SCHED_FIFO priority of the background thread, 1 to 99; none: normal
    /// Runs once on the background thread before any closure, with the tag current. What it throws, the
    /// executor's constructor throws.
    std::function<void()> prelude = nullptr;
    /// Runs once on the background thread after the last closure, with the tag current, if the prelude
    /// succeeded. What it throws is in the CloseReport.
    std::function<void()> postlude = nullptr;
    ThrowPolicy onThrow = ThrowPolicy::goOn;
    std::uint32_t postCapacity =
        1024; ///< posted closures, and submits with a deadline, that wait at once at most
    std::chrono::nanoseconds longClosure =
        std::chrono::microseconds(200); ///< longer ones are named in the statistics
    /// Called, with the sentence, on a thread that destroyed a Tagged value of policy `report` off the
    /// executor. Must not throw; not called inside a callback, where it is only counted.
    std::function<void(const base::Error&)> onMisuse = nullptr;
};

} // namespace rondo::concurrency
