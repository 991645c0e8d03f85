// SPDX-License-Identifier: MIT
#include <rondo/task/detail/child_wait.h>

#include <rondo/task/detail/outside.h>

namespace rondo::task::detail {

void endForgotten(TaskNode* child) noexcept {
    if (child == nullptr || runningTask() != child->parent)
        return;
    child->cancel();
    ThreadWait wait(Cancels::no);
    if (!child->join(wait.waiter()))
        return;
    wait.park(concurrency::Deadline::never(), WaitKind::child);
    child->unjoin();
}

} // namespace rondo::task::detail
