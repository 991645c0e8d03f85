// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/detail/task_node.h>
#include <rondo/task/detail/wait_kind.h>
#include <rondo/task/detail/waiter.h>

namespace rondo::task::detail {

/// While it lives, the calling thread may block: a worker's seat is another thread's meanwhile.
class Outside {
public:
    /// `forced`: although the pool has no spare thread left; then one more is made.
    explicit Outside(WaitKind waitsFor = WaitKind::world, bool forced = false) noexcept
        : world_(waitsFor == WaitKind::world) {
        auto* const task = runningTask();
        if (task != nullptr && task->pool.leaveSeat(world_, forced))
            task_ = task;
    }
    ~Outside() {
        if (task_ != nullptr)
            task_->pool.takeSeat(*task_, world_);
    }
    Outside(const Outside&) = delete;
    Outside& operator=(const Outside&) = delete;

private:
    TaskNode* task_ = nullptr; ///< that has left its seat
    bool world_;
};

/// Whether a wait ends when the task that waits is cancelled. One that does not is never without a spare
/// thread: what it waits for may need the seat.
enum class Cancels : std::uint8_t { no, yes };

/// A thread that waits as a task does, on its stack: also one that runs a task's plain function.
class ThreadWait {
public:
    explicit ThreadWait(Cancels cancels = Cancels::yes) noexcept
        : task_(runningTask()), cancels_(cancels == Cancels::yes && task_ != nullptr),
          parker_(task_ != nullptr ? task_->pool.wokenCounter() : nullptr) {}
    ThreadWait(const ThreadWait&) = delete;
    ThreadWait& operator=(const ThreadWait&) = delete;

    Waiter& waiter() noexcept { return waiter_; }
    /// After the waiter is where it can be woken: until it is, or is claimed here at the deadline. By a
    /// simulated pool's clock, if it is such a one's thread. Then `woken` says why.
    void park(concurrency::Deadline deadline, WaitKind waitsFor) noexcept {
        waiter_.setKind(waitsFor);
        if (cancels_ && task_->enter(waiter_) == TaskNode::Entry::cancelled && waiter_.claim(Woken::cancelled))
            return task_->leave();
        if (task_ != nullptr && task_->pool.wokenCounter() != nullptr) {
            parkSimulated(deadline, waitsFor);
        } else {
            const Outside outside(waitsFor, !cancels_);
            if (!parker_.park(deadline) && !waiter_.claim(Woken::timeout))
                parker_.park(concurrency::Deadline::never());
        }
        if (cancels_)
            task_->leave();
    }
    Woken woken() const noexcept { return waiter_.woken(); }

private:
    void parkSimulated(concurrency::Deadline deadline, WaitKind waitsFor) noexcept {
        Timer timer;
        if (!deadline.isNever()) {
            timer.at = task_->pool.now() + deadline.remaining().count();
            timer.waiter = &waiter_;
            task_->pool.addTimer(timer);
        }
        {
            const Outside outside(waitsFor);
            parker_.park(concurrency::Deadline::never());
        }
        task_->pool.timers().remove(timer);
    }

    TaskNode* task_; ///< that the thread runs
    bool cancels_;
    Parker parker_;
    Waiter waiter_{parker_};
};

} // namespace rondo::task::detail
