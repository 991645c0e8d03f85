// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <pthread.h>
#include <rondo/concurrency/realtime_guard.h>
#include <sched.h>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace rondo::test {

using concurrency::RealtimeGuard;
using concurrency::RealtimeKind;
using concurrency::RealtimeViolation;

/// Whether calls of a kind can be seen in this build and on this machine.
inline bool watched(RealtimeKind kind) {
    for (const auto& wire : RealtimeGuard::status())
        if (wire.kind == kind)
            return wire.active;
    return false;
}

/// The calls, named and in order, page faults left out.
inline std::vector<std::string> callsOf(const std::vector<RealtimeViolation>& violations) {
    std::vector<std::string> calls;
    for (const auto& violation : violations)
        if (violation.kind != RealtimeKind::pageFault)
            calls.push_back(violation.call);
    return calls;
}

inline bool contains(const std::vector<std::string>& calls, std::string_view call) {
    return std::find(calls.begin(), calls.end(), call) != calls.end();
}

inline std::string joined(const std::vector<std::string>& calls) {
    std::string text;
    for (const auto& call : calls)
        text += call + " ";
    return text;
}

/// Keeps the compiler from seeing that nobody uses what was allocated or computed.
inline void keep(const void* pointer) { asm volatile("" : : "r"(pointer) : "memory"); }

/// A system call without the C library, as a just-in-time compiler or another language's runtime makes it.
inline long rawParentProcess() {
    long result = SYS_getppid;
    asm volatile("syscall" : "+a"(result) : : "rcx", "r11", "memory");
    return result;
}

/// What a well-behaved callback does: none of it enters the kernel.
inline void behave() {
    timespec now{};
    for (int turn = 0; turn < 100; ++turn) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        clock_gettime(CLOCK_REALTIME, &now);
    }
    keep(&now);
    static std::atomic<int> counter{0};
    counter.fetch_add(1);
    counter.notify_one();
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    if (pthread_mutex_trylock(&mutex) == 0)
        pthread_mutex_unlock(&mutex);
    const int cpu = sched_getcpu();
    keep(&cpu);
}

} // namespace rondo::test

template <>
struct doctest::StringMaker<std::vector<std::string>> {
    static String convert(const std::vector<std::string>& calls) { return rondo::test::joined(calls).c_str(); }
};
