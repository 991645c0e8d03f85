// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

namespace rondo::concurrency::detail {

/// Every atomic of the concurrency core is one of these, so that the explorer of tests/explore, which puts its
/// own header in this one's place, steers the very code that ships: each operation is then a step that it
/// orders.
template <class T>
using Atomic = std::atomic<T>;

using FutexWord = Atomic<std::uint32_t>;

} // namespace rondo::concurrency::detail
