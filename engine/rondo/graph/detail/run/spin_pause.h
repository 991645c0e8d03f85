// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::graph::detail {

/// Tells the processor that the caller spins.
inline void spinPause() noexcept {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
#error "run/spin_pause.h knows x86-64 only; name this processor's spin-wait hint"
#endif
}

} // namespace rondo::graph::detail
