// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace rondo::task::detail {

/// A thread of a pool; the explorer of tests/explore has its own in this one's place.
using Thread = std::thread;
/// What the system shows; it keeps the first 15 letters.
void nameThread(Thread& thread, const std::string& name) noexcept;
/// How many of `processors`, or of all when that is empty, this process may use. Throws
/// Failure(invalidArgument) when it is none.
std::uint32_t processorCount(const std::vector<std::uint32_t>& processors);
void keepToProcessors(Thread& thread, const std::vector<std::uint32_t>& processors) noexcept;

} // namespace rondo::task::detail
