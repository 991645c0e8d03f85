// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <mutex>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/suspension.h>
#include <rondo/task/detail/wait_queue.h>
#include <utility>

namespace rondo::task {

class Condition;

/// A lock that a task holds across its waits, and for which others wait without their thread, first come, first
/// served: who unlocks hands it to the one that has waited longest.
///
/// Example:
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 2});
///     Mutex mutex;
///     int shared = 0;
///     pool.run([&]() -> Task<> {
///         const auto held = co_await mutex.lock();
///         ++shared;
///     });
///     expect(shared == 1);
class Mutex {
public:
    /// Holds the mutex while it lives. Belongs to the task that has locked.
    class [[nodiscard]] Held {
    public:
        Held(Held&& other) noexcept : mutex_(std::exchange(other.mutex_, nullptr)) {}
        Held& operator=(Held&& other) noexcept {
            std::swap(mutex_, other.mutex_);
            return *this;
        }
        ~Held() {
            if (mutex_ != nullptr)
                mutex_->release();
        }
        /// Effects: gives the mutex back before the end. Progress: blocking, briefly. [the task]
        void unlock() noexcept {
            if (auto* const mutex = std::exchange(mutex_, nullptr))
                mutex->release();
        }

    private:
        friend class Mutex;
        friend class Condition;
        explicit Held(Mutex& mutex) noexcept : mutex_(&mutex) {}
        Mutex* mutex_;
    };

    Mutex() noexcept = default;
    /// Requires: nobody holds it or waits for it. [any]
    ~Mutex() = default;
    Mutex(const Mutex&) = delete;
    Mutex& operator=(const Mutex&) = delete;

    /// Effects: `co_await` it: waits for the mutex and takes it. Returns: what holds it. Errors: TaskCancelled,
    /// and then it is not held; Failure(deadlock) when the task holds it already. [a task]
    auto lock() noexcept { return Lock(*this); }
    /// Effects: takes the mutex if nobody has it. Returns: whether `held` holds it now. Errors:
    /// Failure(wrongThread) outside of a task. Progress: blocking, briefly. [a task]
    bool tryLock(std::optional<Held>& held) {
        auto& task = detail::currentTask("Mutex::tryLock");
        const std::lock_guard guard(lock_);
        if (owner_ != nullptr)
            return false;
        owner_ = &task;
        held.emplace(Held(*this));
        return true;
    }

private:
    class Lock : public detail::Suspension {
    public:
        explicit Lock(Mutex& mutex) noexcept : mutex_(mutex) {}
        bool await_ready() const noexcept { return false; }
        template <class Promise>
        bool await_suspend(std::coroutine_handle<Promise> caller) {
            auto& task = caller.promise().task();
            return suspend(
                task, caller,
                [&](detail::Waiter& waiter) {
                    const std::lock_guard guard(mutex_.lock_);
                    if (mutex_.owner_ == &task)
                        again_ = true;
                    if (mutex_.owner_ == nullptr || again_) {
                        taken_ = !again_;
                        mutex_.owner_ = &task;
                        return false;
                    }
                    entry_.waiter = &waiter;
                    entry_.place = &task;
                    mutex_.waiting_.push(entry_);
                    return true;
                },
                detail::WaitKind::mutex);
        }
        Held await_resume() {
            if (enlisted()) {
                const std::lock_guard guard(mutex_.lock_);
                mutex_.waiting_.remove(entry_);
            }
            const auto woken = resume();
            if (again_)
                throw base::Failure({base::ErrorCode::deadlock,
                                     "A task locks a Mutex that it holds already, and would wait for itself; "
                                     "unlock it first."});
            if (!taken_ && woken == detail::Woken::cancelled)
                throw TaskCancelled();
            return Held(mutex_);
        }

    private:
        Mutex& mutex_;
        detail::WaitEntry entry_;
        bool taken_ = false;
        bool again_ = false;
    };

    void release() noexcept {
        detail::Waiter* next = nullptr;
        {
            const std::lock_guard guard(lock_);
            auto* const entry = waiting_.claim();
            owner_ = entry != nullptr ? static_cast<detail::TaskNode*>(entry->place) : nullptr;
            next = entry != nullptr ? entry->waiter : nullptr;
        }
        if (next != nullptr)
            next->wake();
    }

    detail::BriefLock lock_; ///< everything below
    detail::TaskNode* owner_ = nullptr;
    detail::WaitQueue waiting_;
};

} // namespace rondo::task
