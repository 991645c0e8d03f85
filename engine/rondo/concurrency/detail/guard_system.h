// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#if !defined(__linux__) || !defined(__x86_64__)
#error "The realtime guard knows Linux on x86-64; for another system give concurrency/detail/guard_* a port."
#endif

namespace rondo::concurrency::detail {

/// A system call that neither the C library nor a sanitizer sees. Returns what the kernel returned: negative
/// errno on failure. Always inlined, so that no instrumented copy of it exists.
[[gnu::always_inline]] inline long systemCall(long number, long a = 0, long b = 0, long c = 0, long d = 0,
                                              long e = 0, long f = 0) noexcept {
    long result = number;
    register long r10 asm("r10") = d;
    register long r8 asm("r8") = e;
    register long r9 asm("r9") = f;
    asm volatile("syscall"
                 : "+a"(result)
                 : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                 : "rcx", "r11", "memory");
    return result;
}

template <class T>
[[gnu::always_inline]] inline long word(T* pointer) noexcept {
    return reinterpret_cast<long>(pointer);
}

} // namespace rondo::concurrency::detail
