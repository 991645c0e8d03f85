// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/atomic.h>

namespace rondo::task::detail {

/// Sleeps on `word` while it is `expected`, not beyond `deadline`. May return for no reason.
void futexWait(const Atomic<std::uint32_t>& word, std::uint32_t expected,
               concurrency::Deadline deadline) noexcept;
/// Wakes one that sleeps there. `address` is a mere number: the word may be gone already.
void futexWake(const void* address) noexcept;

} // namespace rondo::task::detail
