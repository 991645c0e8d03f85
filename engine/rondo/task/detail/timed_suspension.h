// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/detail/suspension.h>

namespace rondo::task::detail {

/// A Suspension that is woken when its time is over.
class TimedSuspension : public Suspension {
public:
    explicit TimedSuspension(concurrency::Deadline deadline) noexcept : deadline_(deadline) {}

protected:
    // The timer first, because it alone can fail; it may fire at once.
    template <class Enlist>
    bool suspend(TaskNode& task, std::coroutine_handle<> coroutine, Enlist enlist) {
        if (!deadline_.isNever()) {
            timer_.waiter = &waiterOf(task);
            timer_.at = task.pool.now() + deadline_.remaining().count();
            task.pool.addTimer(timer_);
            pool_ = &task.pool;
        }
        return Suspension::suspend(task, coroutine, enlist);
    }
    Woken resume() noexcept {
        if (pool_ != nullptr)
            pool_->timers().remove(timer_);
        return Suspension::resume();
    }

private:
    concurrency::Deadline deadline_;
    Timer timer_;
    PoolCore* pool_ = nullptr; ///< whose timer it is
};

} // namespace rondo::task::detail
