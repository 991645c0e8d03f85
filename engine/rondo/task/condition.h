// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <concepts>
#include <coroutine>
#include <mutex>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/wait_result.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/line.h>
#include <rondo/task/mutex.h>
#include <rondo/task/task.h>
#include <rondo/task/time_limit.h>
#include <utility>

namespace rondo::task {

/// Where those that hold a Mutex wait until another one has changed what it guards. Wait with a predicate: it
/// is asked before, so that what has happened already needs no signal, and again after each signal, because
/// somebody else may have been there first. A signal wakes the one that has waited longest, and is never lost
/// in one that is cancelled at that moment: the next one gets it.
///
/// Example:
///     #include <rondo/task/pool.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 2});
///     Mutex mutex;
///     Condition changed;
///     bool ready = false;
///     pool.run([&]() -> Task<> {
///         auto setter = spawn([&]() -> Task<> {
///             const auto held = co_await mutex.lock();
///             ready = true;
///             changed.signal();
///         });
///         auto held = co_await mutex.lock();
///         co_await changed.wait(held, [&] { return ready; });
///         expect(ready);
///         held.unlock();
///         co_await setter;
///     });
class Condition {
public:
    using Result = concurrency::WaitResult;

    Condition() noexcept = default;
    /// Requires: nobody waits. [any]
    ~Condition() = default;
    Condition(const Condition&) = delete;
    Condition& operator=(const Condition&) = delete;

    /// Effects: `co_await` it: until `predicate()`, which is asked while the mutex is held, gives the mutex
    /// back, waits for a signal, and takes the mutex again. Requires: all that wait use the same mutex. Errors:
    /// TaskCancelled, and then `held` holds nothing; Failure(notOwner) when it holds nothing before, or is
    /// another task's; what the predicate throws; std::bad_alloc. [a task]
    template <std::predicate Predicate>
    Task<> wait(Mutex::Held& held, Predicate predicate) {
        while (!predicate())
            co_await wait(held);
    }
    /// Effects: the same, at most until `limit` is over. Returns: done or timeout; the mutex is held again
    /// either way. [a task]
    template <std::predicate Predicate>
    Task<Result> wait(Mutex::Held& held, TimeLimit limit, Predicate predicate) {
        const detail::PoolCore& pool = detail::currentTask("Condition::wait").pool;
        const auto until = limit.isNever() ? 0 : limit.until(pool.now());
        while (!predicate()) {
            if (!limit.isNever())
                limit = TimeLimit(std::chrono::nanoseconds(until - pool.now()));
            const auto result = co_await wait(held, limit);
            if (!result)
                co_return predicate() ? Result::done : Result::timeout;
        }
        co_return Result::done;
    }
    /// Effects: waits for one signal, whatever has happened before. Errors: as above. [a task]
    Task<> wait(Mutex::Held& held) {
        auto& mutex = mutexOf(held);
        const auto woken = co_await Wait<detail::Suspension>(*this, held);
        Signalled signalled(*this, woken);
        held = co_await mutex.lock();
        signalled.used();
    }
    /// Effects: the same, at most until `limit` is over. Returns: done or timeout. [a task]
    Task<Result> wait(Mutex::Held& held, TimeLimit limit) {
        auto& mutex = mutexOf(held);
        const auto woken = co_await Wait<detail::TimedSuspension>(*this, held, limit);
        Signalled signalled(*this, woken);
        held = co_await mutex.lock();
        signalled.used();
        co_return woken == detail::Woken::ready ? Result::done : Result::timeout;
    }

