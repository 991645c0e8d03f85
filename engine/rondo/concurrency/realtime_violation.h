// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rondo::concurrency {

/// What a guarded thread did that a callback must not do.
enum class RealtimeKind {
    systemCall, ///< any entry into the kernel, whoever made it
    allocation, ///< malloc and its family, operator new included
    lock, ///< waiting for, or signalling, a POSIX mutex, condition, read-write lock, spin lock or semaphore
    pageFault, ///< memory touched for the first time, or read back from disk
};

/// The name of a kind as it appears in reports, for instance "system call".
/// Returns: a string with static lifetime. Progress: wait-free. [any]
const char* name(RealtimeKind kind) noexcept;

/// One thing that a guarded thread did and should not have done.
///
/// Example:
///     RealtimeViolation violation;
///     violation.kind = RealtimeKind::lock;
///     violation.call = "pthread_mutex_lock";
///     expect(describe(violation).find("pthread_mutex_lock") != std::string::npos);
///     expect(std::string_view(name(violation.kind)) == "lock");
struct RealtimeViolation {
    RealtimeKind kind = RealtimeKind::systemCall;
    std::string call;                     ///< "write", "malloc", "pthread_mutex_lock"…; empty for page faults
    int systemCall = -1;                  ///< the kernel's number of the call; -1 for other kinds
    std::vector<std::uint64_t> arguments; ///< as the machine saw them; always six for a system call
    std::optional<std::int64_t> result; ///< what the call returned, negative errno for a system call; none when
                                        ///< it never returned to the guard (clone, fork, exit…)
    std::uint64_t pageFaults = 0;       ///< how many, when that is the kind
    std::vector<void*> backtrace;       ///< return addresses, the call's own first; empty for page faults
    std::int64_t time = 0;              ///< nanoseconds of CLOCK_MONOTONIC
    int thread = 0;                     ///< the kernel's thread id
    std::string threadName;             ///< as the thread was named when the guard last looked
};

/// Writes a violation out: the kind, the call with its arguments and result, the thread, and one line a frame
/// with function, program or library, and offset. Needs functions exported (ENABLE_EXPORTS) to name those of a
/// program. Returns: the text, several lines, each ended. Errors: std::bad_alloc. Progress: blocking. [any but
/// audio]
std::string describe(const RealtimeViolation& violation);

} // namespace rondo::concurrency
