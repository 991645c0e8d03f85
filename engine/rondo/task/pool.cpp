// SPDX-License-Identifier: MIT
#include <rondo/task/pool.h>

#include <rondo/base/error.h>

namespace rondo::task {

void Pool::refuseInside() {
    if (detail::Worker::current() != nullptr)
        throw base::Failure({base::ErrorCode::wrongThread,
                             "Pool::run waits for a task, and would block a worker when called in one; spawn a "
                             "child and await it instead."});
}

void Pool::runRoot(detail::TaskNode& root) noexcept {
    detail::Parker parker;
    detail::Waiter waiter(parker);
    root.join(waiter);
    core_->push(root);
    while (!parker.park(concurrency::Deadline::never())) {
    }
}

} // namespace rondo::task
