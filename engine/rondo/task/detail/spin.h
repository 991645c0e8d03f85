// SPDX-License-Identifier: MIT
#pragma once

#include <thread>

namespace rondo::task::detail {

/// How often a thread that spins looks before it lets others go first.
inline constexpr int looksInARow = 64;
inline void letOthersRun() noexcept { std::this_thread::yield(); }

} // namespace rondo::task::detail
