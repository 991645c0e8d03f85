// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/concurrency/realtime_violation.h>

namespace rondo::concurrency::detail {

/// A RealtimeViolation as a thread under watch can write it: fixed size, no allocation.
struct GuardRecord {
    static constexpr std::uint32_t maximumDepth = 24;
    RealtimeKind kind;
    bool hasResult;
    int systemCall;
    int thread;
    std::uint32_t argumentCount;
    std::uint32_t depth;
    const char* call; ///< static; null for system calls, whose number says it
    std::uint64_t arguments[6];
    std::int64_t result;
    std::int64_t time;
    std::uint64_t pageFaults;
    char threadName[16];
    void* frames[maximumDepth];
};

} // namespace rondo::concurrency::detail
