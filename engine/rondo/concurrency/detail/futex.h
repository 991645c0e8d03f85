// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <rondo/concurrency/detail/atomic.h>

namespace rondo::concurrency::detail {

/// As good as for ever.
constexpr auto longestWait = std::chrono::hours(24 * 365);

/// Sleeps while `word` holds `expected`, at most `limit`; may return early for no reason.
void futexWait(const FutexWord& word, std::uint32_t expected, std::chrono::nanoseconds limit) noexcept;
/// Wakes sleepers on an address. The address is a mere number to this call: the word may be gone already, and
/// then at worst somebody else wakes early.
void futexWake(const void* address, int sleepers) noexcept;
/// The CPU that the caller runs on; about a nanosecond, no system call.
int currentCpu() noexcept;

} // namespace rondo::concurrency::detail
