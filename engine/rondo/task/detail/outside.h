// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/detail/pool_core.h>
#include <rondo/task/detail/task_node.h>

namespace rondo::task::detail {

/// While it lives, the calling thread may block: a worker's seat is another thread's meanwhile.
class Outside {
public:
    Outside() noexcept {
        auto* const worker = Worker::current();
        if (worker == nullptr || worker->running() == nullptr)
            return;
        auto* const task = worker->running();
        if (worker->pool().leaveSeat())
            task_ = task;
    }
    ~Outside() {
        if (task_ != nullptr)
            task_->pool.takeSeat(*task_);
    }
    Outside(const Outside&) = delete;
    Outside& operator=(const Outside&) = delete;

private:
    TaskNode* task_ = nullptr; ///< that has left its seat
};

} // namespace rondo::task::detail
