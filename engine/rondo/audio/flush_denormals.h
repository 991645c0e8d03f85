// SPDX-License-Identifier: MIT
#pragma once

#if !defined(__SSE2__)
#error "FlushDenormals knows only the SSE control register; add the one of this processor here."
#endif
#include <xmmintrin.h>

namespace rondo::audio {

/// While it lives, the calling thread's floating point rounds to nearest and treats denormals as zero, whatever
/// the caller had set: recursive filters do not slow down on their way to silence, and every thread computes
/// the same samples. The former state comes back at the end. Progress: wait-free. [any]
class FlushDenormals {
public:
    FlushDenormals() noexcept : before_(_mm_getcsr()) { _mm_setcsr(maskedFlushing); }
    ~FlushDenormals() { _mm_setcsr(before_); }
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;

private:
    // Flush to zero (bit 15), denormals are zero (bit 6), all exceptions masked (bits 7 to 12), round to
    // nearest.
    static constexpr unsigned maskedFlushing = 0x9fc0;
    unsigned before_;
};

} // namespace rondo::audio
