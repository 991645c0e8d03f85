// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#if !defined(__SSE2__)
#error "DenormalGuard knows x86 with SSE2 only; add how this processor flushes denormal numbers to zero."
#endif

#include <xmmintrin.h>

namespace rondo::plugins {

/// While it lives, denormal numbers of the calling thread count as zero; then the thread's own setting is back,
/// as hosts expect.
class DenormalGuard {
public:
    /// Effects: sets flush-to-zero and denormals-are-zero. Progress: wait-free. [any]
    DenormalGuard() noexcept : before_(_mm_getcsr()) { _mm_setcsr(before_ | flushToZero | denormalsAreZero); }
    ~DenormalGuard() { _mm_setcsr(before_); }
    DenormalGuard(const DenormalGuard&) = delete;
    DenormalGuard& operator=(const DenormalGuard&) = delete;

private:
    static constexpr unsigned flushToZero = 0x8000;
    static constexpr unsigned denormalsAreZero = 0x0040;
    unsigned before_;
};

} // namespace rondo::plugins
