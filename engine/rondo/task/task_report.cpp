// SPDX-License-Identifier: MIT
#include <rondo/task/task_report.h>

#include <rondo/task/detail/place.h>

namespace rondo::task {

namespace {
std::string lines(const std::vector<TaskReport>& tasks) {
    std::string text;
    for (const auto& task : tasks)
        text += "\n  " + task.text();
    return text;
}
} // namespace

std::string TaskReport::text() const {
    return "a task started at " + detail::place(started) + (waitsFor.empty() ? waitsFor : " " + waitsFor);
}

std::string DeadlockReport::text() const {
    auto text = "Deadlock: " + std::to_string(tasks.size() + more) +
                " tasks of the pool wait, and none of them can be woken by another one:" + lines(tasks);
    if (more > 0)
        text += "\n  and " + std::to_string(more) + " more";
    return text;
}

std::string StallReport::text() const {
    return "The task started at " + detail::place(started) + " has kept worker " + std::to_string(worker) +
           " for " + std::to_string(since.count()) +
           " ms without waiting; let it yield, or call what blocks its thread by task::blocking.";
}

std::string PoolCloseReport::text() const {
    if (complete)
        return "The pool has ended, and all its tasks with it.";
    return "The pool has not ended by the deadline; these tasks were cancelled and have not ended:" +
           lines(unfinished);
}

} // namespace rondo::task
