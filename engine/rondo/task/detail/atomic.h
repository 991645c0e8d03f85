// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>

namespace rondo::task::detail {

/// Every atomic of the pool is one of these, so that the explorer of tests/explore, which puts its own header
/// in this one's place, steers the very code that ships.
template <class T>
using Atomic = std::atomic<T>;

} // namespace rondo::task::detail
