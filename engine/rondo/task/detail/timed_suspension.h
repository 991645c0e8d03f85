// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/detail/suspension.h>
#include <rondo/task/time_limit.h>

namespace rondo::task::detail {

/// A Suspension that is woken when its time is over.
class TimedSuspension : public Suspension {
public:
    explicit TimedSuspension(TimeLimit limit) noexcept : limit_(limit) {}

protected:
    // The timer first, because it alone can fail; it may fire at once.
    template <class Enlist, class Drain = Nothing>
    bool suspend(TaskNode& task, std::coroutine_handle<> coroutine, Enlist enlist,
                 WaitKind kind = WaitKind::world, Drain drain = {}) {
        startTimer(task);
        return Suspension::suspend(task, coroutine, enlist, kind, drain);
    }
    template <class Enlist>
    bool suspendRegardless(TaskNode& task, std::coroutine_handle<> coroutine, Enlist enlist) {
        startTimer(task);
        return Suspension::suspendRegardless(task, coroutine, enlist);
    }
    Woken resume() noexcept {
        if (pool_ != nullptr)
            pool_->timers().remove(timer_);
        return Suspension::resume();
    }

private:
    void startTimer(TaskNode& task) {
        if (limit_.isNever())
            return;
        timer_.waiter = &waiterOf(task);
        timer_.at = limit_.until(task.pool.now());
        task.pool.addTimer(timer_);
        pool_ = &task.pool;
    }

    TimeLimit limit_;
    Timer timer_;
    PoolCore* pool_ = nullptr; ///< whose timer it is
};

} // namespace rondo::task::detail
