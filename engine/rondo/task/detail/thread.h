// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <thread>

namespace rondo::task::detail {

/// A thread of a pool; the explorer of tests/explore has its own in this one's place.
using Thread = std::thread;
/// What the system shows; it keeps the first 15 letters.
void nameThread(Thread& thread, const std::string& name) noexcept;

} // namespace rondo::task::detail
