// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <thread>

namespace rondo::concurrency::detail {

/// Behind a name of its own for the same reason as Atomic.
using Thread = std::thread;

/// Names the calling thread and asks for SCHED_FIFO. Returns a sentence when the system refuses the priority,
/// else nothing.
std::string prepareThread(const std::string& name, std::optional<int> realtimePriority);

} // namespace rondo::concurrency::detail
