// SPDX-License-Identifier: MIT
#include <rondo/task/detail/caller.h>

#include <rondo/task/detail/current_task.h>

namespace rondo::task::detail {

// Never inline, as `Worker::current`: it looks at what belongs to the thread.
[[gnu::noinline]] const void* caller() noexcept {
    static thread_local constinit const char thread = 0;
    if (const auto* const task = runningTask())
        return task;
    return &thread;
}

bool runsUncancelled() noexcept {
    const auto* const task = runningTask();
    return task != nullptr && !task->isCancelled();
}

} // namespace rondo::task::detail
