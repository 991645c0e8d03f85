// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

namespace rondo::concurrency::detail {

/// Names the calling thread and asks for SCHED_FIFO. Returns a sentence when the system refuses the priority,
/// else nothing.
std::string prepareThread(const std::string& name, std::optional<int> realtimePriority);

} // namespace rondo::concurrency::detail
