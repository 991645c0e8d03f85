// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/detail/task_node.h>
#include <rondo/task/spawn_options.h>

namespace rondo::task::detail {

/// The task that the calling thread runs; null when it runs none.
TaskNode* runningTask() noexcept;
/// The same. Throws Failure(wrongThread), which names `what`, when it runs none.
TaskNode& currentTask(const char* what);

[[noreturn]] void throwForeign(const TaskNode* child, const TaskNode& task, const char* what);
/// Throws ForeignChild, which names `what` was to be done, unless `child` is one of `task`'s.
inline void requireParent(const TaskNode* child, const TaskNode& task, const char* what) {
    if (child == nullptr || child->parent != &task) [[unlikely]]
        throwForeign(child, task, what);
}

inline bool runsTask() noexcept { return runningTask() != nullptr; }

/// Where a child is to run. Throws Failure(invalidArgument) for a worker that is not there.
class Placement {
public:
    Placement(const TaskNode& parent, const SpawnOptions& options) : lane_(options.lane.value_or(parent.lane)) {
        if (options.worker)
            home_ = homeOf(parent, *options.worker);
    }
    void start(TaskNode& parent, TaskNode& child) const noexcept;

private:
    static std::uint16_t homeOf(const TaskNode& parent, std::uint32_t worker);

    std::uint16_t home_ = TaskNode::anywhere;
    Lane lane_;
};

} // namespace rondo::task::detail
