// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace rondo::base {

/// Bytes that two threads must be apart not to disturb each other. 128 also on x86: its prefetcher fetches
/// lines in pairs (Intel 64 and IA-32 Architectures Optimization Reference Manual, spatial prefetcher).
inline constexpr std::size_t cacheLine = 128;

} // namespace rondo::base