    /// Effects: as `wait`, for a thread, and for a plain function of a task, whose worker another thread takes
    /// over meanwhile. Returns: done or timeout; the mutex is held again either way. Errors:
    /// Failure(notOwner); what the predicate throws. Progress: blocking. [any but audio]
    template <std::predicate Predicate>
    Result threadWait(Mutex::Held& held, Predicate predicate,
                      concurrency::Deadline deadline = concurrency::Deadline::never()) {
        while (!predicate())
            if (!threadWait(held, deadline))
                return predicate() ? Result::done : Result::timeout;
        return Result::done;
    }
    /// Effects: the same for one signal, whatever has happened before. Progress: blocking. [any but audio]
    Result threadWait(Mutex::Held& held, concurrency::Deadline deadline) {
        auto& mutex = mutexOf(held);
        line_.users.note();
        detail::ThreadWait wait;
        detail::WaitEntry entry;
        entry.waiter = &wait.waiter();
        {
            const std::lock_guard guard(line_.lock);
            line_.waiting.push(entry);
        }
        held.unlock();
        wait.park(deadline, line_.users.kindOf(detail::WaitKind::condition));
        line_.leave(entry);
        const auto woken = wait.woken();
        if (woken == detail::Woken::cancelled)
            throw TaskCancelled();
        try {
            held = mutex.lockWait();
        } catch (...) {
            if (woken == detail::Woken::ready)
                signal(); // of no use here any more
            throw;
        }
        return woken == detail::Woken::ready ? Result::done : Result::timeout;
    }

    /// Effects: wakes the one that has waited longest, if any. Progress: blocking, briefly. [any but audio]
    void signal() noexcept {
        line_.users.note();
        detail::Claimed woken;
        {
            const std::lock_guard guard(line_.lock);
            woken.takeFrom(line_.waiting);
        }
        woken.wake();
    }
    /// Effects: wakes all that wait now. Progress: blocking, briefly for each. [any but audio]
    void broadcast() noexcept {
        line_.users.note();
        detail::Claimed woken;
        {
            const std::lock_guard guard(line_.lock);
            woken.takeAllFrom(line_.waiting);
        }
        woken.wake();
    }

private:
    template <class Base>
    class Wait : public Base {
    public:
        template <class... Limits>
        Wait(Condition& condition, Mutex::Held& held, Limits... limit) noexcept
            : Base(limit...), line_(condition.line_), held_(held) {}
        bool await_ready() const noexcept { return false; }
        template <class Promise>
        bool await_suspend(std::coroutine_handle<Promise> coroutine) {
            const auto enlist = [this](detail::Waiter& waiter) {
                entry_.waiter = &waiter;
                {
                    const std::lock_guard guard(line_.lock);
                    line_.waiting.push(entry_);
                }
                held_.unlock();
                return true;
            };
            // One that is cancelled waits for its children, which may need the mutex to end.
            const auto drain = [this] { held_.unlock(); };
            const auto kind = line_.users.kindOf(detail::WaitKind::condition);
            return this->suspend(coroutine.promise().task(), coroutine, enlist, kind, drain);
        }
        detail::Woken await_resume() {
            if (this->enlisted())
                line_.leave(entry_);
            const auto woken = this->resume();
            if (woken == detail::Woken::cancelled) {
                held_.unlock();
                throw TaskCancelled();
            }
            return woken;
        }

    private:
        detail::Line& line_;
        Mutex::Held& held_;
        detail::WaitEntry entry_;
    };

    /// Who was given a signal and cannot use it gives it to the next one.
    class Signalled {
    public:
        Signalled(Condition& condition, detail::Woken woken) noexcept
            : condition_(condition), unused_(woken == detail::Woken::ready) {}
        ~Signalled() {
            if (unused_)
                condition_.signal();
        }
        Signalled(const Signalled&) = delete;
        Signalled& operator=(const Signalled&) = delete;
        void used() noexcept { unused_ = false; }

    private:
        Condition& condition_;
        bool unused_;
    };

    static Mutex& mutexOf(Mutex::Held& held) {
        if (held.mutex_ == nullptr)
            throw base::Failure({base::ErrorCode::notOwner,
                                 "A wait for a Condition gives a Mutex back, and was given a Held that "
                                 "holds none; lock the mutex first."});
        held.mutex_->requireOwner("given back in a wait");
        return *held.mutex_;
    }

    detail::Line line_;
};

} // namespace rondo::task
