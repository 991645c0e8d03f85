// SPDX-License-Identifier: MIT
#include <rondo/task/pool.h>

#include <rondo/base/error.h>
#include <rondo/task/deadlock_found.h>

namespace rondo::task {

void Pool::refuseInside() {
    if (detail::Worker::current() != nullptr)
        throw base::Failure({base::ErrorCode::wrongThread,
                             "Pool::run waits for a task, and would block a worker when called in one; spawn a "
                             "child and await it instead."});
}

void Pool::runRoot(detail::TaskNode& root) {
    detail::Parker parker;
    detail::Waiter waiter(parker);
    root.join(waiter);
    core_->start(root);
    while (!parker.park(concurrency::Deadline::never())) {
    }
}

void Pool::throwDeadlock(bool succeeded) {
    if (auto found = core_->takeDeadlock(); found && !succeeded)
        throw DeadlockFound(*std::move(found));
}

PoolCloseReport Pool::close(concurrency::Deadline deadline) {
    refuseInside();
    PoolCloseReport report;
    report.complete = core_->roots().close(deadline);
    bool closed = false;
    if (!report.complete)
        core_->roots().describe(report.unfinished, closed);
    return report;
}

} // namespace rondo::task
