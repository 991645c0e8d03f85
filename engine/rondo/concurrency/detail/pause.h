// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::concurrency::detail {

/// Tells the processor that the caller spins.
inline void pause() noexcept {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
#error "detail/pause.h knows x86-64 only; name this processor's spin-wait hint"
#endif
}

} // namespace rondo::concurrency::detail
