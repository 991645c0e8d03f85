// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <mutex>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/wait_result.h>
#include <rondo/task/detail/caller.h>
#include <rondo/task/detail/line.h>
#include <rondo/task/detail/outside.h>
#include <rondo/task/detail/suspension.h>
#include <rondo/task/detail/timed_suspension.h>
#include <rondo/task/task_cancelled.h>
#include <type_traits>

namespace rondo::task::detail {

/// How one stands in a line. It is asked under the line's lock whether there is nothing to wait for, and takes
/// what there is then; whoever wakes one that waits has taken it for that one.
struct TakeBase {
    /// For the entry.
    static void* place() noexcept { return nullptr; }
    /// When it has taken, after the lock.
    static void afterwards() noexcept {}
};

/// A task in a line. `Base` is Suspension, or TimedSuspension with a limit.
template <class Take, class Base>
class LineWait : public Base {
public:
    template <class... Limits>
    LineWait(Line& line, Take take, Limits... limit) noexcept : Base(limit...), line_(line), take_(take) {}

    bool await_ready() noexcept {
        if (!runsUncancelled())
            return false;
        return attempt(nullptr);
    }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> coroutine) {
        const auto enlist = [this](Waiter& waiter) {
            entry_.waiter = &waiter;
            entry_.place = take_.place();
            return !attempt(&entry_);
        };
        return this->suspend(coroutine.promise().task(), coroutine, enlist, line_.users.kindOf(Take::kind));
    }
    concurrency::WaitResult await_resume() {
        if (!this->hasSuspended())
            return concurrency::WaitResult::done;
        if (this->enlisted())
            line_.leave(entry_);
        const auto woken = this->resume();
        if (taken_ || woken == Woken::ready)
            return concurrency::WaitResult::done;
        if (woken == Woken::cancelled)
            throw TaskCancelled();
        return concurrency::WaitResult::timeout;
    }

protected:
    Take& take() noexcept { return take_; }

private:
    bool attempt(WaitEntry* entry) noexcept {
        {
            const std::lock_guard guard(line_.lock);
            taken_ = take_();
            if (!taken_ && entry != nullptr)
                line_.waiting.push(*entry);
        }
        if (taken_)
            take_.afterwards();
        return taken_;
    }

    Line& line_;
    Take take_;
    WaitEntry entry_;
    bool taken_ = false;
};

/// A thread in a line.
template <class Take>
concurrency::WaitResult waitInLine(Line& line, Take&& take, concurrency::Deadline deadline) {
    line.users.note();
    ThreadWait wait;
    WaitEntry entry;
    entry.waiter = &wait.waiter();
    entry.place = take.place();
    bool taken = false;
    {
        const std::lock_guard guard(line.lock);
        taken = take();
        if (!taken)
            line.waiting.push(entry);
    }
    if (taken) {
        take.afterwards();
        return concurrency::WaitResult::done;
    }
    using Plain = std::remove_cvref_t<Take>;
    wait.park(deadline, line.users.kindOf(Plain::kind));
    line.leave(entry);
    if (wait.woken() == Woken::cancelled)
        throw TaskCancelled();
    return wait.woken() == Woken::timeout ? concurrency::WaitResult::timeout : concurrency::WaitResult::done;
}

} // namespace rondo::task::detail
