// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/futex.h>
#include <rondo/task/detail/atomic.h>

namespace rondo::task::detail {

inline void futexWait(const Atomic<std::uint32_t>& word, std::uint32_t expected, concurrency::Deadline deadline,
                      std::source_location place = std::source_location::current()) noexcept {
    concurrency::detail::futexWait(word, expected, deadline.remaining(), place);
}
inline void futexWake(const void* address,
                      std::source_location place = std::source_location::current()) noexcept {
    concurrency::detail::futexWake(address, 1, place);
}

} // namespace rondo::task::detail
