// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <rondo/task/detail/task_node.h>
#include <rondo/task/detail/waiter.h>
#include <rondo/task/task_cancelled.h>

namespace rondo::task::detail {

/// What every awaiter that can wait is made of: the one place where a task waits, is woken and learns that it
/// was cancelled.
class Suspension {
public:
    Suspension() noexcept = default;
    Suspension(const Suspension&) = delete;
    Suspension& operator=(const Suspension&) = delete;

protected:
    struct Nothing {
        void operator()() const noexcept {}
    };

    /// For `await_suspend`. `enlist` puts the waiter where it can be woken and returns true, or finds that
    /// there is nothing to wait for and returns false. `drain` is called in its place when the task is
    /// cancelled, and waits for its children.
    template <class Enlist, class Drain = Nothing>
    bool suspend(TaskNode& task, std::coroutine_handle<> coroutine, Enlist enlist,
                 WaitKind kind = WaitKind::world, Drain drain = {}) {
        task.resume = coroutine;
        waiterOf(task).setKind(kind);
        const auto entry = task.enter(waiter_);
        if (entry == TaskNode::Entry::cancelled) {
            refused_ = true;
            return false;
        }
        if (entry == TaskNode::Entry::waits) {
            enlisted_ = true;
            // A claim that fails is another's, who is about to wake the task: until then it must not go on.
            if (!enlist(waiter_) && waiter_.claim(Woken::ready))
                return false;
        } else {
            drain();
        }
        return waiter_.suspend();
    }
    /// The same for one that waits for its next turn alone.
    bool suspendOnce(TaskNode& task, std::coroutine_handle<> coroutine) {
        task.resume = coroutine;
        waiterOf(task);
        const auto entry = task.enter(waiter_);
        if (entry == TaskNode::Entry::cancelled) {
            refused_ = true;
            return false;
        }
        // A claim that fails is a cancellation's.
        if (entry == TaskNode::Entry::drains || !waiter_.claim(Woken::ready))
            return waiter_.suspend();
        static_cast<void>(waiter_.suspend());
        waiter_.wake();
        return true;
    }
    /// Before the waiter is put where it can be woken, under the lock of that: from there on the task is
    /// suspended, and may go on elsewhere as soon as the lock is open. Whoever is told anything but `waits`
    /// must not put it there; `drains` suspends it all the same.
    TaskNode::Entry suspendFirst(TaskNode& task, std::coroutine_handle<> coroutine, WaitKind kind) noexcept {
        task.resume = coroutine;
        waiterOf(task).setKind(kind);
        waiter_.suspendFirst();
        const auto entry = task.enter(waiter_);
        if (entry == TaskNode::Entry::cancelled)
            refused_ = true;
        return entry;
    }
    /// The same although the task may be cancelled, for what must be over before it goes on.
    template <class Enlist>
    bool suspendRegardless(TaskNode& task, std::coroutine_handle<> coroutine, Enlist enlist) {
        task.resume = coroutine;
        waiterOf(task).setKind(WaitKind::world);
        enlisted_ = true;
        if (!enlist(waiter_) && waiter_.claim(Woken::ready))
            return false;
        return waiter_.suspend();
    }
    /// For what may claim it before.
    Waiter& waiterOf(TaskNode& task) noexcept {
        // Once: a timer may have it already, and look at it as it fires.
        if (waiter_.task() == nullptr)
            waiter_.set(task);
        return waiter_;
    }
    /// For `await_resume`: whether `suspend` was called.
    bool hasSuspended() const noexcept { return waiter_.task() != nullptr; }
    /// Whether `enlist` was called, so that the waiter may be in a list.
    bool enlisted() const noexcept { return enlisted_; }
    const Waiter& waiter() const noexcept { return waiter_; }
    /// By whom: who says `ready` has taken it out of his list.
    Woken woken() const noexcept { return waiter_.woken(); }
    /// Then, when it is in no list any more.
    Woken resume() noexcept {
        if (refused_)
            return Woken::cancelled;
        waiter_.task()->leave();
        return waiter_.woken();
    }

private:
    [[no_unique_address]] Waiter waiter_; ///< leaves room for flags
    bool refused_ = false;
    bool enlisted_ = false;
};

} // namespace rondo::task::detail
