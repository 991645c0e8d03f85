// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/detail/task_node.h>
#include <rondo/task/spawn_options.h>

namespace rondo::task::detail {

/// The task that the calling thread runs; null when it runs none.
TaskNode* runningTask() noexcept;
/// The same. Throws Failure(wrongThread), which names `what`, when it runs none.
TaskNode& currentTask(const char* what);

/// Throws ForeignChild, which names `what` was to be done, unless `child` is one of `task`'s.
void requireParent(const TaskNode* child, const TaskNode& task, const char* what);

inline bool runsTask() noexcept { return runningTask() != nullptr; }

/// Where a child is to run. Throws Failure(invalidArgument) for a worker that is not there.
class Placement {
public:
    Placement(const TaskNode& parent, const SpawnOptions& options);
    void start(TaskNode& parent, TaskNode& child) const noexcept;

private:
    std::uint16_t home_ = TaskNode::anywhere;
    Lane lane_;
};

} // namespace rondo::task::detail
