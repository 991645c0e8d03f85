// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/spawned.h>
#include <rondo/task/detail/suspension.h>
#include <rondo/task/detail/timed_suspension.h>
#include <rondo/task/outcome.h>
#include <rondo/task/task_cancelled.h>

namespace rondo::task::detail {

/// A handle ends without having been awaited: a parent's, cancels the child and waits for it; elsewhere it is
/// the parent's end that does so.
void endForgotten(TaskNode* child) noexcept;

/// A parent that waits for the end of one child. `Base` is Suspension, or TimedSuspension with a limit.
template <class T, class Base>
class ChildWait : public Base {
public:
    template <class... Limits>
    explicit ChildWait(Spawned<T>* child, Limits... limit) noexcept : Base(limit...), child_(child) {}
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> caller) {
        auto& parent = caller.promise().task();
        requireParent(child_, parent, "awaited");
        if (child_->hasFinished() && !parent.isCancelled())
            return false;
        return this->suspend(
            parent, caller, [&](Waiter& waiter) { return child_->join(waiter); }, WaitKind::child);
    }

protected:
    /// For `await_resume`. Throws TaskCancelled when the parent was cancelled.
    Spawned<T>& child() {
        if (!this->hasSuspended())
            return *child_;
        // The child alone makes it ready, and has done with it then.
        if (this->enlisted() && this->woken() != Woken::ready)
            child_->unjoin();
        if (this->resume() == Woken::cancelled)
            throw TaskCancelled();
        return *child_;
    }
    struct Release {
        Spawned<T>& child;
        ~Release() { child.parent->release(child); }
    };

private:
    Spawned<T>* child_;
};

template <class T>
struct ChildResult : ChildWait<T, Suspension> {
    using ChildWait<T, Suspension>::ChildWait;
    T await_resume() {
        const typename ChildWait<T, Suspension>::Release release{this->child()};
        return release.child.take();
    }
};

template <class T>
struct ChildOutcome : ChildWait<T, Suspension> {
    using ChildWait<T, Suspension>::ChildWait;
    Outcome<T> await_resume() {
        const typename ChildWait<T, Suspension>::Release release{this->child()};
        return release.child.outcome();
    }
};

template <class T>
struct ChildEndedWithin : ChildWait<T, TimedSuspension> {
    using ChildWait<T, TimedSuspension>::ChildWait;
    bool await_resume() { return this->child().finished(); }
};

} // namespace rondo::task::detail
