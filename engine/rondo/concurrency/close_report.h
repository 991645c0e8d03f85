// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace rondo::concurrency {

/// How an executor ended; see Executor::close.
///
/// Example:
///     Executor executor({.name = "sound"});
///     const CloseReport report = executor.close(Deadline::in(std::chrono::seconds(5)));
///     expect(report.complete && report.closuresDropped == 0);
///     expect(report.text().find("'sound'") != std::string::npos);
struct CloseReport {
    std::string executor{}; ///< its name
    bool complete = false;  ///< false: the deadline passed first; closing goes on, `close` may be called again
    std::uint64_t closuresRun = 0;     ///< in the executor's whole life
    std::uint64_t waitersClosed = 0;   ///< submits that were answered `closed`
    std::uint64_t closuresDropped = 0; ///< posted closures that never started
    std::uint64_t postsThrown = 0;     ///< posted closures that ended by an exception
    std::string poison{};              ///< what poisoned the executor; empty when nothing did
    std::string postlude{};            ///< what the postlude threw; empty when it did not
    std::string stuck{};               ///< when incomplete: the closure that still runs, and for how long

    /// Returns: the report in a sentence or two. [any but audio]
    std::string text() const;
};

} // namespace rondo::concurrency
