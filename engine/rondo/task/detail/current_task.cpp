// SPDX-License-Identifier: MIT
#include <rondo/task/detail/current_task.h>

#include <rondo/base/error.h>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/foreign_child.h>
#include <string>

namespace rondo::task::detail {

TaskNode* runningTask() noexcept {
    auto* const worker = Worker::current();
    return worker != nullptr ? worker->running() : nullptr;
}

TaskNode& currentTask(const char* what) {
    if (auto* const task = runningTask())
        return *task;
    throw base::Failure({base::ErrorCode::wrongThread,
                         std::string(what) + " is for tasks, and the calling thread runs none; call it in a "
                                             "coroutine that a Pool runs."});
}

void throwForeign(const TaskNode* child, const TaskNode& task, const char* what) {
    if (child == nullptr)
        throw ForeignChild(what, task.created);
    throw ForeignChild(what, child->created, task.created);
}

std::uint16_t Placement::homeOf(const TaskNode& parent, std::uint32_t worker) {
    const auto count = parent.pool.workerCount();
    if (worker >= count)
        throw base::Failure({base::ErrorCode::invalidArgument, "The pool has " + std::to_string(count) +
                                                                   " workers, counted from 0, and no worker " +
                                                                   std::to_string(worker) + "."});
    return static_cast<std::uint16_t>(worker);
}

void Placement::start(TaskNode& parent, TaskNode& child) const noexcept {
    child.home = home_;
    child.lane = lane_;
    parent.adopt(child);
    parent.pool.push(child);
}

} // namespace rondo::task::detail
