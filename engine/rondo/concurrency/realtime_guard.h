// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/concurrency/realtime_violation.h>
#include <string>
#include <vector>

namespace rondo::concurrency {

/// What the realtime guard does about a violation.
enum class RealtimeCheck {
    off,   ///< nothing is watched; a scope costs a load and a branch
    count, ///< violations are counted and kept for `drain`; the call goes through
    abort, ///< the first violation ends the process with a report on stderr; page faults are only counted
};

/// How finely the guard looks for page faults, which no tripwire sees while they happen.
struct RealtimeGuardOptions {
    /// A thread's page faults are read once in so many blocks, and then cover what the thread did between its
    /// blocks as well. 1: before and after each block, which is exact and costs two system calls outside the
    /// scope.
    std::uint32_t pageFaultBlocks = 1000;
    /// A thread's first blocks, whose page faults are not counted.
    std::uint32_t warmUpBlocks = 1500;
};

/// One way of noticing violations, and whether it works here.
struct RealtimeTripwire {
    RealtimeKind kind;
    bool active = false;
    std::string text; ///< one sentence: what is watched, or why not
};

/// How many violations there were since the process started.
struct RealtimeCounts {
    std::uint64_t systemCalls = 0;
    std::uint64_t allocations = 0;
    std::uint64_t locks = 0;
    std::uint64_t pageFaults = 0;       ///< single faults, not readings
    std::uint64_t unrecorded = 0;       ///< counted above and missing from `drain`, because its ring was full
    std::uint64_t threadsUnguarded = 0; ///< threads that found no place among the guarded ones
    /// Returns: violations that have a call: all but the page faults. [any]
    std::uint64_t calls() const noexcept { return systemCalls + allocations + locks; }
};

/// Watches the threads that are inside a RealtimeScope, as every callback of a Driver is. It belongs to the
/// process, because signal dispositions and the functions of the C library do. See docs/realtime-guard.md.
///
/// Example:
///     #include <rondo/concurrency/realtime_scope.h>
///     for (const RealtimeTripwire& tripwire : RealtimeGuard::install(RealtimeCheck::count))
///         expect(!tripwire.text.empty()); // what is watched on this system, or why not
///     {
///         const RealtimeScope callback; // Driver::enter makes one around every block
///     }
///     for (const RealtimeViolation& violation : RealtimeGuard::drain())
///         expect(!describe(violation).empty()); // would name the call and where it came from
///     RealtimeGuard::install(RealtimeCheck::off);
///     expect(RealtimeGuard::check() == RealtimeCheck::off);
class RealtimeGuard {
public:
    /// Effects: sets what happens from each thread's next block on; may be called again at any time. When it
    /// turns the guard on it takes over SIGSYS for as long as the process lives; a SIGSYS that is not the
    /// guard's reaches the handler that was there before. Whatever the system refuses is left out, and the
    /// answer says so. Returns: every tripwire with its state. Errors: std::bad_alloc. Progress: blocking.
    /// [control]
    static std::vector<RealtimeTripwire> install(RealtimeCheck check, RealtimeGuardOptions options = {});
    /// Returns: every tripwire as it is now, which tells of threads that could not be watched. Errors:
    /// std::bad_alloc. Progress: blocking. [any but audio]
    static std::vector<RealtimeTripwire> status();
    /// Returns: what `install` was last given; off before. Progress: wait-free. [any]
    static RealtimeCheck check() noexcept;
    /// Effects: hands out what was recorded since the last call, oldest first; at most 256 wait.
    /// Errors: std::bad_alloc, and then they wait for the next call. Progress: blocking. [any but audio]
    static std::vector<RealtimeViolation> drain();
    /// Returns: the counts so far, each exact, together not of one instant. Progress: wait-free. [any]
    static RealtimeCounts counts() noexcept;

    RealtimeGuard() = delete;
};

} // namespace rondo::concurrency
