// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <mutex>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/suspension.h>
#include <rondo/task/detail/wait_queue.h>
#include <rondo/task/mutex.h>
#include <rondo/task/task.h>
#include <utility>

namespace rondo::task {

/// Where tasks that hold a Mutex wait until another one has changed what it guards. A signal wakes the one that
/// has waited longest, and is never lost in one that was cancelled at that moment: the next one gets it.
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
///         held = co_await changed.wait(std::move(held), [&] { return ready; });
///         co_await setter;
///     });
///     expect(ready);
class Condition {
public:
    Condition() noexcept = default;
    /// Requires: nobody waits. [any]
    ~Condition() = default;
    Condition(const Condition&) = delete;
    Condition& operator=(const Condition&) = delete;

    /// Effects: `co_await` it: gives the mutex back and waits, as one step, for a signal; then for the mutex.
    /// Requires: `held` holds the mutex that all use with this condition. Returns: what holds it again. Errors:
    /// TaskCancelled, and then the mutex is not held. [a task]
    Task<Mutex::Held> wait(Mutex::Held held) {
        auto& mutex = *held.mutex_;
        co_await Signal(*this, held);
        bool passes = false;
        try {
            co_return co_await mutex.lock();
        } catch (...) {
            passes = true;
        }
        // The signal was taken and is of no use here any more.
        if (passes)
            signal();
        throw TaskCancelled();
    }
    /// Effects: the same until `predicate()`, which is asked while the mutex is held. [a task]
    template <class Predicate>
    Task<Mutex::Held> wait(Mutex::Held held, Predicate predicate) {
        while (!predicate())
            held = co_await wait(std::move(held));
        co_return std::move(held);
    }
    /// Effects: wakes the one that has waited longest, if any. Progress: blocking, briefly. [any but audio]
    void signal() noexcept { wakeOne(); }
    /// Effects: wakes all that wait now. Progress: blocking, briefly for each. [any but audio]
    void broadcast() noexcept {
        detail::WaitEntry* first = nullptr;
        {
            const std::lock_guard guard(lock_);
            detail::WaitEntry** end = &first;
            while (auto* const entry = waiting_.claim()) {
                *end = entry;
                end = &entry->after;
            }
            *end = nullptr;
        }
        while (first != nullptr) {
            auto* const waiter = first->waiter;
            first = first->after;
            waiter->wake();
        }
    }

private:
    class Signal : public detail::Suspension {
    public:
        Signal(Condition& condition, Mutex::Held& held) noexcept : condition_(condition), held_(held) {}
        bool await_ready() const noexcept { return false; }
        template <class Promise>
        bool await_suspend(std::coroutine_handle<Promise> caller) {
            return suspend(caller.promise().task(), caller, [&](detail::Waiter& waiter) {
                entry_.waiter = &waiter;
                {
                    const std::lock_guard guard(condition_.lock_);
                    condition_.waiting_.push(entry_);
                }
                held_.unlock();
                return true;
            });
        }
        void await_resume() {
            if (enlisted()) {
                const std::lock_guard guard(condition_.lock_);
                condition_.waiting_.remove(entry_);
            }
            if (resume() == detail::Woken::cancelled)
                throw TaskCancelled();
        }

    private:
        Condition& condition_;
        Mutex::Held& held_;
        detail::WaitEntry entry_;
    };

    bool wakeOne() noexcept {
        detail::Waiter* waiter = nullptr;
        {
            const std::lock_guard guard(lock_);
            if (auto* const entry = waiting_.claim())
                waiter = entry->waiter;
        }
        if (waiter != nullptr)
            waiter->wake();
        return waiter != nullptr;
    }

    detail::BriefLock lock_;
    detail::WaitQueue waiting_;
};

} // namespace rondo::task
